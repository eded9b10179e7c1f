"""Where things are kept: the workspace and the statement log."""
