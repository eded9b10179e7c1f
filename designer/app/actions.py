"""Actions in one list: keys, the help, the palette and the table of keys are all made from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol, cast

from msgspec import Struct
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import key_to_character
from textual.screen import Screen

Keymap = Mapping[str, str]
"""Identity of an action → the keys that a person wants for it, in place of its own."""


class Action(Struct, frozen=True):
    """Something a person can do at a screen or a widget, which has the method ``action_NAME`` for it."""

    name: str
    """With its arguments, as Textual writes them: ``zoom(1)``."""
    keys: str
    """Separated by commas, as Textual names them; the first is the one that is shown. ``g g`` is one key after the
    other, which only a canvas knows."""
    title: str
    group: str
    brief: str = ""
    """What the footer calls it; empty: it is not there."""
    word: str = ""
    """What a keymap calls it in its group; its name, if nothing is said."""

    @property
    def id(self) -> str:
        """Its name in a keymap: its group and its word."""
        return f"{self.group.lower()}.{self.word or self.name.partition('(')[0]}"


class ActionOwner(Protocol):
    """A screen, a widget or the app with actions."""

    ACTIONS: Sequence[Action]

    async def run_action(self, action: str) -> None: ...


def bindings(actions: Iterable[Action]) -> list[BindingType]:
    """The keys of actions, for a class's BINDINGS."""
    return [
        Binding(
            ",".join(single_keys(each.keys)),
            each.name,
            each.brief or each.title,
            bool(each.brief),
            id=each.id,
        )
        for each in actions
        if single_keys(each.keys)
    ]


def single_keys(keys: str) -> list[str]:
    """The keys of a list that act by themselves."""
    return [key for key in keys.split(",") if " " not in key]


def sequences(actions: Iterable[Action], keymap: Keymap) -> dict[str, str]:
    """Keys that act one after the other, such as ``g g``, with the names of their actions."""
    return {
        key: each.name for each in actions for key in keymap.get(each.id, each.keys).split(",") if " " in key
    }


def available_actions(screen: Screen[object]) -> Iterator[tuple[ActionOwner, Action]]:
    """Yield what can be done on a screen as it is: by itself, by what is on it, by the app."""
    nodes: list[DOMNode] = [screen, *screen.query("*"), screen.app]
    for node in nodes:
        for action in getattr(node, "ACTIONS", ()):
            yield cast(ActionOwner, node), action


NAMES: Final = {
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
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "tab": "Tab",
    "backspace": "Backspace",
}
"""Keys that are no characters, as they are written for people."""


def key_names(action: Action, keymap: Keymap) -> str:
    """The keys of an action as they are written on a keyboard."""
    return "  ".join(keys_name(keys) for keys in keymap.get(action.id, action.keys).split(","))


def keys_name(keys: str) -> str:
    """A key, or one after the other, for people: ``Ctrl+P``, ``gg``."""
    return "".join(map(key_name, keys.split(" ")))


def key_name(key: str) -> str:
    """A key as Textual names it, for people: ``Ctrl+P``, ``.``, ``F2``."""
    *modifiers, last = key.split("+")
    if modifiers or (len(last) > 1 and last[0] == "f" and last[1:].isdigit()):
        last = last.upper() if len(last) <= 3 and last not in NAMES else last
    named = NAMES.get(last) or (last if len(last) == 1 else key_to_character(last) or last)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), named])
