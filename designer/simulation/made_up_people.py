"""Made-up people whose events walk the paths of a design: to simulate in place of a log, to see what is covered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

from engine import instant
from engine.coverage import Coverage, OmittedPath, Walk, cover
from engine.journey import Journey
from engine.plan import Plan

BOUND: Final = 100
"""Paths, if nobody says how many."""
START: Final = instant.parse("2026-01-01T00:00:00Z")
"""When the first of the made-up people begins."""

Document = dict[str, Any]


class MadeUpWalks(Struct, frozen=True):
    """Made-up people: everybody's ``documents`` in order of time, ``walks`` (who goes which path), and the paths that
    are ``left_out``, each with its reason."""

    coverage: Coverage

    @property
    def documents(self) -> Sequence[Document]:
        """Events, such as a file of them has."""
        return self.coverage.documents

    @property
    def ndjson(self) -> str:
        """The same as a file of events: a document a line."""
        return "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in self.documents)

    @property
    def walks(self) -> Sequence[Walk]:
        return self.coverage.walks

    @property
    def left_out(self) -> Sequence[OmittedPath]:
        return self.coverage.left_out


def make_up_people(journey: Journey, *, bound: int = BOUND, seed: int = 0, start: int = START) -> MadeUpWalks:
    """Make up people for at most ``bound`` of the paths of ``journey``; they begin at the instant ``start``. Raises
    InvalidJourney.

    ``seed`` is what random splits draw with: simulate their events with the same.
    """
    return MadeUpWalks(cover(Plan(journey), bound=bound, seed=seed, start=start))
