"""The screen where a design is drawn: outline, canvas, inspector, findings."""

from designer.app.screens.design.screen import DesignScreen

__all__ = ["DesignScreen"]
