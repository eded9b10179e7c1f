"""The workspace and the statement log: where things are kept."""
