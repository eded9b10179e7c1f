"""The way from what was handed in to a wire record, or to every reason why it is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, TypeVar

from msgspec.structs import replace

from engine.finding import Finding, InvalidJourney, errors
from engine.typed_json import FAILED, read

DEEPEST = 100
"""How deep a document may nest. Reading is recursive, and no journey comes near."""

Record = TypeVar("Record")


def as_json(body: object) -> dict[str, Any]:
    """The body itself, once it is known to be what JSON can say. Raises InvalidJourney otherwise."""
    body = dict(body) if isinstance(body, Mapping) else body
    if not isinstance(body, dict):
        raise InvalidJourney([Finding(code="wrong-type", message="a journey is a JSON object")])
    waiting: list[tuple[object, str, int]] = [(body, "$", 0)]
    while waiting:
        value, place, depth = waiting.pop()
        if depth > DEEPEST:
            raise InvalidJourney([Finding(code="bad-json", message="this is nested too deeply", place="$")])
        if isinstance(value, dict):
            inside = [(part, f"{place}.{key}") for key, part in value.items()]
            sound = all(isinstance(key, str) and _is_unicode(key) for key in value)
        else:
            listed = value if isinstance(value, list) else []
            inside = [(part, f"{place}[{index}]") for index, part in enumerate(listed)]
            sound = isinstance(value, list) or _is_scalar(value)
        if not sound:
            message = f"{type(value).__name__} here is nothing that JSON can say"
            raise InvalidJourney([Finding(code="bad-json", message=message, place=place)])
        waiting.extend((part, where, depth + 1) for part, where in inside)
    return body


def _is_scalar(value: object) -> bool:
    match value:
        case None | bool():
            return True
        case int():
            return -(2**63) <= value < 2**64
        case float():
            return isfinite(value)
        case str():
            return _is_unicode(value)
        case _:
            return False


def _is_unicode(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def read_record(
    kind: type[Record], body: object, carries: Callable[[str], bool] = lambda place: True
) -> tuple[Record, list[Finding]]:
    """The body as a record, and a warning for each key that is not known. Raises InvalidJourney with all findings.

    Servers add keys: one that is not known is kept and sent back, wherever ``carries`` says that the place can.
    """
    findings: list[Finding] = []
    record = read(kind, body, "$", findings.append)
    findings = [_as_carried_key(finding) if carries(finding.place) else finding for finding in findings]
    if errors(findings):
        raise InvalidJourney(findings)
    assert record is not FAILED
    return record, findings


def _as_carried_key(finding: Finding) -> Finding:
    if finding.code != "unknown-key":
        return finding
    message = f"{finding.message}; it is carried along unread"
    return replace(finding, code="carried-key", severity="warning", message=message)
