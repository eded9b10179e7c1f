"""Findings in words, for any front end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from designer.diagram.measure import COUNTS, cells, shortened
from designer.reports.number_text import count
from engine.finding import Finding
from engine.journey import Journey
from engine.labels import short, title

if TYPE_CHECKING:
    from engine.condition_sites import ConditionSite

FEW: Final = 3
"""Findings of one kind that are all written out."""
WIDEST: Final = 40
"""Columns of the names of steps."""
MOST_NAMED: Final = 5
"""Places that are named of the others."""


def finding_line(finding: Finding, journey: Journey | None = None, where: str = "") -> str:
    """A finding in a line; with its journey, the step is named as people know it beside its id.

    ``where`` is the place as file:line:column, which terminals and editors open.
    """
    step = journey.steps.get(finding.step) if journey and finding.step else None
    named = f"{step.name}: " if step and step.name else ""
    reason = f"; accepted: {finding.accepted}" if finding.accepted else ""
    return f"{finding.severity}: {named}{finding} [{finding.code}]{reason}{where and ' '}{where}"


def finding_lines(
    findings: Iterable[Finding], journey: Journey | None = None, where: Mapping[str, str] = {}
) -> Iterator[str]:
    """The ``findings`` about ``journey``, a line each. Of more than ``FEW`` that differ only in their place, one is
    written out. ``where`` gives places in the document as file:line:column.
    """
    for alike in grouped(findings):
        shown = alike[:1] if len(alike) > FEW else alike
        yield from (finding_line(finding, journey, where.get(finding.place, "")) for finding in shown)
        if others := alike[len(shown) :]:
            yield f"  and {len(others)} more like it, at {_places(others)}"


def grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The ``findings`` that differ only in their place, together, where the first of them stands."""
    kinds: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in findings:
        kind = (finding.severity, finding.code, finding.hint, finding.accepted)
        kinds.setdefault(kind, []).append(finding)
    return list(kinds.values())


def _places(findings: list[Finding]) -> str:
    named = [finding.place for finding in findings[:MOST_NAMED]]
    rest = len(findings) - len(named)
    return ", ".join(named) + (f" and {rest} more places" if rest else "")


def condition_counts(journey: Journey, matched: Mapping[str, int], total: int) -> Iterator[str]:
    """Lines with how many of ``total`` events match each condition of ``journey``; ``matched`` is by place."""
    from engine.condition_sites import meaningful_conditions  # with conditions: they take a while to load

    sites = [each for each in meaningful_conditions(journey) if each.place in matched]
    names = [_site(journey, each) for each in sites]
    width = min(max((len(cells(name)) for name in names), default=0), WIDEST)
    yield f"of {count(total, 'event')}:"
    for each, name in zip(sites, names, strict=True):
        label = shortened(name, width)
        gap = " " * (width - len(cells(label)))
        yield f"  {label}{gap}  {matched[each.place]:>9,}  {short(each.condition)}"


def step_counts(journey: Journey, matched: Mapping[str, int]) -> dict[str, str]:
    """The text in the box of each step of ``journey`` that asks events: how many match, of items and branches one
    after the other; ``matched`` is by place.
    """
    from engine.condition_sites import meaningful_conditions

    counts: dict[str, list[str]] = {}
    for site in meaningful_conditions(journey):
        if site.step is not None and site.place in matched:
            counts.setdefault(site.step, []).append(f"{matched[site.place]:,}")
    return {step: _matched(" · ".join(numbers)) for step, numbers in counts.items()}


def _matched(numbers: str) -> str:
    """The ``numbers`` with their word, if there is room for it in a box."""
    said = f"{numbers} matched"
    return said if len(said) <= len(COUNTS) else numbers


def _site(journey: Journey, site: ConditionSite) -> str:
    """The place of ``site`` in ``journey``, as people know it."""
    if site.step is None:
        number = int(site.place.partition("[")[2].partition("]")[0])
        rule = journey.exit_rules[number]
        return f"exit rule {rule.name or rule.id}"
    named = title(site.step, journey.steps[site.step])
    if site.transition is not None:
        transition = journey.transitions[site.transition]
        return f"{named} → {transition.name or transition.target}"
    item = site.place.partition(".items.")[2].removesuffix(".condition")
    return f"{named}: {item}" if item else named


def tally(answer: Mapping[str, Any]) -> str:
    """``1 error, 2 warnings, 0 notes``, of a report on findings."""
    lived_with = [f"{answer['accepted']:,} accepted"] if "accepted" in answer else []
    numbers = [count(answer[f"{each}s"], each) for each in ("error", "warning", "note")]
    return ", ".join([*numbers, *lived_with])
