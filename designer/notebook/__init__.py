"""Journeys in a notebook: ``from designer.notebook import …``.

Every name is loaded when it is first asked for, so that nobody waits for what they do not use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from designer.notebook.editor import JourneyEditor
    from designer.notebook.player import SimulationPlayer

__all__ = ["JourneyEditor", "SimulationPlayer"]

_HOMES: Final = {
    "JourneyEditor": "designer.notebook.editor",
    "SimulationPlayer": "designer.notebook.player",
}
"""Each name's module."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"designer.notebook has no {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
