"""The reader of Learning Locker's document as a journey: entry, waypoints in a row or one checklist of them, outcomes,
exit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any

from msgspec.structs import replace

from engine.dialects.learninglocker.ids import CHECKLIST, DONE, START, Named, part_id, step_ids, wrong_ids
from engine.dialects.learninglocker.wire import (
    BESIDE,
    DIALECT,
    JSON,
    Wire,
    WireJourney,
    WireOutcome,
    WirePart,
    WireWaypoint,
    read_part,
)
from engine.dialects.portability import ImportResult
from engine.finding import Finding, InvalidJourney, errors
from engine.journey import Journey
from engine.rules import faults
from engine.steps import Checklist, Entry, Exit, FirstMatch, Item, Outcome, Step, Transition, Waypoint
from engine.typed_json import Report, parse_json


def import_journey(document: Mapping[str, Any]) -> ImportResult:
    """The journey that a document of Learning Locker describes: as sent by POST, as stored, or as in a callback.

    What only the server keeps goes to ``extras``, so that writing the journey gives the document back.
    Raises InvalidJourney with everything that is wrong, each with its place in the document.
    """
    findings: list[Finding] = []
    journey = read_part(WireJourney, document, "$", findings.append)
    waypoints = _in_order(_parts(WireWaypoint, document, "waypoints", findings.append))
    outcomes = _parts(WireOutcome, document, "outcomes", findings.append)
    findings += chain.from_iterable(_wrong_type(part) for part in outcomes)
    findings += wrong_ids([journey] if journey else [])
    findings += wrong_ids([*waypoints, *outcomes])
    if journey is None or errors(findings):
        raise InvalidJourney(findings)
    named: dict[str, Named] = dict(
        zip(step_ids([*waypoints, *outcomes]), [*waypoints, *outcomes], strict=True)
    )
    read = _journey(journey, named)
    if wrong := [_relocate(fault, named) for fault in faults(read)]:
        raise InvalidJourney(wrong)
    return ImportResult(read, tuple(_remarks(journey, named.values())))


def _parts(kind: type[Wire], document: Mapping[str, Any], key: str, report: Report) -> list[WirePart[Wire]]:
    rows = document.get(key) if isinstance(document, Mapping) else None
    if not isinstance(rows, list):
        return []  # reading the journey reports it
    found = []
    for index, row in enumerate(rows):
        place = f"$.{key}[{index}]"
        written = _with_query(row, place, report) if kind is WireWaypoint else row
        found.append(read_part(kind, written, place, report))
    return [part for part in found if part is not None]


def _in_order(waypoints: Sequence[WirePart[WireWaypoint]]) -> list[WirePart[WireWaypoint]]:
    """The ``waypoints`` by order, then by position. The orders may be any integers; one without has its position's."""
    orders = [index if part.wire.order is None else part.wire.order for index, part in enumerate(waypoints)]
    return [waypoints[index] for index in sorted(range(len(orders)), key=orders.__getitem__)]


def _with_query(row: object, place: str, report: Report) -> object:
    """The waypoint ``row`` at ``place`` with its conditions as an object: in requests they are JSON text; faults go
    to ``report``.
    """
    if not isinstance(row, Mapping) or not isinstance(row.get("conditions"), str):
        return row
    return {**row, "conditions": _query(row["conditions"], f"{place}.conditions", report)}


def _query(text: str, place: str, report: Report) -> object:
    """The query in ``text`` at ``place``, or an empty one after telling ``report`` why it says nothing."""
    try:
        return parse_json(text)
    except InvalidJourney as error:
        for finding in error.findings:
            hint = 'a mongo query as JSON, such as {"statement.verb.id": "http://…"}'
            report(replace(finding, place=place, hint=hint))
        return {}


def _wrong_type(part: WirePart[WireOutcome]) -> Iterator[Finding]:
    type = part.wire.type
    if type == "callback":
        return
    known = "statement outcomes have no form yet" if type == "statement" else f"{type[:40]!r} is no type"
    message = f"{known}: only callback is supported"
    yield Finding(
        code="unsupported-outcome", place=f"{part.place}.type", message=message, hint="make it a callback"
    )


