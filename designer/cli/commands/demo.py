"""The whole main job on documented examples, without a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
import typer

from designer.cli.commands.options import AsJson
from designer.cli.console import emit, emit_json
from designer.examples import JOURNEY, STATEMENTS, example
from designer.reports.finding_text import finding_line
from designer.reports.summary import summary
from engine.check import check
from engine.dialects import read_design
from engine.events import from_line
from engine.finding import Finding, findings_report
from engine.journey import Journey
from engine.plan import Plan
from engine.report import report
from engine.simulate import SimulationResult, simulate

if TYPE_CHECKING:
    from designer.cli.demo import PracticeResult
    from designer.cli.demo.upload import DemoPublication

app = typer.Typer()


@app.command()
def demo(as_json: AsJson = False) -> None:
    """Design, check and simulate, then publish to a local journey API, and print what happened.

    Everything is over real sockets, on this machine alone; nothing is left behind.
    """
    from designer.cli.demo import practise  # what it stands on takes a while to load

    journey = read_design(example(JOURNEY)).journey
    findings = check(journey)
    events = [from_line(line) for line in example(STATEMENTS).splitlines()]
    simulated = simulate(Plan(journey), events)
    practised = practise()
    if as_json:
        told = {"check": findings_report(findings), "simulate": report(simulated, owners=True)}
        emit_json(told | msgspec.to_builtins(practised))
        return
    emit(f"{journey.name}\n")
    for line in (*_dry(journey, findings, simulated), *_learning_locker(practised), *_segment(practised)):
        emit(line)
    emit("\nNext: waypost new --template onboarding, waypost serve, waypost --help")


def _dry(journey: Journey, findings: list[Finding], simulated: SimulationResult) -> Iterator[str]:
    yield f"1. Check: {len(findings)} findings"
    yield from (f"   {finding_line(finding, journey)}" for finding in findings)
    yield "\n2. Simulate six statements of one learner on a virtual clock\n"
    yield summary(simulated)


def _learning_locker(practised: PracticeResult) -> Iterator[str]:
    run = practised.learning_locker
    yield f"\n3. The same on a local journey API, over HTTP at {practised.url}\n"
    yield from _publication_lines(practised.url, run.published)
    yield f"   POST /data/xAPI/statements took {len(run.statements)} statements"
    yield f"   {len(run.callbacks)} callbacks arrived; one of them, its statements shortened to their verbs:\n"
    yield json.dumps(_shortened(run.callbacks[0].body), indent=2)
    yield "\n   GET /api/v2/journeyprogress answers with the learner's progress:\n"
    yield json.dumps(run.progress[0], indent=2)


def _segment(practised: PracticeResult) -> Iterator[str]:
    run = practised.segment
    yield "\n4. Segment's example on the same server\n"
    yield from _publication_lines(practised.url, run.published)
    yield "   POST /v1/track took an event"
    figures = run.analytics["topLevelAnalytics"]
    told = ", ".join(f"{figure['total']} {name}" for name, figure in figures.items())
    yield f"   GET {{containerId}}/analytics answers {told}"


def _publication_lines(url: str, published: DemoPublication) -> Iterator[str]:
    for request in published.requests:
        yield f"   {request['method']} {request['url'].removeprefix(url)}"
    yield f"   published as {published.remote}, read back and found as it was meant"


def _shortened(body: dict[str, Any]) -> object:
    """A callback body that fits on a screen: whole statements give way to their verbs, the journey to its name."""

    def fit(value: object) -> object:
        if isinstance(value, list):
            return [fit(part) for part in value]
        if not isinstance(value, dict):
            return value
        if isinstance(statement := value.get("statement"), dict):
            return f"{value.get('_id')} {statement['verb']['id'].rpartition('/')[2]}"
        return {key: fit(part) for key, part in value.items()}

    return {key: fit(value) for key, value in body.items() if key != "journey"}
