"""One change from one design to another, and all of them."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

Kind = Literal["added", "removed", "changed", "renamed", "reordered", "retargeted"]
Part = Literal["journey", "step", "item", "transition", "exit_rule", "claim"]


class Change(Struct, frozen=True, kw_only=True):
    """The ``kind`` of change that happened to a part, in a sentence.

    ``id`` is the part's in the second design, or in the first where it is gone; a transition's is ``source>target``.
    ``field`` is what changed of it, ``before`` and ``after`` its values as plain JSON. Without ``meaning``, nobody
    moves differently: only names, words or the picture changed.
    """

    kind: Kind
    part: Part
    id: str
    message: str
    field: str = ""
    before: Any = None
    after: Any = None
    meaning: bool = True


class Difference(Struct, frozen=True):
    """All changes, those of the journey first; ``renamed`` gives steps of the first design their ids in the second."""

    changes: tuple[Change, ...]
    renamed: dict[str, str]

    @property
    def same_meaning(self) -> bool:
        """Tell whether both designs do the same with every event."""
        return not any(change.meaning for change in self.changes)
