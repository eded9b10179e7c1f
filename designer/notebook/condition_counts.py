"""Counts of what a condition does on the events at hand, said below its field."""

from __future__ import annotations

from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Final

from designer.editing.conditions.text import typed
from designer.notebook.code.arguments import Events, events_of, warn_if_nothing
from designer.notebook.code.publication import WORKSPACE
from designer.reports.finding_text import step_counts
from designer.simulation.evidence import Evidence, MatchCounts, Rejections
from designer.simulation.evidence.event_findings import EventCheck, merged
from designer.simulation.evidence.loader import open_evidence
from designer.simulation.evidence.memory_evidence import Held
from engine.conditions.errors import PatternLimit
from engine.events import Document, Event
from engine.finding import Finding
from engine.journey import Journey
from store.log_folders import is_log
from store.sources.line import Rejected


class Judge:
    """Tries conditions on events: what was tried lately is known."""

    def __init__(self, log: Events | Evidence) -> None:
        self._evidence: Final = evidence_of(log)
        self._check: Final = EventCheck(self._evidence)
        self.about: Final = lru_cache(64)(self._about)

    def findings(self, journey: Journey, found: list[Finding]) -> list[Finding]:
        """Return what was found in a design, and what the events say of it."""
        return merged(found, self._check.findings(journey))

    def step_counts(self, journey: Journey) -> dict[str, str]:
        """The lines of boxes of ``journey`` that say how many events match at each step."""
        return step_counts(journey, self._check.matched(journey))

    def _about(self, text: str) -> tuple[str, ...]:
        """Say how many events the condition in ``text`` matches, one that it does, one that it nearly does."""
        condition = typed(text).condition
        if condition is None:
            return ()
        try:
            return tuple(_count_lines(self._evidence.count(condition)))
        except PatternLimit as limit:
            return (str(limit),)


def evidence_of(log: Events | Evidence) -> Evidence:
    """Whatever a person may hand over for events, opened. Raises StoreError, Refused.

    A long file is taken into a log of the workspace beside the notebook, once, so that it need not be held.
    """
    if isinstance(log, Evidence):
        return log
    if isinstance(log, str | PathLike) and is_log(Path(log)):
        return open_evidence(Path(log), Path(log))
    if isinstance(log, str | PathLike) and _is_long(Path(log)):
        return open_evidence(Path(log), Path(WORKSPACE))
    events: list[Event] = []
    rejected: list[Rejected] = []
    notes: list[str] = []
    for each in events_of(log, tell=notes.append):
        (events if isinstance(each, Event) else rejected).append(each)  # type: ignore[arg-type]
    warn_if_nothing(events, rejected, notes)
    return Held(Path(), events, Rejections(len(rejected), tuple(map(str, rejected[:20])), tuple(notes)))


LONG: Final = 16 * 1024 * 1024
"""Bytes of a file that is not held."""


def _is_long(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > LONG


def _count_lines(counted: MatchCounts) -> list[str]:
    said = [f"{counted.matched:,} of {counted.total:,} events {'match' if counted.alone else 'count'}"]
    if counted.example is not None:
        said.append(f"✓ {_brief(counted.example)}")
    if (near := counted.near_miss) is not None:
        found = ", ".join(map(str, near.found)) or "nothing"
        said.append(f"✗ nearly: {_brief(near.document)}, but for {near.clause}: there is {found}")
    return said


def _brief(document: Document) -> str:
    """An event in a few words: who did what with what."""
    statement = document.get("statement")
    if not isinstance(statement, dict):
        return f"{document.get('type')} {document.get('event', '')}".strip()
    return f"{_id(statement.get('verb'))} {_id(statement.get('object'))}"


def _id(part: object) -> str:
    """The end of an id."""
    id = part.get("id") if isinstance(part, dict) else None
    return str(id or "").rstrip("/").rpartition("/")[2][-40:]
