"""Findings of files for other programs: SARIF for code scanning, and the commands of GitHub's workflows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from msgspec import Struct

from engine.finding import Finding
from engine.positions import BEGINNING, Position, position_of, positions

Json = dict[str, Any]


class LocatedFinding(Struct, frozen=True):
    """A finding with the file it is about and the ``position`` there; without a file, a design of the workspace."""

    finding: Finding
    design: str
    file: str | None = None
    position: Position = BEGINNING


def locate_findings(design: str, findings: Sequence[Finding]) -> list[LocatedFinding]:
    """The ``findings`` about ``design``, a file's path or a name, each with its line and column in the file."""
    path = Path(design)
    try:
        text = path.read_bytes().decode("utf-8-sig") if findings else ""
    except (OSError, ValueError):  # a name, or bytes that are no text: that is a finding of its own
        return [LocatedFinding(each, design, design if path.suffix else None) for each in findings]
    known = positions(text, path.name)
    return [
        LocatedFinding(each, design, design, position_of(each.place, known, each.message))
        for each in findings
    ]


_LEVELS: Final = {"error": "error", "warning": "warning", "note": "notice"}


def github_lines(found: Iterable[LocatedFinding]) -> Iterator[str]:
    """Workflow commands, a line a finding, which GitHub shows beside the lines of the files."""
    for each in found:
        finding = each.finding
        if finding.accepted:
            continue
        place = {} if each.file is None else {"file": each.file} | _line_and_column(each.position)
        titled = place | {"title": finding.code}
        told = ",".join(f"{key}={_property(str(value))}" for key, value in titled.items())
        yield f"::{_LEVELS[finding.severity]} {told}::{_data(str(finding))}"


def _line_and_column(position: Position) -> dict[str, int]:
    return {"line": position.line, "col": position.column}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def sarif(found: Sequence[LocatedFinding], version: str) -> Json:
    """A SARIF 2.1.0 log of one run of Waypost's ``version``. What is accepted is suppressed, with the reason."""
    rules = sorted({each.finding.code for each in found})
    driver = {"name": "waypost", "version": version, "rules": [{"id": code} for code in rules]}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": [_result(each, rules) for each in found]}],
    }


def _result(located: LocatedFinding, rules: Sequence[str]) -> Json:
    finding = located.finding
    hint = f" ({finding.hint})" if finding.hint else ""
    result: Json = {
        "ruleId": finding.code,
        "ruleIndex": rules.index(finding.code),
        "level": finding.severity,
        "message": {"text": finding.message + hint},
        "locations": [_location(located)],
    }
    if finding.accepted:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.accepted}]
    return result


def _location(located: LocatedFinding) -> Json:
    logical = [{"fullyQualifiedName": located.finding.place}]
    if located.file is None:
        return {"logicalLocations": [{"name": located.design}, *logical]}
    line, column = located.position
    physical = {
        "artifactLocation": {"uri": quote(Path(located.file).as_posix())},
        "region": {"startLine": line, "startColumn": column},
    }
    return {"physicalLocation": physical, "logicalLocations": logical}
