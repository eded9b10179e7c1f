"""Actions in one list: keys, the help and the palette are all made from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, cast

from msgspec import Struct
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import key_to_character
from textual.screen import Screen


class Action(Struct, frozen=True):
    """Something a person can do at a screen or a widget, which has the method ``action_NAME`` for it."""

    name: str
    """With its arguments, as Textual writes them: ``zoom(1)``."""
    keys: str
    """Separated by commas, as Textual names them; the first is the one that is shown."""
    title: str
    group: str
    brief: str = ""
    """What the footer calls it; empty: it is not there."""


class Acting(Protocol):
    """A screen, a widget or the app with actions."""

    ACTIONS: Sequence[Action]

    async def run_action(self, action: str) -> None: ...


def bindings(actions: Iterable[Action]) -> list[BindingType]:
    """The keys of actions, for a class's BINDINGS."""
    return [
        Binding(each.keys, each.name, each.brief or each.title, show=bool(each.brief)) for each in actions
    ]


def available_actions(screen: Screen[object]) -> Iterator[tuple[Acting, Action]]:
    """Yield what can be done on a screen as it is: by itself, by what is on it, by the app."""
    nodes: list[DOMNode] = [screen, *screen.query("*"), screen.app]
    for node in nodes:
        for action in getattr(node, "ACTIONS", ()):
            yield cast(Acting, node), action


_NAMES = {
    "slash": "/",
    "plus": "+",
    "minus": "-",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "delete": "Del",
    "home": "Home",
    "tab": "Tab",
    "backspace": "Backspace",
}


def key_names(action: Action) -> str:
    """The keys of an action as they are written on a keyboard."""
    return " ".join(_key_name(key) for key in action.keys.split(","))


def _key_name(key: str) -> str:
    *modifiers, last = key.split("+")
    return "+".join(
        [
            *(modifier.capitalize() for modifier in modifiers),
            _NAMES.get(last) or key_to_character(last) or last,
        ]
    )
