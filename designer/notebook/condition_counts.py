"""Counts of what a condition does on the events at hand, said below its field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from os import PathLike
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from designer.editing.conditions.text import typed
from designer.notebook.code.arguments import WORKSPACE, Events, events_of, warn_if_nothing
from designer.notebook.code.given_events import ONCE, GivenEvents
from designer.notebook.code.name_lookup import with_names_of
from designer.reports.event_text import event_summary
from designer.reports.finding_text import step_counts
from designer.simulation.evidence import Evidence, MatchCounts, Rejections
from designer.simulation.evidence.condition_trial import Stop, TrialStopped, never
from designer.simulation.evidence.event_findings import EventCheck, merged
from designer.simulation.evidence.loader import open_evidence
from designer.simulation.evidence.memory_evidence import MemoryEvidence
from engine.conditions.errors import PatternLimit
from engine.edit.restore import is_same
from engine.events import Event
from engine.finding import Finding
from engine.journey import Journey
from engine.steps import Condition
from store.errors import StoreError
from store.log_folders import is_log
from store.sources.line import RejectedDocument

Answered = TypeVar("Answered")

READING: Final = "the events are being read; how many match is said here then"
COUNTING: Final = "counting the events that match"


class Judge:
    """Tries conditions on events: what was tried last is known.

    Where the events are many, they are read and counted beside the editor, by one thread: until that has an answer,
    there is none, and ``ready`` is called by the thread when there is.
    """

    def __init__(self, log: Events | Evidence, ready: Callable[[], object]) -> None:
        self._ready: Final = ready
        self._known: dict[str, tuple[object, Any]] = {}
        self._subjects: dict[str, object] = {}
        self._check: EventCheck | None = None
        self.fault = ""
        """The sentence that says why the events cannot be read."""
        self._worker: Final = ThreadPoolExecutor(1, "waypost-counts") if _is_many(log) else None
        if self._worker is None:
            self._check = EventCheck(evidence_of(log))
        else:
            self._worker.submit(self._open, log)

    def findings(self, journey: Journey, found: list[Finding]) -> list[Finding]:
        """Return what was ``found`` in a design, and what the events say of it."""
        more = self._answer("findings", journey, lambda check, stop: check.findings(journey, stop=stop))
        return found if more is None else merged(found, more)

    def step_counts(self, journey: Journey) -> dict[str, str]:
        """The lines of boxes of ``journey`` that say how many events match at each step."""
        matched = self._answer("counts", journey, lambda check, stop: check.matched(journey, stop))
        return {} if matched is None else step_counts(journey, matched)

    def about(self, text: str) -> tuple[str, ...]:
        """Say how many events the condition in ``text`` matches, one that it does, one that it nearly does."""
        condition = typed(text).condition
        if condition is None:
            return ()
        said = self._answer("about", text, lambda check, stop: _about(check.evidence, condition, stop))
        return said or (self.fault or (READING if self._check is None else COUNTING),)

    def _answer(
        self, what: str, subject: object, ask: Callable[[EventCheck, Stop], Answered]
    ) -> Answered | None:
        """The answer to ``what`` about a ``subject``; None while the thread is at it, which leaves off older ones."""
        if what in self._known and is_same(self._known[what][0], subject):
            return cast(Answered, self._known[what][1])
        if self._worker is None:
            assert self._check is not None
            self._known[what] = (subject, ask(self._check, never))
            return cast(Answered, self._known[what][1])
        if not is_same(self._subjects.get(what), subject):
            self._subjects[what] = subject
            self._worker.submit(self._count, what, subject, ask)
        return None

    # The thread

    def _open(self, log: Events | Evidence) -> None:
        try:
            self._check = EventCheck(evidence_of(log))
        except StoreError as error:
            self.fault = str(error)
        self._ready()

    def _count(self, what: str, subject: object, ask: Callable[[EventCheck, Stop], object]) -> None:
        def is_old() -> bool:
            return self._subjects[what] is not subject

        if is_old():
            return
        if self._check is None:
            del self._subjects[what]  # asked before the events were there
            return
        try:
            self._known[what] = (subject, ask(self._check, is_old))
        except TrialStopped:
            return
        self._ready()


def _about(evidence: Evidence, condition: Condition, stop: Stop) -> tuple[str, ...]:
    try:
        return tuple(_count_lines(evidence.count(condition, stop)))
    except PatternLimit as limit:
        return (str(limit),)


def _is_many(log: Events | Evidence) -> bool:
    """Tell whether these are events of a log, or a file that is taken into one."""
    if isinstance(log, Evidence):
        return not isinstance(log, MemoryEvidence)
    return isinstance(log, str | PathLike) and (is_log(Path(log)) or _is_long(Path(log)))


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
    rejected: list[RejectedDocument] = []
    notes: list[str] = []
    for each in events_of(log, tell=notes.append):
        (events if isinstance(each, Event) else rejected).append(each)  # type: ignore[arg-type]
    warn_if_nothing(events, rejected, notes)
    return MemoryEvidence(
        Path(), events, Rejections(len(rejected), tuple(map(str, rejected[:20])), tuple(notes))
    )


def with_names_in(log: Events | Evidence | None, journey: Journey) -> Journey:
    """The ``journey`` with short verbs and columns as the events of ``log`` have them, as far as all can be found there
    at once: neither in a long file or a log, nor in what can be gone through once alone.
    """
    if log is None or isinstance(log, Evidence | Iterator) or type(log).__name__ in ONCE:
        return journey
    if isinstance(log, str | PathLike) and (is_log(Path(log)) or _is_long(Path(log))):
        return journey
    try:
        return with_names_of(journey, GivenEvents(log))[0]
    except (StoreError, ValueError):  # what cannot be read, and verbs that no event has, are said elsewhere
        return journey


LONG: Final = 16 * 1024 * 1024
"""Bytes of a file that is not held."""


def _is_long(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > LONG


def _count_lines(counted: MatchCounts) -> list[str]:
    said = [f"{counted.matched:,} of {counted.total:,} events {'match' if counted.alone else 'count'}"]
    if counted.example is not None:
        said.append(f"✓ {event_summary(counted.example)}")
    if (near := counted.near_miss) is not None:
        found = ", ".join(map(str, near.found)) or "nothing"
        said.append(f"✗ nearly: {event_summary(near.document)}, but for {near.clause}: there is {found}")
    return said
