"""Wire facts that mean nothing to the engine, as ``Journey.extras`` carries them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from engine.dialects.segment.difference import WireChange
from engine.dialects.segment.wire import DIALECT
from engine.journey import Journey

Changes = tuple[WireChange, ...]


class SegmentExtras(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The facts that an import leaves for the next export. All of it may be out of date, and none of it is needed.

    ``ids`` are the states' ids by step where they differ, ``order`` the states' ids in the order of the document;
    ``rules_on`` the exit rules that are on while all of them are switched off; ``apart`` the related destinations
    that no exit rule sends to, by id. The others are what objects say differently from ours.
    """

    ids: dict[str, str] = {}
    order: tuple[str, ...] = ()
    states: dict[str, Changes] = {}
    rules: dict[str, Changes] = {}
    rules_on: tuple[str, ...] = ()
    apart: dict[str, dict[str, Any]] = {}
    body: Changes = ()
    definition: Changes = ()
    entry_rules: Changes = ()
    exit_rules: Changes = ()

    def wire_id(self, step: str) -> str:
        """The id of a step's state."""
        return self.ids.get(step, step)

    def in_order(self, states: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """States, by their ids, in the order they came in; new ones follow in theirs."""
        position = {id: index for index, id in enumerate(self.order)}
        return [states[id] for id in sorted(states, key=lambda id: position.get(id, len(position)))]


def read_extras(journey: Journey) -> SegmentExtras:
    """Return what an import has left. Anybody may edit a file: what cannot be read is as good as nothing."""
    try:
        return msgspec.convert((journey.extras or {}).get(DIALECT, {}), SegmentExtras)
    except msgspec.ValidationError:
        return SegmentExtras()


def extras_with(extras: Mapping[str, Any] | None, dialect: str, kept: Struct) -> dict[str, Any] | None:
    """The extras of a journey with what one dialect keeps."""
    others = {key: value for key, value in (extras or {}).items() if key != dialect}
    written = msgspec.json.decode(msgspec.json.encode(kept))  # lists as they come back from a file, no tuples
    return others | ({dialect: written} if written else {}) or None
