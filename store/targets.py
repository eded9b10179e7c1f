"""Servers that journeys are published to: where they are and what they speak. Never a secret."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final, Literal

import msgspec
from msgspec import Struct
from tinydb import where

from store.names import check
from store.table import Database

Kind = Literal["learninglocker", "segment", "segment-xstate", "lrs", "track"]

JOURNEY_KINDS: Final[frozenset[Kind]] = frozenset({"learninglocker", "segment", "segment-xstate"})
"""The kinds of servers that keep journeys; ``lrs`` keeps statements, ``track`` takes calls of the track spec."""


class Target(Struct, frozen=True, kw_only=True):
    """A server. ``space`` is Segment's; ``allow_http`` permits plain http beyond this machine.

    An LRS that wants OAuth has a ``token_url``, where client credentials are exchanged for a token of a ``scope``.
    """

    name: str
    kind: Kind
    url: str
    space: str = ""
    allow_http: bool = False
    token_url: str = ""
    scope: str = ""

    @property
    def keeps_journeys(self) -> bool:
        return self.kind in JOURNEY_KINDS


class NoSuchTarget(LookupError):
    """No target has the name; the message suggests near ones."""

    def __init__(self, name: str, names: Collection[str]) -> None:
        near = get_close_matches(name, names)
        known = f"there are {', '.join(sorted(names))}" if names else "add one with `waypost target add`"
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else known
        super().__init__(f"there is no target named {name[:80]!r}; {hint}")


class TargetTaken(ValueError):
    """A name that another target has."""


class Targets:
    """The targets of a workspace, by name. May raise StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._table = database.table("targets")

    def all(self) -> list[Target]:
        """The targets by name."""
        return sorted((msgspec.convert(dict(row), Target) for row in self._table), key=lambda each: each.name)

    def get(self, name: str) -> Target:
        """The target ``name``. Raises NoSuchTarget."""
        row = self._table.get(where("name") == name)
        if row is None:
            raise NoSuchTarget(name, [target.name for target in self.all()])
        return msgspec.convert(dict(row), Target)

    def add(self, target: Target) -> None:
        """Add ``target``. Raises BadName, TargetTaken."""
        check(target.name)
        with self._database.transaction():
            if self._table.contains(where("name") == target.name):
                raise TargetTaken(f"there is a target named {target.name!r} already; remove it first")
            self._table.insert(msgspec.structs.asdict(target))

    def remove(self, name: str) -> None:
        """Take a target out; what was published to it stays in the history. Raises NoSuchTarget."""
        with self._database.transaction():
            self.get(name)
            self._table.remove(where("name") == name)
