"""The progress screen: how people stand, from the attached events or a recalculated log."""

from designer.app.screens.progress.screen import ProgressScreen

__all__ = ["ProgressScreen"]
