"""Findings of designs; with events, also what of them is in none."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, get_args

import typer
from msgspec import Struct

from designer.cli.commands.options import AsJson, folder_of, workspace_of
from designer.cli.console import emit, emit_json, narrate
from designer.diagram.measure import printable
from designer.editing.design_argument import LARGEST_DESIGN, as_it_stands, is_file
from designer.errors import ExitCode
from designer.reports.claim_text import tally_answer, tally_lines, verdict_lines
from designer.reports.finding_formats import github_lines, locate_findings, sarif
from designer.reports.finding_text import condition_counts, finding_lines, tally
from engine.check import check_readable
from engine.claims.breach import ClaimTally, tallies
from engine.dialects import TARGETS
from engine.finding import SEVERITIES, Finding, InvalidJourney, Severity, by_severity, errors, findings_report
from engine.journey import Journey
from engine.plan import Plan
from engine.review import Review, review
from engine.rules import faults
from engine.simulate import simulate
from engine.yaml_text import parse_named
from store.errors import StoreError

if TYPE_CHECKING:
    from designer.simulation.evidence.evidence import Evidence

app = typer.Typer()

NEVER: Final = "never"
_THRESHOLDS: Final = (*get_args(Severity), NEVER)
_FORMATS: Final = ("text", "json", "sarif", "github")


def _among(value: str, names: tuple[str, ...]) -> str:
    if value not in names:
        raise typer.BadParameter(f"{value!r} is not one of {', '.join(names)}")
    return value


class CheckResult(Struct, frozen=True):
    """A design that was checked; ``journey`` is None where it cannot be read. ``counts`` are of events, by place;
    ``tallies`` of the claims that the people of these events hold; ``impression`` says what the events seem to be if
    nothing in them was understood.
    """

    name: str
    journey: Journey | None
    findings: list[Finding]
    counts: dict[str, Any] = {}
    reviewed: Review = Review()
    tallies: list[ClaimTally] = []
    impression: str = ""


@app.command()
def check(
    context: typer.Context,
    designs: Annotated[
        list[str],
        typer.Argument(
            metavar="DESIGN…", help="Journey files in any dialect, or names of designs in the workspace."
        ),
    ],
    target: Annotated[
        list[str] | None,
        typer.Option(help=f"Also check what this server cannot hold: {', '.join(TARGETS)}."),
    ] = None,
    events: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE|LOG",
            help="Also say which conditions match none of these events, and what was meant.",
        ),
    ] = None,
    fail_on: Annotated[
        str,
        typer.Option(
            help="The exit code is 1 if there is a finding as grave as this: error, warning, note; or never.",
            callback=lambda value: _among(value, _THRESHOLDS),
        ),
    ] = "error",
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="How findings are written: text, json (as with --json), sarif for code scanning, "
            "github for the log of a GitHub workflow.",
            callback=lambda value: _among(value, _FORMATS),
        ),
    ] = "text",
    as_json: AsJson = False,
) -> None:
    """Everything that is wrong with designs, or worth knowing before anyone lives with them."""
    for each in target or ():
        _among(each, tuple(TARGETS))
    evidence = None if events is None else cache(partial(_evidence, events, folder_of(context)))
    checked = [_check(context, design, target or [], evidence) for design in designs]
    if form in ("sarif", "github") and not as_json:
        _emit_located(checked, form)
    elif as_json or form == "json":
        answers = [_answer(each) for each in checked]
        several = [{"design": each.name} | answer for each, answer in zip(checked, answers, strict=True)]
        emit_json(answers[0] if len(answers) == 1 else {"designs": several} | _sum(answers))
    else:
        for one in checked:
            _print(one, is_one=len(checked) == 1)
    grave = () if fail_on == NEVER else SEVERITIES[: _THRESHOLDS.index(fail_on) + 1]
    findings = [finding for each in checked for finding in each.findings if not finding.accepted]
    if impression := next((each.impression for each in checked if each.impression), ""):
        narrate(f"waypost: {impression}")
        raise typer.Exit(ExitCode.FINDINGS)
    is_broken = fail_on != NEVER and any(each.breaches for one in checked for each in one.tallies)
    if is_broken or any(finding.severity in grave for finding in findings):
        raise typer.Exit(ExitCode.FINDINGS)


def _check(
    context: typer.Context, design: str, targets: list[str], evidence: Callable[[], Evidence] | None
) -> CheckResult:
    """Check a ``design``; ``evidence`` opens the events that it is held against."""
    try:
        journey = as_it_stands(design, workspace_of(context))
    except InvalidJourney as error:
        findings = [*error.findings, *_of_what_can_be_read(design, error.findings)]
        return CheckResult(design, None, by_severity(findings))
    reviewed = review(journey)
    findings = [*reviewed.findings]
    if not errors(findings):
        findings += [finding for target in targets for finding in TARGETS[target](journey).findings]
    if evidence is None:
        return CheckResult(design, journey, findings, reviewed=reviewed)
    opened = evidence()
    found, counts = _with_events(journey, opened, findings)
    return CheckResult(
        design, journey, found, counts, reviewed, _tallies(journey, opened), opened.rejected.impression
    )


def _of_what_can_be_read(design: str, known: tuple[Finding, ...]) -> list[Finding]:
    """Findings on the parts of a ``design`` that can be read, though others cannot."""
    try:
        document = _values_in(Path(design)) if is_file(Path(design)) else None
    except (StoreError, ValueError):  # which an InvalidJourney is
        return []
    is_journey = isinstance(document, dict) and "steps" in document
    places = {(finding.code, finding.place) for finding in known}
    found = check_readable(document) if is_journey else []
    return [finding for finding in found if (finding.code, finding.place) not in places]


def _values_in(path: Path) -> object:
    from store.sources.small_files import small_file

    file = small_file(path, LARGEST_DESIGN)
    return parse_named(file.text, file.name)


def _evidence(events: Path, folder: Path) -> Evidence:
    from designer.simulation.evidence.loader import open_evidence

    evidence = open_evidence(events, folder)
    for note in evidence.rejected.notes:
        narrate(note)
    return evidence


def _tallies(journey: Journey, evidence: Evidence) -> list[ClaimTally]:
    """Count the people of ``evidence`` who hold the claims of ``journey``."""
    if not journey.claims or any(faults(journey)):
        return []
    return tallies(journey, simulate(Plan(journey), evidence.events).owners)


def _with_events(
    journey: Journey, evidence: Evidence, findings: list[Finding]
) -> tuple[list[Finding], dict[str, Any]]:
    from designer.simulation.evidence.event_findings import EventCheck, merged

    check = EventCheck(evidence)
    found = merged(findings, check.findings(journey))
    return found, {"events": len(evidence), "matched": check.matched(journey)}


def _emit_located(checked: list[CheckResult], form: str) -> None:
    """Write the findings of all designs in ``form``, for programs that show them beside the lines of files."""
    found = [each for one in checked for each in locate_findings(one.name, one.findings)]
    if form == "github":
        for line in github_lines(found):
            emit(line)
    else:
        from importlib.metadata import version  # takes long to load

        emit_json(sarif(found, version("waypost")))


def _answer(checked: CheckResult) -> dict[str, Any]:
    claims = checked.reviewed.answer()
    for claim, told in zip(claims, tally_answer(checked.tallies), strict=False):
        claim["events"] = {key: told[key] for key in ("verdict", "held", "open", "broken", "breaches")}
    answer = findings_report(checked.findings) | checked.counts | ({"claims": claims} if claims else {})
    for finding, each in zip(
        answer["findings"], locate_findings(checked.name, checked.findings), strict=True
    ):
        if each.file is not None:
            finding |= {"file": each.file, "line": each.position.line, "column": each.position.column}
    return answer


def _sum(answers: list[dict[str, Any]]) -> dict[str, int]:
    return {key: sum(answer[key] for answer in answers) for key in ("errors", "warnings", "notes")}


def _print(checked: CheckResult, is_one: bool) -> None:
    if not is_one:
        emit(printable(checked.name))
    where = {
        each.finding.place: f"{each.file}:{each.position.line}:{each.position.column}"
        for each in locate_findings(checked.name, checked.findings)
        if each.file is not None
    }
    for line in finding_lines(checked.findings, checked.journey, where):
        emit(line)
    if checked.journey is not None and checked.counts:
        for line in condition_counts(checked.journey, checked.counts["matched"], checked.counts["events"]):
            emit(line)
    for line in (*verdict_lines(checked.reviewed.claims), *tally_lines(checked.tallies)):
        emit(line)
    emit(tally(findings_report(checked.findings)))
