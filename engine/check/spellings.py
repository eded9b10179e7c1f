"""Findings on names of events that a design spells in two ways."""

from __future__ import annotations

from collections.abc import Iterator

from engine.condition_sites import ConditionSite, event_names, meaningful_conditions
from engine.finding import Finding
from engine.journey import Journey


def of_spellings(journey: Journey) -> Iterator[Finding]:
    """Findings on names that differ in capitals, spaces and signs alone, in the order of the document."""
    first: dict[str, tuple[str, ConditionSite]] = {}
    for site in meaningful_conditions(journey):
        for name in sorted(event_names(site) or ()):
            other, there = first.setdefault(_letters(name), (name, site))
            if other != name:
                message = f"the event is called {name!r} here and {other!r} at {there.place}"
                hint = "spell both alike: to a condition these are two events"
                yield site.finding("two-spellings", message, hint=hint)


def _letters(name: str) -> str:
    """The letters and digits of a name, which are left where it is spelt in another way."""
    return "".join(each for each in name.casefold() if each.isalnum()) or name
