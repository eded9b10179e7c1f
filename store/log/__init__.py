"""The statement log."""
