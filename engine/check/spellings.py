"""Findings on names of events and on IRIs that a design spells in two ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from engine.check.corrections import as_json, values
from engine.condition_sites import ConditionSite, event_names
from engine.conditions.mongo.guards import clauses
from engine.finding import Finding

_LIKE: Final = re.compile(r"^https?://(www\.)?|/$")
"""What people leave out of an address, or write in another way."""


def of_spellings(sites: Sequence[ConditionSite]) -> Iterator[Finding]:
    """Findings on names in the conditions ``sites`` that differ in capitals, spaces and signs alone, in their order;
    then on IRIs that differ in capitals, ``http`` or ``https``, ``www.`` and a last slash alone.
    """
    for site, name, other, there in _pairs(sites, lambda site: event_names(site) or (), _letters):
        message = f"the event is called {name!r} here and {other!r} at {there.place}"
        yield site.finding(
            "two-spellings", message, hint="spell both alike: to a condition these are two events"
        )
    for site, iri, other, there in _pairs(sites, _iris, _plain_iri):
        message = f"{as_json(iri)} is asked for here and {as_json(other)} at {there.place}"
        yield site.finding("two-spellings", message, hint="spell both alike: to a condition these are two")


def _pairs(
    sites: Sequence[ConditionSite],
    texts: Callable[[ConditionSite], Iterable[str]],
    key: Callable[[str], str],
) -> Iterator[tuple[ConditionSite, str, str, ConditionSite]]:
    """Each of the ``texts`` of a site of which another site has another spelling (``key``): the site, the text, and the
    other with its site. Who asks for both has seen that there are two.
    """
    first: dict[str, tuple[set[str], ConditionSite]] = {}
    for site in sites:
        spelt: dict[str, set[str]] = {}
        for text in sorted(texts(site)):
            spelt.setdefault(key(text), set()).add(text)
        for plain, here in spelt.items():
            known, there = first.setdefault(plain, (here, site))
            if known.isdisjoint(here):
                yield site, min(here), min(known), there


def _letters(name: str) -> str:
    """The letters and digits of a name, which are left where it is spelt in another way."""
    return "".join(each for each in name.casefold() if each.isalnum()) or name


def _iris(site: ConditionSite) -> Iterator[str]:
    """The IRIs that a condition compares with."""
    tests = (test for clause in clauses(site.tree) for test in clause.tests) if site.tree else ()
    texts = (value for test in tests for value in values(test))
    return (text for text in texts if isinstance(text, str) and "://" in text)


def _plain_iri(iri: str) -> str:
    return _LIKE.sub("", iri.casefold())
