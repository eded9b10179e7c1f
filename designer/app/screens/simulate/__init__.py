"""The screen where events are run through the journey on a virtual clock."""

from designer.app.screens.simulate.screen import SimulateScreen

__all__ = ["SimulateScreen"]
