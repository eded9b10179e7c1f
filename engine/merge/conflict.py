"""Conflicts: what both sides changed, each in its own way, and whose side counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, Literal

from msgspec import UNSET, Struct

Party = Literal["ours", "theirs"]
Key = tuple[str, ...]
"""Where in a design: ``("steps", "quiz", "condition")``."""

OTHER: Final[dict[Party, Party]] = {"ours": "theirs", "theirs": "ours"}


class Conflict(Struct, frozen=True, kw_only=True):
    """A thing that both sides changed: its ``key``, what people call it, and its three values as plain JSON.

    A value is left out where that side does not have the thing.
    """

    key: str
    called: str
    base: Any = UNSET
    ours: Any = UNSET
    theirs: Any = UNSET

    def line(self, here: str, there: str) -> str:
        """Return what each side says, in a line; ``here`` and ``there`` are what the sides are called."""
        return f"{self.called}: {here} {_value(self.ours)}, {there} {_value(self.theirs)}"

    @staticmethod
    def said(value: Any, before: str = "") -> str:
        """The ``value`` in a few words, perhaps after another word, ``before``."""
        return f"{before} {_value(value)}".strip()


_LONGEST: Final = 60
"""Characters of a value that are told."""


def _value(value: Any) -> str:
    if value is UNSET:
        return "not there"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


class Verdicts:
    """The side that counts in each conflict; it remembers the conflicts that it was asked about."""

    def __init__(self, prefer: Mapping[str, Party], otherwise: Party) -> None:
        """``otherwise`` counts where ``prefer`` does not name the key of a conflict."""
        self.found: Final[dict[Key, tuple[Any, Any, Any]]] = {}
        self._prefer = prefer
        self._otherwise = otherwise

    def decide(self, key: Key, base: Any, ours: Any, theirs: Any) -> Party:
        """Decide whose side counts for ``key``, which was ``base`` and is ``ours`` and ``theirs``."""
        self.found[key] = (base, ours, theirs)
        return self._prefer.get(".".join(key), self._otherwise)
