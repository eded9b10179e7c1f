"""Requests of the page: one shape a wish, read strictly. Whatever is not one of these is refused with a sentence.

Positions are whole cells of the picture, as the layout has them.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import msgspec
from msgspec import Meta, Struct

from designer.diagram.navigation import Toward
from designer.editing.selection import Place

Id = Annotated[str, Meta(min_length=1, max_length=200)]
Ids = Annotated[tuple[Id, ...], Meta(max_length=10_000)]
TransitionIndex = Annotated[int, Meta(ge=0)]
Cell = Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]
Positions = Annotated[dict[Id, tuple[Cell, Cell]], Meta(min_length=1, max_length=10_000)]


class RefusedMessage(ValueError):
    """A message that means nothing here; the text says why."""


def _verb(name: str) -> str:
    """The word under ``do`` for a class by its ``name``: ``add`` for AddRequest."""
    return name.removesuffix("Request").lower()


class _Wish(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag=_verb):
    """A message from the page."""


class ChooseRequest(_Wish, frozen=True):
    """Choose steps (the last is the one inspected), a transition, or an item; nothing: the journey itself."""

    steps: Ids = ()
    transition: TransitionIndex | None = None
    item: Id | None = None


class WalkRequest(_Wish, frozen=True):
    """Choose the step that an arrow key leads to; ``also`` keeps what is chosen."""

    toward: Toward
    also: bool = False


class BranchRequest(_Wish, frozen=True):
    """Choose the next transition out of the chosen step, or the next beside the chosen one."""


class OpenRequest(_Wish, frozen=True):
    """Put the cursor into the form of what is chosen."""


class AddRequest(_Wish, frozen=True):
    """Add a step of a kind: on a transition, behind a step, or by itself."""

    kind: Id
    transition: TransitionIndex | None = None
    after: Id | None = None


class AddItemRequest(_Wish, frozen=True):
    """Add an item to the chosen checklist."""


class AddRuleRequest(_Wish, frozen=True):
    """Add an exit rule to the journey."""


class ConnectRequest(_Wish, frozen=True):
    """Draw a transition; ``guard`` says what decides it where several things could."""

    source: Id
    target: Id
    guard: Id | None = None


class MoveRequest(_Wish, frozen=True):
    """Put steps where their upper left corners were dropped."""

    to: Positions


class UnmoveRequest(_Wish, frozen=True):
    """Let the layout place these steps."""

    steps: Ids


class RenameRequest(_Wish, frozen=True):
    """Another id for a step."""

    step: Id
    to: Id


class DeleteRequest(_Wish, frozen=True):
    """Delete what is chosen; ``sure``: although steps are stranded by it."""

    sure: bool = False


class GroupRequest(_Wish, frozen=True):
    """Make the chosen waypoints one checklist."""


class UngroupRequest(_Wish, frozen=True):
    """Make the chosen checklist a row of waypoints."""


class ReorderRequest(_Wish, frozen=True):
    """Let the chosen branch come earlier (negative) or later among those of its step."""

    by: Annotated[int, Meta(ge=-1, le=1)]


class TurnRequest(_Wish, frozen=True):
    """Draw it top down, or left to right again."""


class UndoRequest(_Wish, frozen=True):
    """Take back the last edit."""


class RedoRequest(_Wish, frozen=True):
    """Make the edit again that was undone last."""


class FillRequest(_Wish, frozen=True):
    """Fill ``value`` into the field ``key`` of the form of ``place``; a later one has a higher ``number``."""

    place: Place
    key: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=4)]
    value: Annotated[str, Meta(max_length=1_000_000)] | bool
    number: Annotated[int, Meta(ge=0)] = 0


class GoRequest(_Wish, frozen=True):
    """Choose a place of the design: one of the outline, or where something is found."""

    place: Place


class ForwardRequest(_Wish, frozen=True):
    """Go on to the next moment of a run."""


class BackRequest(_Wish, frozen=True):
    """Go back to the moment before."""


class SearchRequest(_Wish, frozen=True):
    """List the people alone whose names contain a text."""

    text: Annotated[str, Meta(max_length=1_000)]


class PersonRequest(_Wish, frozen=True):
    """Tell the story of a person, or of nobody."""

    owner: Annotated[str, Meta(max_length=10_000)] | None = None


class InjectRequest(_Wish, frozen=True):
    """Put one more event into a run, as JSON."""

    text: Annotated[str, Meta(max_length=1_000_000)]


VIEW_REQUESTS: Final = (ChooseRequest, WalkRequest, BranchRequest, TurnRequest, OpenRequest)
"""What can be asked for where nothing can be edited."""

Wish: TypeAlias = (
    ChooseRequest
    | WalkRequest
    | BranchRequest
    | OpenRequest
    | AddRequest
    | AddItemRequest
    | AddRuleRequest
    | ConnectRequest
    | MoveRequest
    | UnmoveRequest
    | RenameRequest
    | DeleteRequest
    | GroupRequest
    | UngroupRequest
    | ReorderRequest
    | TurnRequest
    | UndoRequest
    | RedoRequest
    | FillRequest
    | GoRequest
    | ForwardRequest
    | BackRequest
    | SearchRequest
    | PersonRequest
    | InjectRequest
)


def wish(content: object) -> Wish:
    """Return what the page asks for. Raises RefusedMessage."""
    try:
        wanted: Wish = msgspec.convert(content, Wish)
    except (msgspec.ValidationError, RecursionError) as error:
        raise RefusedMessage(f"The page sent something that is no edit: {error}") from None
    return wanted
