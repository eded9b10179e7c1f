"""The events of a scenario, written out: each with an id, an owner and a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Final

from msgspec.structs import replace

from engine import instant
from engine.calendar.moment_text import parse_moment
from engine.duration import Duration
from engine.events import Event, RejectedEvent, from_document, owner_of
from engine.finding import Finding
from engine.scenario.loader import InvalidScenario, is_timeless
from engine.scenario.scenario import SECOND, Document, Happening, Scenario

HOME: Final = "https://example.org"
"""Where the accounts of people are who have no address."""


def events(scenario: Scenario, files: Mapping[str, Sequence[Event]]) -> tuple[Event, ...]:
    """Everything that happens, in the order of the scenario; ``files``: the events of the files it names.

    Raises InvalidScenario with every event that is none, or nobody's.
    """
    telling = _ScenarioReader(scenario, files)
    told = tuple(telling.events())
    if telling.findings:
        raise InvalidScenario(telling.findings)
    return told


def until(scenario: Scenario, told: Sequence[Event]) -> int | None:
    """Return how far the clock of a scenario runs; None: to its newest event."""
    if not scenario.until:
        return None
    try:
        later = Duration.read(scenario.until).microseconds
    except ValueError:
        return parse_moment(scenario.until)
    last = max((event.time for event in told), default=parse_moment(scenario.start))
    return min(last + later, instant.LAST)


class _ScenarioReader:
    """Goes through what happens, with the time of the last event and whose it was."""

    def __init__(self, scenario: Scenario, files: Mapping[str, Sequence[Event]]) -> None:
        self.findings: list[Finding] = []
        self._scenario, self._files = scenario, files
        self._start = parse_moment(scenario.start)
        self._clock: int | None = None
        self._who = ""
        self._number = 0
        self._digits = len(str(sum(each.times * len(each.written) for each in scenario.events)))

    def events(self) -> Iterator[Event]:
        for index, happening in enumerate(self._scenario.events):
            self._who = happening.who or self._who
            place = f"$.events[{index}]"
            told = self._files[happening.file] if happening.file else self._of(happening, place)
            for event in told:
                self._clock = event.time
                yield event

    def _of(self, happening: Happening, place: str) -> Iterator[Event]:
        time = self._first(happening)
        for written in chain.from_iterable(repeat(happening.written, happening.times)):
            try:
                event = self._event(_document(written), instant.text(time))
            except (RejectedEvent, OverflowError) as error:  # the latter for a time outside the calendar
                self._wrong("no-event", f"{place}.event", str(error), "write a verb, a name or a document")
                return
            if owner_of(event, "actor") is None and owner_of(event, "persona") is None:
                self._wrong("nobody", place, "nobody is named whose event this is", "add 'who'")
                return
            yield event
            time = event.time + happening.every.microseconds

    def _first(self, happening: Happening) -> int:
        if happening.at:
            return parse_moment(happening.at)
        if self._clock is None:
            return self._start + (happening.after.microseconds if happening.after else 0)
        return self._clock + (happening.after or SECOND).microseconds

    def _event(self, document: Document, time: str) -> Event:
        """The event of ``document`` at ``time``, with what it does not say itself. Ids sort as the events were
        written.
        """
        self._number += 1
        id = f"event-{self._number:0{self._digits}}"
        made = {"timestamp": time} if is_timeless(document) else {}
        event = from_document(_completed(document | made, id, self._who))
        statement = event.document.get("statement")
        if not self._who or not isinstance(statement, dict) or statement.get("actor") != _actor(self._who):
            return event
        return replace(event, document={"personaIdentifier": self._who} | event.document)

    def _wrong(self, code: str, place: str, message: str, hint: str) -> None:
        self.findings.append(Finding(code=code, place=place, message=message, hint=hint))


def _document(written: str | Document) -> Document:
    if not isinstance(written, str):
        return written
    return {"verb": {"id": written}} if "://" in written else {"type": "track", "event": written}


def _completed(document: Document, id: str, who: str) -> Document:
    """A document in any of the three shapes, with an id and an owner where it has none."""
    statement = document.get("statement")
    actor = {"actor": _actor(who)} if who else {}
    if isinstance(statement, dict):
        made = {} if "_id" in document else {"id": id}
        return document | {"statement": made | actor | statement}
    if isinstance(document.get("verb"), dict):
        return {"id": id} | actor | document
    whose = {} if not who or "anonymousId" in document else {"userId": who}
    return {"messageId": id} | whose | document


def _actor(who: str) -> Document:
    return {"mbox": f"mailto:{who}"} if "@" in who else {"account": {"homePage": HOME, "name": who}}
