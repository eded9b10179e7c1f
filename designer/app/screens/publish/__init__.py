"""The publish screen: what each server would get, what it has, and making it so."""

from designer.app.screens.publish.screen import PublishScreen

__all__ = ["PublishScreen"]
