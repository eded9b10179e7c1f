"""Injection: which logs one more event changes, and how histories look when the clock moves on."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from engine.events import Event
from engine.fold import precedence, tick
from engine.identity import links_of
from engine.match import Matcher, match_event, owner
from engine.moves import History, history
from engine.plan import Plan
from engine.progress import MatchedEvent

Histories = Mapping[str, History]
Logs = dict[str, list[MatchedEvent]]


class CannotInject(ValueError):
    """An event whose consequences only a whole simulation can tell; the text says why."""


def changed_logs(plan: Plan, histories: Histories, names: Mapping[str, str], event: Event) -> Logs:
    """The logs in ``histories`` that ``event`` changes by ``plan``: its owner's, and that of an event with the same
    id.

    ``names`` are those of owners that are one with others. Raises CannotInject for an event that takes back another,
    is marked as taken back, or joins owners.
    """
    if event.voids or event.voided:
        raise CannotInject("an event that is voided, or voids another, needs a new simulation")
    if any(
        names.get(link.owner, link.owner) != names.get(link.other, link.other) for link in links_of(event)
    ):
        raise CannotInject("an event that makes one owner of two needs a new simulation")
    whose = owner(plan, event)
    whose = None if whose is None else names.get(whose, whose)
    hits = Matcher([plan]).hits(event.document).get(0, ())
    seen = match_event(plan, event, hits, keep_document=True)
    if whose is None or seen is None:
        return {}
    holder, twin = _holder(histories, event.id)
    if twin is None:
        return {whose: [*_log(histories, whose), seen]}
    if (precedence(twin), holder) <= (precedence(seen), whose):
        return {}
    logs = {holder: [past for past in _log(histories, holder) if past is not twin]}
    logs[whose] = [*logs.get(whose, _log(histories, whose)), seen]
    return logs


def until(plan: Plan, told: History, clock: int, seed: int) -> History:
    """The history ``told`` when ``clock`` has moved on: folded again by ``plan`` and ``seed`` only where a timer
    falls due.
    """
    progress = told.progress
    if progress.clock is not None and clock <= progress.clock:
        return told
    if any(attempt.due is not None and attempt.due <= clock for attempt in progress.attempts):
        return history(plan, progress.owner, progress.log, clock, seed)
    return replace(told, progress=tick(plan, progress, clock, seed))


def _log(histories: Histories, whose: str) -> list[MatchedEvent]:
    return list(histories[whose].progress.log) if whose in histories else []


def _holder(histories: Histories, id: str) -> tuple[str, MatchedEvent | None]:
    """The event with this id, and whose log has it."""
    for whose, told in histories.items():
        for event in told.progress.log:
            if event.id == id:
                return whose, event
    return "", None
