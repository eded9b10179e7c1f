"""Details of a destination: a document to be written to a file, or a server, asked or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from designer.app.widgets.findings_list import GLYPHS, severity_counts
from designer.editing.exports import DesignExport
from designer.editing.selection import place_of, title_at
from designer.publish import PublishPlan
from designer.publish.presentation import STATES, plan_lines, publication_line, request_lines
from designer.reports.table import Column, Row, Table
from engine.finding import Finding
from engine.journey import Journey
from store.publications import Publication
from store.targets import Target

TITLES: Final = {
    "findings": "Findings",
    "document": "Document",
    "changes": "Changes",
    "requests": "Requests",
    "history": "History",
}
"""The parts, by name."""

ASK: Final = "Not asked yet: press a."


class PublishDestination(Struct, frozen=True):
    """A destination of a design: a document of the dialect ``kind``, or the server ``target`` that speaks it."""

    kind: str
    target: Target | None = None

    @property
    def key(self) -> str:
        return f"server {self.target.name}" if self.target else f"document {self.kind}"

    @property
    def name(self) -> str:
        return self.target.name if self.target else self.kind


class PublishFacts(Struct, frozen=True, kw_only=True):
    """Facts known: the design in each dialect, of each server the plan or why there is none, what was published."""

    journey: Journey
    written: Mapping[str, DesignExport]
    plans: Mapping[str, PublishPlan | str] = {}
    history: tuple[Publication, ...] = ()


def table(known: PublishFacts, servers: list[Target]) -> Table:
    """The servers, then the documents, each with how it stands."""
    rows = [Row("", ("Servers", "", ""))]
    rows += [_row(PublishDestination(each.kind, each), known) for each in servers]
    rows += [] if servers else [Row("", ("  none yet: n adds one", "", ""))]
    rows += [Row("", ("", "", "")), Row("", ("Documents", "", ""))]
    rows += [_row(PublishDestination(kind), known) for kind in known.written]
    return Table((Column("to"), Column("speaks", spare=True), Column("stands")), tuple(rows))


def _row(to: PublishDestination, known: PublishFacts) -> Row:
    return Row(to.key, (f"  {to.name}", to.kind if to.target else "", _stands(to, known)))


def _stands(to: PublishDestination, known: PublishFacts) -> str:
    plan = known.plans.get(to.name) if to.target else None
    if isinstance(plan, str):
        return "✗ cannot be asked"
    if plan is not None:
        return STATES[plan.state]
    found = known.written[to.kind]
    if found.text is None:
        return "✗ cannot hold it"
    worst = min((list(GLYPHS).index(each.severity) for each in found.findings), default=None)
    return "✓ fits" if worst is None else f"{list(GLYPHS.values())[worst]} {severity_counts(found.findings)}"


def lines(part: str, to: PublishDestination, known: PublishFacts) -> Iterator[str]:
    """Yield what there is to say of a part of a destination."""
    match part:
        case "findings":
            yield from _findings(known.written[to.kind].findings, known.journey)
        case "document":
            text = known.written[to.kind].text
            yield from (
                text.splitlines() if isinstance(text, str) else ["It cannot be written: see its findings."]
            )
        case "history":
            yield from _history(to, known)
        case _:
            yield from _plan(part, to, known)


def _findings(findings: tuple[Finding, ...], journey: Journey) -> Iterator[str]:
    if not findings:
        yield "✓ It holds the whole design."
    for finding in sorted(findings, key=lambda each: list(GLYPHS).index(each.severity)):
        called = title_at(journey, place_of(journey, finding))
        yield f"{GLYPHS[finding.severity]} {called}: {finding.message}"
        if finding.hint:
            yield f"  {finding.hint}"
        yield ""


def _history(to: PublishDestination, known: PublishFacts) -> Iterator[str]:
    mine = [each for each in known.history if to.target is None or each.target == to.target.name]
    yield from map(publication_line, reversed(mine))
    if not mine:
        yield f"Nothing was published {'to ' + to.name if to.target else 'yet'}."


def _plan(part: str, to: PublishDestination, known: PublishFacts) -> Iterator[str]:
    plan = (
        known.plans.get(to.name, ASK) if to.target else "A document goes to no server: e writes it to a file."
    )
    if isinstance(plan, str):
        yield plan
    elif part == "requests":
        for request in plan.requests:
            yield from request_lines(request)
        if not plan.requests:
            yield plan.refusal or "Nothing has to be sent."
    else:
        yield from plan_lines(plan, requests=False)
        yield from plan.notes
        if plan.refusal:
            yield f"✗ {plan.refusal}"
