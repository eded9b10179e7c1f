"""The canvas for watching: it is walked and looked at, but nothing is edited on it."""

from __future__ import annotations

from msgspec.structs import replace
from textual.geometry import Offset

from designer.app.actions import Action, bindings, single_keys
from designer.app.widgets.canvas import GraphCanvas

_EDITING = ("open", "mark")


def _single(action: Action) -> str:
    """The keys of an action that act by themselves: here the others have a use of their own."""
    return ",".join(single_keys(action.keys))


class RunCanvas(GraphCanvas, inherit_bindings=False):
    """Enter and a double click ask who is at a step (``Opened``)."""

    TAKES_PREFIXES = False
    ACTIONS = (
        *(
            replace(action, keys=_single(action))
            for action in GraphCanvas.ACTIONS
            if action.name not in _EDITING
        ),
        Action("open", "enter", "Who is at this step", "People", "Who"),
    )
    BINDINGS = bindings(ACTIONS)

    def _drop(self, step: str, press: object, cell: Offset) -> None:
        """Nothing is carried here."""

    def _aim(self, step: str | None) -> None:
        """Nothing is carried here."""
