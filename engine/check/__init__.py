"""Faults of a design, and what is worth knowing before anyone lives with it.

``check`` gives findings; ``engine.finding.findings_report`` is the JSON answer of ``check --json``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.check.acceptance import mark_accepted
from engine.check.branches import of_branches
from engine.check.captures import of_captures
from engine.check.conditions import of_conditions
from engine.check.counts import of_counts
from engine.check.deadline_findings import of_deadlines
from engine.check.endings import of_endings
from engine.check.graph import of_graph
from engine.check.keys import of_key
from engine.check.outcomes import of_outcomes, of_repeated_outcomes
from engine.check.rule_order import of_order
from engine.check.spellings import of_spellings
from engine.check.start import of_start
from engine.check.step_findings import of_steps
from engine.condition_sites import ConditionSite, meaningful_conditions
from engine.finding import Finding, by_severity
from engine.journey import Journey
from engine.rules import faults, readable_part

__all__ = ["check", "check_readable"]


def check(journey: Journey, claimed: Iterable[Finding] = ()) -> list[Finding]:
    """Return what is wrong with a design and what is worth knowing: errors, then warnings, then notes.

    ``claimed`` are findings about its claims (``engine.review``), which may be accepted as well.

    Within a severity, faults come first, then the rest in the order of the document. What the graph tells is left out
    as long as there are faults, and nothing is accepted. The same design gives the same findings, always.
    """
    found, sites = list(faults(journey)), list(meaningful_conditions(journey))
    rest = [*claimed, *(() if found else _of_whole(journey, sites)), *_of_parts(journey, sites)]
    return by_severity([*found, *(rest if found else mark_accepted(journey, rest))])


def check_readable(document: object) -> list[Finding]:
    """Return what is worth knowing about the parts of a document that can be read, where others cannot."""
    journey = readable_part(document)
    return by_severity(_of_parts(journey, list(meaningful_conditions(journey))))


def _of_whole(journey: Journey, sites: Sequence[ConditionSite]) -> Iterator[Finding]:
    """Yield what a sound graph and its conditions, ``sites``, tell together."""
    yield from of_graph(journey)
    yield from of_start(journey, sites)
    yield from of_endings(journey, sites)
    yield from of_captures(journey, sites)
    yield from of_deadlines(journey, sites)
    yield from of_repeated_outcomes(journey)
    yield from of_key(journey, sites)
    yield from of_order(journey, sites)


def _of_parts(journey: Journey, sites: Sequence[ConditionSite]) -> Iterator[Finding]:
    """Yield what steps and conditions, ``sites``, tell by themselves."""
    yield from of_steps(journey)
    yield from of_counts(journey)
    yield from of_outcomes(journey)
    yield from of_branches(journey, sites)
    yield from of_conditions(journey, sites)
    yield from of_spellings(sites)
