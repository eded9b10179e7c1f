"""The seven operations of 2025, the one of 2026, and a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from designer.sandbox.faults import Fault, Trouble
from designer.sandbox.ids import number_of_text, segment_id
from designer.sandbox.live_journey import LiveJourney
from designer.sandbox.operation import OperationAnswer, OperationCall
from designer.sandbox.persistence import JSON, Container, JourneyVersion
from designer.sandbox.segment import inputs, wire
from designer.sandbox.segment.analytics import analytics, span
from designer.sandbox.segment.bodies import converted, data, object_of, read, text_of, translated
from designer.sandbox.segment.journey_versions import (
    apply_action,
    draft,
    journey_of,
    live,
    live_id,
    redefine,
    version_of,
    with_version,
)
from designer.sandbox.state import ServerState
from engine.dialects import dialect_of
from engine.dialects import segment as dialect
from engine.instant import milliseconds_text


def load(world: ServerState) -> Iterator[tuple[str, LiveJourney]]:
    """The versions that have ever been published, as ``ServerState`` wants them."""
    for container in world.containers.values():
        for version in container.versions:
            if version.feed.spans:
                yield live_id(container, version), live(container, version)


def create(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
    """Create the draft ``asked`` for in ``world``. A definition whose states are a map is the one of 2026, which is
    answered with 200.
    """
    body, now = object_of(asked.body), _now(world)
    drafted = dialect_of(body) == "segment-xstate"
    if drafted:
        body = translated(body)
    container = Container(
        id=segment_id("jcon"),
        space=asked.path["spaceId"],
        name=text_of(body, "name"),
        description=text_of(body, "description"),
        created=now,
        updated=now,
        by=asked.key.id,
        versions=(),
    )
    read(lambda: dialect.import_journey(body))
    if not container.name:
        raise Fault(422, Trouble("a journey needs a name", "$.name"))
    container = with_version(container, draft(1, body["definition"], now), now)
    _keep(world, container)
    made = wire.Created(container_id=container.id, version_number=1)
    return OperationAnswer(status=200 if drafted else 201, body=data(wire.CreatedJourney(journey=made)))


def get(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
    return OperationAnswer(body=data(wire.Details(journey=_details(_find(world, asked)))))


def of_space(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
    """List all journeys of a space, as ``asked`` of ``world``. The documents of 2025 have no such operation; without
    it, a client whose answer to a create was lost cannot find out what came of it.
    """
    there = [each for each in world.containers.values() if each.space == asked.path["spaceId"]]
    return OperationAnswer(body=data(wire.Listed(journeys=[_details(each) for each in there])))


def _details(container: Container) -> wire.JourneyDetails:
    return wire.JourneyDetails(
        container_id=container.id,
        name=container.name,
        description=container.description,
        created_at=container.created,
        updated_at=container.updated,
        created_by=container.by,
        updated_by=container.by,
        version=_version(container.versions[-1], container.by),
    )


def _version(version: JourneyVersion, by: str) -> wire.VersionDetails:
    return wire.VersionDetails(
        id=version.id,
        version=version.number,
        status=version.status,
        definition=version.definition,
        created_at=version.created,
        updated_at=version.updated,
        created_by=by,
        updated_by=by,
    )


def replace_steps(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
    """Replace states as ``asked`` of ``world``. Of a version that is not a draft any more, a new draft is made."""
    container, body, now = _find(world, asked), object_of(asked.body), _now(world)
    before = container.versions[-1].definition
    read(lambda: dialect.import_steps(body, journey_of(container, before)))
    definition = before | {"initialState": body["initialState"], "states": body["states"]}
    journey_of(container, definition)
    version = redefine(container, definition, now)
    _keep(world, with_version(container, version, now))
    made = wire.Created(container_id=container.id, version_number=version.number)
    return OperationAnswer(body=data(made))


def update_destinations(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
    """Replace the destinations of some states as ``asked`` of ``world``, of a new draft if need be."""
    container, body, now = _find(world, asked), object_of(asked.body), _now(world)
    before = container.versions[-1].definition
    read(lambda: dialect.import_destinations(body, journey_of(container, before)))
    wanted = {row["stateId"]: row["destinations"] for row in body["stateDestinations"]}
    exits = before["exitRules"]
    definition = before | {
        "states": _with_destinations(before["states"], wanted),
        "exitRules": exits
        | {"relatedDestinations": _with_destinations(exits.get("relatedDestinations", []), wanted)},
    }
    version = redefine(container, definition, now)
    _keep(world, with_version(container, version, now))
    states = [*definition["states"], *definition["exitRules"]["relatedDestinations"]]
    told = [{"transitions": []} | state for state in states if state["key"]["id"] in wanted]
    answer = wire.DestinationsAnswer(container_id=container.id, version=version.number, destinations=told)
    return OperationAnswer(body=data(answer))


def _with_destinations(states: list[JSON], wanted: JSON) -> list[JSON]:
    return [
        state | {"destinations": wanted[state["key"]["id"]]} if state["key"]["id"] in wanted else state
        for state in states
    ]


def update_status(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
    """Publish a version, pause its entry, or archive it, as ``asked`` of ``world``."""
    container = _find(world, asked)
    body = converted(asked.body, inputs.StatusInput)
    after = apply_action(container, body.version, body.action, world.through, _now(world))
    _keep(world, after)
    version = version_of(after, body.version)
    answer = wire.StatusAnswer(container_id=after.id, version=version.number, status=version.status)
    return OperationAnswer(body=data(answer))


def read_analytics(world: ServerState, asked: OperationCall[inputs.AnalyticsQuery]) -> OperationAnswer:
    """Count what instances of a version did in a span of time, as ``asked`` of ``world``."""
    container = _find(world, asked)
    version = version_of(container, asked.query.version)
    found = world.lives.get(live_id(container, version)) or live(container, version)
    within = span(asked.query.from_date, asked.query.to_date, world.clock())
    return OperationAnswer(body=data(wire.AnalyticsAnswer(journey_analytics=analytics(found, within))))


def remove(world: ServerState, asked: OperationCall[inputs.Of]) -> OperationAnswer:
    """Remove the version ``asked`` for from ``world``; with the last one, the journey."""
    container = _find(world, asked)
    version = version_of(container, asked.query.version)
    left = tuple(each for each in container.versions if each is not version)
    world.lives.remove(live_id(container, version))
    if left:
        world.containers.put(
            number_of_text(container.id), replace(container, versions=left, updated=_now(world))
        )
    else:
        world.containers.remove(number_of_text(container.id))
    return OperationAnswer(body=data(wire.Removed()))


def _find(world: ServerState, asked: OperationCall[Any]) -> Container:
    id = asked.path["containerId"]
    container = world.containers.get(number_of_text(id))
    if container is None or container.id != id or container.space != asked.path["spaceId"]:
        raise Fault(404, f"no journey {id[:40]!r} in the space {asked.path['spaceId'][:40]!r}")
    return container


def _keep(world: ServerState, container: Container) -> None:
    """Keep ``container`` in ``world`` and let its versions run. What instances have reached stays: no version is
    edited once it runs.
    """
    world.containers.put(number_of_text(container.id), container)
    for version in container.versions:
        if not version.feed.spans:
            continue
        id = live_id(container, version)
        running = world.lives.get(id)
        if running is None:
            world.lives.put(id, live(container, version))
        else:
            running.feed, running.entries = version.feed, version.entries
            world.lives.changed(id)


def _now(world: ServerState) -> str:
    return milliseconds_text(world.clock())
