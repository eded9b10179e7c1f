"""Scenario files: found, read with the journeys and events they name, and run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from designer.editing.design_argument import LARGEST_DESIGN, Tell, is_file, open_design, untold
from designer.errors import Refused
from designer.simulation.evidence.loader import open_evidence
from engine.conditions import ConditionError
from engine.events import Event
from engine.finding import Finding, InvalidJourney
from engine.journey import Journey
from engine.plan import Plan
from engine.scenario import SUFFIXES, InvalidScenario, Scenario, Verdict, events, judge, load
from engine.scenario import run as play
from engine.typed_json import Report
from engine.walk import EndlessAttempt
from store.errors import outside
from store.sources.file_names import NoFile
from store.workspace import Workspace


def scenario_files(paths: Iterable[Path]) -> list[Path]:
    """The files that are named, and all scenarios below the folders. Raises Refused where there is none."""
    return list(dict.fromkeys(file for path in paths for file in _below(path)))


def _below(path: Path) -> list[Path]:
    if not path.is_dir():
        if not is_file(path):
            raise Refused(f"there is no file and no folder {path}")
        return [path]
    if below := sorted(file for file in path.rglob("*.scenario.*") if is_scenario(file)):
        return below
    raise Refused(f"there is no file *{SUFFIXES[0]} or *{SUFFIXES[1]} in {path} or below it")


def is_scenario(path: Path) -> bool:
    """Tell whether the file at ``path`` is a scenario, by its name."""
    return path.name.endswith(SUFFIXES) and path.is_file()


def run(
    path: Path, scenario: Scenario, workspace: Workspace, tell: Tell = untold, *, join: bool = True
) -> Verdict:
    """Run the ``scenario`` that stands in the file ``path`` through its journey, from ``workspace`` if it is there.

    ``tell`` is told what a design of a foreign dialect has, ``join`` is as in ``engine.simulate``. Raises
    InvalidScenario, StoreError.
    """
    happened = scenario_happenings(path, scenario, workspace.folder)
    with _as_findings(scenario):
        plan = Plan(_journey(path, scenario, workspace, tell))
        return judge(scenario, play(plan, scenario, happened, join=join), happened)


def read(path: Path) -> Scenario:
    """Return what stands in a file. Raises InvalidScenario, StoreError."""
    with outside("read", path):
        if path.stat().st_size > LARGEST_DESIGN:
            message = f"the file is larger than {LARGEST_DESIGN:,} bytes, so it is no scenario"
            raise InvalidScenario([Finding(code="too-large", message=message)])
        return load(path.read_bytes(), path.name)


def name(path: Path, scenario: Scenario | None = None) -> str:
    """Return what people call the scenario of a file, as far as it could be read."""
    return (scenario.name if scenario else "") or path.name.partition(".scenario.")[0]


def scenario_happenings(path: Path, scenario: Scenario, workspace: Path) -> tuple[Event, ...]:
    """Everything that happens in the scenario of a file; ``workspace``: its folder.

    Raises InvalidScenario, StoreError.
    """
    findings: list[Finding] = []
    files: dict[str, Sequence[Event]] = {}
    for index, happening in enumerate(scenario.events):
        if happening.file:
            place = f"$.events[{index}].file"
            files[happening.file] = _events(path.parent / happening.file, place, workspace, findings.append)
    if findings:
        raise InvalidScenario(findings)
    return events(scenario, files)


def _events(path: Path, place: str, workspace: Path, report: Report) -> Sequence[Event]:
    """The events of the file at ``path``, named at ``place``, or those of ``workspace``; what is none goes to
    ``report``.
    """
    try:
        evidence = open_evidence(path, workspace)
    except NoFile as error:
        report(Finding(code="no-file", place=place, message=str(error)))
        return ()
    for rejected in evidence.rejected.first:
        report(Finding(code="no-event", place=place, message=rejected))
    return tuple(evidence.events)


def _journey(path: Path, scenario: Scenario, workspace: Workspace, tell: Tell) -> Journey:
    beside = path.parent / scenario.journey
    return open_design(str(beside) if is_file(beside) else scenario.journey, workspace, tell)


@contextmanager
def _as_findings(scenario: Scenario) -> Iterator[None]:
    """Let what is wrong with the journey of ``scenario`` be wrong with the scenario."""
    try:
        yield
    except InvalidJourney as error:
        raise InvalidScenario(map(_of_journey, error.findings)) from None
    except (Refused, ConditionError, EndlessAttempt) as error:
        raise InvalidScenario([_wrong_journey(scenario, error)]) from None


def _of_journey(finding: Finding) -> Finding:
    return Finding(code=finding.code, place="$.journey", message=f"its {finding}")


def _wrong_journey(scenario: Scenario, error: Exception) -> Finding:
    return Finding(code="wrong-journey", place="$.journey", message=f"{scenario.journey}: {error}")
