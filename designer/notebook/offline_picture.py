"""The picture that stands in a notebook's file beside a widget: seen where no widget runs, hidden where one does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from IPython.display import display, update_display

MOST: Final = 200
"""Steps up to which the picture in the file follows every edit."""


class OfflinePicture:
    """The picture of the class ``name`` on the page; the widget beside it hides it by that (``widget.js``)."""

    def __init__(self, name: str) -> None:
        self._name: Final = name
        self._shown = ""
        self._subject: object = None

    def display(self, svg: str, view: dict[str, Any], metadata: dict[str, Any]) -> None:
        """Show the picture ``svg`` and the ``view`` of the widget, a bundle of MIME types, below each other."""
        self._shown = svg
        display(self._bundle(), raw=True, display_id=self._name)  # type: ignore[no-untyped-call]
        display(view, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]

    def follow(self, subject: object, draw: Callable[[], str]) -> None:
        """Put the picture that ``draw`` makes of ``subject`` in the place of the one that was shown, if one was.

        Nothing is drawn while the subject is the same.
        """
        if not self._shown or self._subject == subject:
            return
        self._subject = subject
        if (svg := draw()) != self._shown:
            self._shown = svg
            update_display(self._bundle(), raw=True, display_id=self._name)  # type: ignore[no-untyped-call]

    def _bundle(self) -> dict[str, str]:
        html = f'<div class="{self._name}">{self._shown}</div>'
        return {"text/html": html, "image/svg+xml": self._shown, "text/plain": "a journey"}