def _journey(part: WirePart[WireJourney], named: Mapping[str, Named]) -> Journey:
    wire = part.wire
    steps = _steps(wire.sequential, named)
    return Journey(
        id=wire.id or part_id(wire.description, "journey"),
        name=wire.description,
        active=wire.active,
        public=wire.public,
        track_by="actor" if wire.track_by == "actor" else "persona",
        sources=wire.sources,
        entry_rule="after_exit" if wire.repeatable else "once",
        steps=steps,
        transitions=tuple(Transition(source=one, target=next) for one, next in pairwise(steps)),
        extras=_extras(part, named),
    )


def _steps(sequential: bool, named: Mapping[str, Named]) -> dict[str, Step]:
    """The steps of ``named``, ``sequential`` or not, in the order in which they are walked (semantics §1)."""
    waypoints = {id: part.wire for id, part in named.items() if isinstance(part.wire, WireWaypoint)}
    outcomes = {id: part.wire for id, part in named.items() if isinstance(part.wire, WireOutcome)}
    return {
        START: Entry(trigger=FirstMatch()),
        **(_row(waypoints) if sequential else {CHECKLIST: _checklist(waypoints)}),
        **{id: _outcome(wire) for id, wire in outcomes.items()},
        DONE: Exit(),
    }


def _row(waypoints: Mapping[str, WireWaypoint]) -> dict[str, Waypoint]:
    return {
        id: Waypoint(name=wire.description, active=wire.active, condition=wire.conditions, count=wire.count)
        for id, wire in waypoints.items()
    }


def _checklist(waypoints: Mapping[str, WireWaypoint]) -> Checklist:
    return Checklist(
        items={
            id: Item(name=wire.description, active=wire.active, condition=wire.conditions, count=wire.count)
            for id, wire in waypoints.items()
        }
    )


def _outcome(wire: WireOutcome) -> Outcome:
    return Outcome(name=wire.description, active=wire.active, type="callback", callback=wire.callback)


def _extras(journey: WirePart[WireJourney], named: Mapping[str, Named]) -> JSON | None:
    """Return what the server keeps and a design has no field for: the journey's, and each step's by its id."""
    orders = [part.wire.order for part in named.values() if isinstance(part.wire, WireWaypoint)]
    plain = orders == list(range(len(orders)))
    steps = {id: beside for id, part in named.items() if (beside := _beside(part, plain))}
    kept = {key: value for key, value in (("journey", journey.beside), ("steps", steps)) if value}
    return {DIALECT: kept} if kept else None


def _beside(part: Named, plain: bool) -> JSON:
    if plain or not isinstance(part.wire, WireWaypoint) or part.wire.order is None:
        return part.beside
    return part.beside | {"order": part.wire.order}


def _relocate(fault: Finding, named: Mapping[str, Named]) -> Finding:
    """A fault of the journey at its place in the document it was read from."""
    for id, part in named.items():
        for prefix in (f"$.steps.{id}", f"$.steps.{CHECKLIST}.items.{id}"):
            if fault.place == prefix or fault.place.startswith(f"{prefix}."):
                inside = fault.place[len(prefix) :].replace(".condition", ".conditions", 1)
                return replace(fault, place=part.place + inside)
    return fault


def _remarks(journey: WirePart[WireJourney], named: Iterable[Named]) -> Iterator[Finding]:
    """Notes on what of ``journey`` and its parts ``named`` was read in its own way, or set aside."""
    if journey.wire.track_by == "person":
        message = "'person' is read as 'persona', the newer word for it"
        yield Finding(code="read-as", severity="note", place="$.trackBy", message=message)
    for part in (journey, *named):
        for key in sorted(part.beside.keys() - BESIDE[type(part.wire)]):
            message = f"the key {key!r} is not known; it is carried along unread"
            yield Finding(code="carried-key", severity="note", place=f"{part.place}.{key}", message=message)
