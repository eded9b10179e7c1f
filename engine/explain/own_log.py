"""An owner's events made ready for the fold, those that match nothing too, so that they can be explained."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from engine.events import Event
from engine.explain.stay import Consideration, Verdict
from engine.fold import precedence
from engine.match import Matcher, in_sources, match_event
from engine.plan import Plan
from engine.progress import MatchedEvent


class OwnLog(Struct, frozen=True):
    """The events that happened, and those that do not count, with the reason."""

    events: tuple[MatchedEvent, ...]
    outside: tuple[Consideration, ...]


def own_log(plan: Plan, events: Iterable[Event], until: int, voided: frozenset[str]) -> OwnLog:
    """Sort an owner's ``events`` into both, by ``plan``, up to the clock ``until``, without the ``voided``. Of
    several with one id, one stands.
    """
    matcher = Matcher([plan])
    kept: dict[str, MatchedEvent] = {}
    outside: dict[str, Consideration] = {}
    for event in events:
        if event.time > until:
            continue
        if verdict := _does_not_count(plan, event, voided):
            outside[event.id] = Consideration(event=event.ref, at=event.time, verdict=verdict)
            continue
        seen = prepare_event(plan, matcher, event)
        kept[event.id] = min(kept.get(event.id, seen), seen, key=precedence)
    return OwnLog(tuple(kept.values()), tuple(outside.values()))


def _does_not_count(plan: Plan, event: Event, voided: frozenset[str]) -> Verdict | None:
    if event.id in voided:
        return "voided"
    return None if in_sources(plan, event.document) else "other_source"


def prepare_event(plan: Plan, matcher: Matcher, event: Event) -> MatchedEvent:
    """The ``event`` as the fold of ``plan`` sees it by ``matcher``; one that means nothing to the journey satisfies
    nothing, and moves nobody.
    """
    hits = matcher.hits(event.document).get(0, ())
    seen = match_event(plan, event, hits, keep_document=True)
    return seen or MatchedEvent(
        time=event.time, stored=event.stored, id=event.id, ref=event.ref, document=event.document
    )
