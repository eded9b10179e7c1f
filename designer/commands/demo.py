"""The whole main job on Learning Locker's own example, without a terminal."""

from __future__ import annotations

import json

import typer

from designer.commands.options import AsJson
from designer.console import emit, emit_json, finding_line
from designer.examples import JOURNEY, STATEMENTS, example
from designer.summary import summary
from engine.check import check, report
from engine.dialects import read_design
from engine.dialects.learninglocker import callback_body, journey_progress
from engine.events import from_line
from engine.plan import Plan
from engine.report import effects
from engine.report import report as answer
from engine.simulate import Simulated, simulate

app = typer.Typer()


@app.command()
def demo(as_json: AsJson = False) -> None:
    """Design, check and simulate Learning Locker's own example, and print what happened."""
    journey = read_design(example(JOURNEY)).journey
    findings = check(journey)
    events = [from_line(line) for line in example(STATEMENTS).splitlines()]
    simulated = simulate(Plan(journey), events, keep_documents=True)
    progress, bodies = _documents(simulated)
    if as_json:
        emit_json(
            {"check": report(findings), "simulate": answer(simulated, owners=True), "callbacks": bodies}
        )
        return
    emit(f"{journey.name}\n")
    emit(f"1. Check: {len(findings)} findings")
    for finding in findings:
        emit(f"   {finding_line(finding, journey)}")
    emit("\n2. Simulate six statements of one learner on a virtual clock\n")
    emit(summary(simulated))
    emit("\n3. The learner's progress, as Learning Locker would keep it\n")
    emit(json.dumps(progress[0], indent=2))
    emit(f"\n4. The callback that {len(bodies)} outcomes would POST (statements shortened to their verbs)\n")
    emit(json.dumps(_shortened(bodies[0]), indent=2))
    emit("\nNext: waypost new --template onboarding, waypost list, waypost show NAME, waypost --help")


def _documents(simulated: Simulated) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    people = {progress.owner: progress for progress in simulated.owners}
    progress = [journey_progress(simulated.plan, each) for each in simulated.owners]
    bodies = [callback_body(simulated.plan, people[each.owner], each) for each in effects(simulated.owners)]
    return progress, bodies


def _shortened(body: dict[str, object]) -> object:
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
