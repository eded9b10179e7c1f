"""What the page may ask for: one shape a wish, read strictly. Whatever is not one of these is refused with a sentence.

Positions are whole cells of the picture, as the layout has them.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta, Struct

from designer.diagram.navigation import Toward

Id = Annotated[str, Meta(min_length=1, max_length=200)]
Ids = Annotated[tuple[Id, ...], Meta(max_length=10_000)]
Way = Annotated[int, Meta(ge=0)]
Cell = Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]
Positions = Annotated[dict[Id, tuple[Cell, Cell]], Meta(min_length=1, max_length=10_000)]


class Refused(ValueError):
    """A message that means nothing here; the text says why."""


class _Wish(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag=str.lower):
    """What all messages are."""


class Choose(_Wish, frozen=True):
    """Choose steps (the last is the one inspected), a transition, or an item; nothing: the journey itself."""

    steps: Ids = ()
    way: Way | None = None
    item: Id | None = None


class Walk(_Wish, frozen=True):
    """Choose the step that an arrow key leads to; ``also`` keeps what is chosen."""

    toward: Toward
    also: bool = False


class Branch(_Wish, frozen=True):
    """Choose the next transition out of the chosen step, or the next beside the chosen one."""


class Open(_Wish, frozen=True):
    """Put the cursor into the form of what is chosen."""


class Add(_Wish, frozen=True):
    """Add a step of a kind: on a transition, behind a step, or by itself."""

    kind: Id
    way: Way | None = None
    after: Id | None = None


class AddItem(_Wish, frozen=True):
    """Add an item to the chosen checklist."""


class AddRule(_Wish, frozen=True):
    """Add an exit rule to the journey."""


class Connect(_Wish, frozen=True):
    """Draw a transition; ``guard`` says what decides it where several things could."""

    source: Id
    target: Id
    guard: Id | None = None


class Move(_Wish, frozen=True):
    """Put steps where their upper left corners were dropped."""

    to: Positions


class Unmove(_Wish, frozen=True):
    """Let the layout place these steps."""

    steps: Ids


class Rename(_Wish, frozen=True):
    """Another id for a step."""

    step: Id
    to: Id


class Delete(_Wish, frozen=True):
    """Delete what is chosen; ``sure``: although steps are stranded by it."""

    sure: bool = False


class Group(_Wish, frozen=True):
    """Make the chosen waypoints one checklist."""


class Ungroup(_Wish, frozen=True):
    """Make the chosen checklist a row of waypoints."""


class Reorder(_Wish, frozen=True):
    """Let the chosen branch come earlier (negative) or later among those of its step."""

    by: Annotated[int, Meta(ge=-1, le=1)]


class Turn(_Wish, frozen=True):
    """Draw it top down, or left to right again."""


class Undo(_Wish, frozen=True):
    """Take back the last edit."""


class Redo(_Wish, frozen=True):
    """Make the edit again that was undone last."""


Wish: TypeAlias = (
    Choose
    | Walk
    | Branch
    | Open
    | Add
    | AddItem
    | AddRule
    | Connect
    | Move
    | Unmove
    | Rename
    | Delete
    | Group
    | Ungroup
    | Reorder
    | Turn
    | Undo
    | Redo
)


def wish(content: object) -> Wish:
    """What the page asks for. Raises Refused."""
    try:
        wanted: Wish = msgspec.convert(content, Wish)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Refused(f"The page sent something that is no edit: {error}") from None
    return wanted
