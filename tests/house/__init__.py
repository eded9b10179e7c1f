"""Checks of the house itself: names of files and classes, and docstrings. ``python -m tests.house`` runs them all."""
