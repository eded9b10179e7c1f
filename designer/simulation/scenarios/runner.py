"""Scenario files tried one after the other, and what is said of them: to people, to programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Final, Literal

import msgspec
from msgspec import Struct

from designer.editing.design_argument import Tell, untold
from designer.simulation.scenarios import failures as verdicts
from designer.simulation.scenarios import files as scenarios
from engine.explain.answer import answer as explained
from engine.finding import Finding
from engine.report import owner_document
from engine.scenario import InvalidScenario, PersonVerdict, Verdict
from store.workspace import Workspace

Result = Literal["passed", "failed", "invalid"]

_SIGNS: Final[dict[Result, str]] = {"passed": "✓", "failed": "✗", "invalid": "!"}


class ScenarioTrial(Struct, frozen=True, kw_only=True):
    """The result of a scenario file: its verdict, or why it could not be run. ``seconds`` is how long it took."""

    path: Path
    name: str
    seconds: float
    verdict: Verdict | None = None
    faults: tuple[Finding, ...] = ()

    @property
    def result(self) -> Result:
        if self.verdict is None:
            return "invalid"
        return "passed" if self.verdict.held else "failed"


def run_scenario(
    path: Path, workspace: Workspace, tell: Tell = untold, *, join: bool = True
) -> ScenarioTrial:
    """Run the scenario of the file ``path``, with designs of ``workspace``.

    ``tell`` is told what a design of a foreign dialect has, ``join`` is as in ``engine.simulate``. Raises StoreError
    where the outside fails.
    """
    begun, name = perf_counter(), scenarios.name(path)
    verdict, faults = None, tuple[Finding, ...]()
    try:
        scenario = scenarios.read(path)
        name = scenarios.name(path, scenario)
        verdict = scenarios.run(path, scenario, workspace, tell, join=join)
    except InvalidScenario as error:
        faults = error.findings
    return ScenarioTrial(path=path, name=name, seconds=perf_counter() - begun, verdict=verdict, faults=faults)


def lines(trial: ScenarioTrial) -> Iterator[str]:
    """A scenario in a line, and below it what is wrong."""
    yield f"{_SIGNS[trial.result]} {trial.name}  ({trial.path})"
    for finding in trial.faults:
        yield f"    {finding} [{finding.code}]"
    if trial.verdict is not None:
        yield from (f"    {line}" for line in verdicts.lines(trial.verdict))


def trials_summary(trials: Sequence[ScenarioTrial]) -> str:
    """Return how many scenarios there were, and what came of them."""
    counted = Counter(trial.result for trial in trials)
    number = len(trials)
    said = ", ".join(f"{counted[result]:,} {result}" for result in _SIGNS if counted[result])
    return f"{number:,} {'scenario' if number == 1 else 'scenarios'}: {said}"


def answer(trials: Sequence[ScenarioTrial]) -> dict[str, object]:
    """The same for programs."""
    counted = Counter(trial.result for trial in trials)
    return {
        "scenarios": [_answer(trial) for trial in trials],
        **{result: counted[result] for result in _SIGNS},
    }


def _answer(trial: ScenarioTrial) -> dict[str, object]:
    verdict = trial.verdict
    return {
        "file": str(trial.path),
        "name": trial.name,
        "journey": verdict.simulated.plan.journey.id if verdict else None,
        "result": trial.result,
        "failures": [_failure(judged) for judged in verdicts.failures(verdict)] if verdict else [],
        "findings": [msgspec.to_builtins(finding) for finding in trial.faults],
    }


def _failure(judged: PersonVerdict) -> dict[str, object]:
    return {
        "called": judged.called,
        "owner": owner_document(judged.owner),
        "misses": [msgspec.to_builtins(miss) for miss in judged.misses],
        "why": explained(judged.why)["stays"] if judged.why else [],
    }
