"""The first phase: which of the journeys' filters does an event satisfy? Stateless (semantics §3).

Filters of many journeys share one index over their literals, so an event costs what it matches, not how many
journeys there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from engine.conditions import PatternLimit, mongo
from engine.conditions.mongo.index import Index
from engine.events import Event, owner_of
from engine.plan import EventFilter, FilterTest, Plan, place_name
from engine.progress import MatchedEvent
from engine.tally import key_at

MEMBERSHIP: Final = {"Audience Entered": True, "Audience Exited": False}


class Matcher:
    """Several plans over one stream of events."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.plans = tuple(plans)
        asked: dict[str, list[tuple[int, int]]] = {}
        filters: dict[str, EventFilter] = {}
        for which, plan in enumerate(self.plans):
            for number, filter in enumerate(plan.filters):
                filters[filter.key] = filter
                asked.setdefault(filter.key, []).append((which, number))
        self._filter_numbers = list(asked.values())
        self._refine = [filters[key].refine for key in asked]
        self._index = Index([filters[key].query for key in asked], dates=mongo.LEARNING_LOCKER_DATES)

    def hits(self, document: Mapping[str, Any]) -> dict[int, tuple[int, ...]]:
        """Per plan (by position) that has any: the numbers of its filters that the document satisfies, ascending.

        Raises PatternLimit, with the steps that asked.
        """
        found: dict[int, list[int]] = {}
        try:
            positions = self._index.match(document)
        except PatternLimit as limit:
            raise limit.with_askers(*self._askers(limit.pattern)) from None
        for position in positions:
            refine = self._refine[position]
            if refine is None or refine(document):
                for which, number in self._filter_numbers[position]:
                    found.setdefault(which, []).append(number)
        return {which: tuple(sorted(numbers)) for which, numbers in found.items()}

    def _askers(self, pattern: str) -> Iterator[str]:
        """Yield who asks with a regular expression."""
        for plan in self.plans:
            for place, test in plan.tests.items():
                if isinstance(test, FilterTest) and _says(plan.filters[test.filter].query, pattern):
                    yield place_name(plan.journey, place)


def _says(query: object, text: str) -> bool:
    """Tell whether a text stands somewhere in a query."""
    if isinstance(query, dict):
        query = list(query.values())
    return any(_says(part, text) for part in query) if isinstance(query, list) else query == text


def match_event(
    plan: Plan, event: Event, hits: tuple[int, ...], *, keep_document: bool = False
) -> MatchedEvent | None:
    """The ``event`` as the fold of ``plan`` sees it, or None if it means nothing there. ``hits`` are the filters
    that it satisfies.

    It means something if it satisfies a live filter or, where the journey looks at them, carries traits or a
    membership; and if its store is one of the journey's sources. ``keep_document`` keeps it whole.
    """
    document = event.document
    traits, audience = _profile(document) if plan.uses_profile else (None, None)
    if not (traits or audience) and plan.live.isdisjoint(hits):
        return None
    if not in_sources(plan, document):
        return None
    return MatchedEvent(
        time=event.time,
        stored=event.stored,
        id=event.id,
        ref=event.ref,
        hits=hits,
        key=_key(plan, document),
        traits=traits,
        audience=audience,
        document=document if keep_document or plan.keeps_documents else None,
    )


def owner(plan: Plan, event: Event) -> str | None:
    """Return whose event it is for this journey."""
    return owner_of(event, plan.journey.track_by)


def in_sources(plan: Plan, document: Mapping[str, Any]) -> bool:
    """Tell whether ``document`` is of a store that the journey of ``plan`` listens to; one without a store passes
    (semantics §2).
    """
    sources = plan.journey.sources
    store = document.get("lrs_id")
    return not sources or store is None or store in sources


def _profile(document: Mapping[str, Any]) -> tuple[dict[str, Any] | None, dict[str, bool] | None]:
    """The traits an identify call carries, and the membership a track call reports (by key and by id)."""
    kind = document.get("type")
    if kind == "identify" and isinstance(traits := document.get("traits"), dict):
        return traits, None
    if kind == "track" and document.get("event") in MEMBERSHIP:
        properties = document.get("properties")
        named = properties if isinstance(properties, dict) else {}
        keys = (named.get("audience_key"), named.get("audience_id"))
        entered = MEMBERSHIP[document["event"]]
        return None, {key: entered for key in keys if isinstance(key, str)} or None
    return None, None


def _key(plan: Plan, document: Mapping[str, Any]) -> str | None:
    """The concurrency key's value of ``plan`` in ``document`` as canonical JSON; null, objects and lists are no key."""
    return None if plan.key_path is None else key_at(plan.key_path, document)
