"""Events for a count: each time another where different values or days are asked for, and the one that counts where an
expression looks back at several.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import time, timedelta
from typing import Final

from msgspec.structs import replace

from engine.calendar.local_time import at_time, wall_time
from engine.check.examples import example_event
from engine.conditions.mongo.witness import with_value_at
from engine.conditions.segment.witness import Deed, merged, occasions
from engine.coverage.coverage import Document
from engine.coverage.sender import MINUTE, Sender
from engine.explain.reasons import queries
from engine.explain.step_tests import count_at
from engine.plan import CountedTest, Place
from engine.tally import key_at

NOON: Final = time(12)
AFTER_MIDNIGHT: Final = time(0, 1)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class TalliedEvents:
    """The events to send next to the places of a plan, given what has been sent."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._plan = sender.plan

    def template(self, place: Place, document: Document) -> Document:
        """The ``document`` with a value that has not been counted at the place yet, where that matters.

        It stays a call of its type: who tells traits goes on telling them.
        """
        tally = self._plan.tallies.get(place)
        if tally is None or tally.path is None:
            return document
        seen = self._counted_values(place, tally.path)
        if (own := key_at(tally.path, document)) is not None and own not in seen:
            return document
        path = ".".join(tally.path)
        new = {path: {"$exists": True, "$nin": [json.loads(value) for value in seen]}}
        asked = queries(self._plan, self._plan.tests[place])
        for model in (_vary(document, tally.path, seen), document):
            found = example_event({"$and": [*asked, new]}, model)
            if found is not None and found.get("type") == document.get("type"):
                return found
        return document

    def occasions(self, place: Place) -> list[Deed]:
        """Single events at which the expression at the place is asked again; none where one event decides it."""
        test, model = self._plan.tests[place], self._sender.model
        if not isinstance(test, CountedTest) or test.arrival or not model.is_call:
            return []
        had = self._sender.progress.audiences | self._sender.progress.traits
        told = [Deed(model.identify({name: had.get(name) for name in test.traits}))] if test.traits else []
        again = occasions(test.expression, model.now)
        return [*told, *(replace(deed, document=merged(model.document, deed.document)) for deed in again)]

    def counted(self, place: Place) -> int:
        """Return how many events count at the place so far."""
        return len(self._positions(place))

    def _positions(self, place: Place) -> Sequence[int]:
        """The positions of the events that count at the place so far."""
        attempt = self._sender.attempt
        return () if attempt is None else attempt.open.get(place[-1], ())

    def _counted_values(self, place: Place, path: tuple[str, ...]) -> list[str]:
        """The values that count at a place, as canonical JSON."""
        values = (key_at(path, self._sender.sent[at].document) for at in self._positions(place))
        return [value for value in values if value is not None]

    def wait(self, place: Place) -> int:
        """Return how long to wait for an event that counts at the place, in microseconds; 0 where that is any time."""
        tally = self._plan.tallies.get(place)
        attempt = self._sender.attempt
        if tally is None:
            return 0
        clock = self._sender.clock
        if tally.daily and attempt is not None and self._positions(place):
            local = tally.local({"traits": self._sender.progress.traits})
            tomorrow = wall_time(clock, local).date() + timedelta(days=1)
            at = at_time(tomorrow, NOON, local)
            if at is not None and attempt.due is not None and at >= attempt.due:
                at = at_time(tomorrow, AFTER_MIDNIGHT, local)
            return 0 if at is None else at - clock
        count = count_at(self._plan.journey, place)
        if count.within is None or count.within.microseconds >= count.count * MINUTE:
            return 0
        return max(count.within.microseconds // count.count, 1)


def _vary(document: Document, path: tuple[str, ...], seen: list[str]) -> Document:
    """The document with a value at a path that is like the last of those that were seen, as JSON, and new."""
    if not seen:
        return document
    last, number = json.loads(seen[-1]), len(seen) + 1
    if isinstance(last, str):
        new: object = (
            f"{last[:24]}{number:012x}" if _UUID.fullmatch(last) else f"{last.rstrip('0123456789')}{number}"
        )
    else:
        new = last + 1 if isinstance(last, int | float) else last
    varied = with_value_at(document, path, new)
    assert isinstance(varied, dict)
    return varied
