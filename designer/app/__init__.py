"""The terminal app. It shows what the engine and the store tell it, and edits through ``designer.editing.session``."""
