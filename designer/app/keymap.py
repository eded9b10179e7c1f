"""The keymap of a person: a file in TOML that gives actions other keys.

[edit]
delete = "D"
undo = ["u", "ctrl+z"]
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

from textual.keys import Keys, _character_to_key

from designer.app.actions import NAMES, Action, Keymap, keys_name
from designer.errors import Refused
from store.errors import outside

VARIABLE: Final = "WAYPOST_KEYS"
"""Of the environment: names the file, where it is not in its usual place."""

PLACES: Final = {
    "Start": ("designer.app.screens.start:StartScreen",),
    "Design": ("designer.app.screens.design:DesignScreen", "designer.app.widgets.canvas:GraphCanvas"),
    "Simulate": ("designer.app.screens.simulate:SimulateScreen", "designer.app.widgets.run_canvas:RunCanvas"),
    "Progress": ("designer.app.screens.progress:ProgressScreen",),
    "Publish": ("designer.app.screens.publish:PublishScreen",),
}
"""What has actions at each place; the app has some everywhere."""

_APP: Final = "designer.app.app:WaypostApp"
_MODIFIERS: Final = ("ctrl", "alt", "shift")
_SEQUENCES: Final = "walk"
"""The group whose actions may have one key after the other."""


def keymap_file() -> Path:
    """The person's keymap, whether it is there or not."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    return Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "waypost" / "keys.toml"


def read_keymap(path: Path) -> Keymap:
    """The keys in the file at ``path``; none, if there is no file. Raises Refused, StoreError."""
    if not path.is_file():
        return {}
    with outside("read", path):
        text = path.read_bytes()
    import tomllib  # seldom needed: not before there is a file

    try:
        tables = tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{path} is no TOML: {error}") from None
    try:
        keymap = dict(_entries(tables))
        _check(keymap)
    except Refused as refused:
        raise Refused(f"{path}: {refused}") from None
    return keymap


def actions(place: str) -> list[Action]:
    """Every action at a place, each once; those of the app are last."""
    return list(dict.fromkeys(action for owner in (*PLACES[place], _APP) for action in _actions_of(owner)))


def groups() -> dict[str, list[Action]]:
    """Every action of the app once, by its group, in the order in which one meets them."""
    found: dict[str, dict[str, Action]] = {}
    for place in PLACES:
        for action in actions(place):
            found.setdefault(action.group, {}).setdefault(action.id, action)
    return {group: list(each.values()) for group, each in found.items()}


def _actions_of(owner: str) -> Iterable[Action]:
    module, _, name = owner.partition(":")
    owned: Iterable[Action] = getattr(import_module(module), name).ACTIONS
    return owned


def _entries(tables: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    known = groups()
    for group, table in tables.items():
        called = {each.lower(): each for each in known}
        if not isinstance(table, dict) or group not in called:
            raise Refused(f"there is no group [{group}] of keys; there are {', '.join(called)}")
        ids = {action.id for action in known[called[group]]}
        for word, keys in table.items():
            if f"{group}.{word}" not in ids:
                others = ", ".join(sorted(id.partition(".")[2] for id in ids))
                raise Refused(f"[{group}] has no {word!r}; it has {others}")
            yield f"{group}.{word}", ",".join(_keys(group, word, keys))


def _keys(group: str, word: str, keys: object) -> list[str]:
    listed = [keys] if isinstance(keys, str) else keys
    if not isinstance(listed, list) or not listed or not all(isinstance(key, str) for key in listed):
        raise Refused(f'{group}.{word} needs a key, such as "ctrl+d", or several: ["d", "delete"]')
    return [_sequence(group, word, key) for key in listed]


def _sequence(group: str, word: str, keys: str) -> str:
    parts = [keys] if keys in (" ", "") else keys.split()
    if len(parts) > 1 and group != _SEQUENCES:
        raise Refused(
            f"{group}.{word}: {keys!r} is one key after the other, which only [{_SEQUENCES}] may have"
        )
    return " ".join(_key(f"{group}.{word}", part) for part in parts)


def _key(id: str, key: str) -> str:
    """The key as Textual names it, from how people write it."""
    *modifiers, last = key.split("+") if len(key) > 1 and not key.endswith("+") else [key]
    modifiers = [each.lower() for each in modifiers]
    if len(last) == 1 and last not in NAMES.values():
        last = _character_to_key(last.lower() if modifiers else last)
    else:
        written = {name.lower(): named for named, name in NAMES.items()}
        last = written.get(last.lower(), last.lower())
    if set(modifiers) - {*_MODIFIERS} or not (last in _key_names() or len(last) == 1):
        raise Refused(f'{id}: there is no key {key!r}; keys are written as in "d", "ctrl+d", "f5", "Esc"')
    return "+".join([*modifiers, last])


def _key_names() -> set[str]:
    plain = {key.value for key in Keys if not key.value.startswith(("<", "ctrl", "shift"))}
    return plain | {_character_to_key(chr(code)) for code in range(0x21, 0x7F)}


def _check(keymap: Keymap) -> None:
    """Refuse a key that would do two things at one place."""
    for place in PLACES:
        taken: dict[str, Action] = {}
        for action in sorted(actions(place), key=lambda each: each.id in keymap):
            for keys in keymap.get(action.id, action.keys).split(","):
                other = taken.setdefault(keys, action)
                if other.id != action.id and {other.id, action.id} & keymap.keys():
                    raise Refused(_twice(keys, action, other, place))


def _twice(keys: str, action: Action, other: Action, place: str) -> str:
    return (
        f"{action.id} cannot be {keys_name(keys)}: on {place} that is {other.id} ({other.title}). "
        f"Give {other.id} another key, too."
    )
