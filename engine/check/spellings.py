"""Findings on names of events that a design spells in two ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.condition_sites import ConditionSite, event_names
from engine.finding import Finding


def of_spellings(sites: Sequence[ConditionSite]) -> Iterator[Finding]:
    """Findings on names in the conditions ``sites`` that differ in capitals, spaces and signs alone, in their order."""
    first: dict[str, tuple[str, ConditionSite]] = {}
    for site in sites:
        for name in sorted(event_names(site) or ()):
            other, there = first.setdefault(_letters(name), (name, site))
            if other != name:
                message = f"the event is called {name!r} here and {other!r} at {there.place}"
                hint = "spell both alike: to a condition these are two events"
                yield site.finding("two-spellings", message, hint=hint)


def _letters(name: str) -> str:
    """The letters and digits of a name, which are left where it is spelt in another way."""
    return "".join(each for each in name.casefold() if each.isalnum()) or name
