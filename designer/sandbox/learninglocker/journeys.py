"""Journeys: who may see and change them, and what becomes of those under way when one is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from designer.sandbox.faults import Fault, Trouble
from designer.sandbox.ids import number_of
from designer.sandbox.keys import AccessKey
from designer.sandbox.learninglocker import documents, outcomes
from designer.sandbox.learninglocker.equivalence import means_the_same
from designer.sandbox.learninglocker.model_rows import MemoryRows
from designer.sandbox.learninglocker.models import ModelReading
from designer.sandbox.learninglocker.progress_documents import document_owner, progress_document
from designer.sandbox.live_journey import LiveJourney
from designer.sandbox.operation import OperationAnswer, OperationCall
from designer.sandbox.persistence import JSON, KeptJourney, KeptProgress
from designer.sandbox.state import ServerState
from engine.dialects.learninglocker.wire import MONGO_ID
from engine.instant import milliseconds_text
from engine.plan import Plan
from engine.progress import Progress

SEE_ALL = ("all/read", "org/all/journey/view", "org/all/journey/edit")
SEE_PUBLIC = (*SEE_ALL, "org/public/journey/view", "org/public/journey/edit")
EDIT_ALL = ("org/all/journey/edit",)
EDIT_PUBLIC = (*EDIT_ALL, "org/public/journey/edit")


def load(world: ServerState) -> Iterator[tuple[str, LiveJourney]]:
    """The journeys that are kept, as ``ServerState`` wants them."""
    written: dict[str, list[tuple[str, KeptProgress]]] = {}
    for number, each in world.progress.items():
        written.setdefault(each.journey, []).append((f"{number:024x}", each))
    for kept in world.journeys.values():
        yield kept.id, _live(world, documents.plan_of(kept.document), kept, written.get(kept.id, []))


def _live(
    world: ServerState, plan: Plan, kept: KeptJourney, written: Iterable[tuple[str, KeptProgress]]
) -> LiveJourney:
    """``kept`` by its ``plan``, nobody under way yet; of some there is progress ``written`` by hand, by id."""
    forgotten = {each.owner: each.since for _, each in written}
    live = LiveJourney(plan, kept.feed, forgotten=forgotten, describe=partial(progress_document, world, plan))
    for id, each in written:
        whose = document_owner(plan, id, each)
        live.owners[whose] = Progress(owner=whose)
    return live


# Who may


def may_see(key: AccessKey, journey: KeptJourney) -> bool:
    """A journey that is not public is its owner's, and theirs who may see all (seeds: ``isPublic``)."""
    wanted = SEE_PUBLIC if journey.document["isPublic"] else SEE_ALL
    return key.may(*wanted) or journey.document["owner"] == key.owner


def visible(world: ServerState, key: AccessKey) -> dict[str, KeptJourney]:
    """The journeys that a key may see, by id. Raises Fault (403) if it may see none at all."""
    if not key.may(*SEE_PUBLIC):
        raise Fault(403, f"the client lacks the scope {SEE_PUBLIC[-2]}")
    return {kept.id: kept for kept in world.journeys.values() if may_see(key, kept)}


def find(world: ServerState, key: AccessKey, id: str) -> KeptJourney:
    """The journey ``id`` of ``world`` that ``key`` may see. Raises Fault (404) for one that is not there, or that it
    may not see.
    """
    kept = world.journeys.get(number_of(id)) if MONGO_ID.fullmatch(id) else None
    if kept is None or not may_see(key, kept):
        raise Fault(404, f"no journey {id[:40]!r}")
    return kept


def editable(world: ServerState, key: AccessKey, id: str) -> KeptJourney:
    """The journey ``id`` of ``world`` that ``key`` may change. Raises Fault: 404 as ``find``, 403 for one that may
    only be seen.
    """
    kept = find(world, key, id)
    wanted = EDIT_PUBLIC if kept.document["isPublic"] else EDIT_ALL
    if not key.may(*wanted) and kept.document["owner"] != key.owner:
        raise Fault(403, f"the client lacks the scope {wanted[-1]}")
    return kept


# Operations


def models(world: ServerState, key: AccessKey) -> ModelReading:
    """The journeys that a key may see."""
    found = {id: journey_answer(world, kept) for id, kept in visible(world, key).items()}
    return ModelReading(found.get, partial(MemoryRows, found.values()))


def journey_answer(world: ServerState, kept: KeptJourney) -> JSON:
    """The document of ``kept``, with how its recalculation in ``world`` stands and its outcomes fare."""
    document = outcomes.with_outcome_states(world, kept.document)
    status = world.recalculations.get(kept.id)
    return document if status is None else document | {"recalculateStatus": status}


def read(world: ServerState, asked: OperationCall[object]) -> OperationAnswer:
    return OperationAnswer(body=journey_answer(world, find(world, asked.key, asked.path["id"])))


def create(world: ServerState, asked: OperationCall[object]) -> OperationAnswer:
    body = _body(asked)
    id = body.get("_id", world.new_id())
    return OperationAnswer(status=201, body=_create(world, asked.key, id, body).document)


def put(world: ServerState, asked: OperationCall[object]) -> OperationAnswer:
    """Create or overwrite the journey that is ``asked`` for in ``world``."""
    id, body = asked.path["id"], _body(asked)
    _same_id(id, body)
    if not MONGO_ID.fullmatch(id) or world.journeys.get(number_of(id)) is None:
        return OperationAnswer(body=_create(world, asked.key, id, body).document)
    before = editable(world, asked.key, id)
    after = documents.overwritten(before.document, body, _now(world), world.new_id)
    kept = _keep(world, after, before)
    outcomes.reactivate(world, after)
    return OperationAnswer(body=journey_answer(world, kept))


def patch(world: ServerState, asked: OperationCall[object]) -> OperationAnswer:
    """Change the fields that are ``asked`` for in ``world``, and no others."""
    id, body = asked.path["id"], _body(asked)
    before = editable(world, asked.key, id)
    _same_id(id, body)
    after = documents.change(before.document, body, _now(world), world.new_id)
    kept = _keep(world, after, before)
    if "outcomes" in body:
        outcomes.reactivate(world, after)
    return OperationAnswer(body=journey_answer(world, kept))


def remove(world: ServerState, asked: OperationCall[object]) -> OperationAnswer:
    """Remove the journey that is ``asked`` for from ``world``, and all progress in it."""
    kept = editable(world, asked.key, asked.path["id"])
    world.journeys.remove(number_of(kept.id))
    for number, each in list(world.progress.items()):
        if each.journey == kept.id:
            world.progress.remove(number)
    world.lives.remove(kept.id)
    return OperationAnswer(status=204)


def _body(asked: OperationCall[object]) -> JSON:
    if not isinstance(asked.body, dict):
        raise Fault(400, "a journey is a JSON object")
    return asked.body


def _same_id(id: str, body: JSON) -> None:
    if body.get("_id", id) != id:
        raise Fault(400, Trouble(f"the _id is not that of the address, {id}", "$._id"))


def _create(world: ServerState, key: AccessKey, id: object, body: JSON) -> KeptJourney:
    if not key.may(*EDIT_PUBLIC):
        raise Fault(403, f"the client lacks the scope {EDIT_PUBLIC[-1]}")
    if not isinstance(id, str) or not MONGO_ID.fullmatch(id):
        raise Fault(400, Trouble("an _id has 24 hexadecimal digits", "$._id"))
    if world.journeys.get(number_of(id)) is not None:
        raise Fault(409, Trouble(f"there is a journey {id} already", "$._id"))
    owned = {"owner": key.owner, "organisation": world.organisation}
    if not key.may(*EDIT_ALL):
        body = body | owned  # nobody else's name can be put on it
    return _keep(world, documents.complete(body, id.lower(), owned, _now(world), world.new_id))


def _keep(world: ServerState, document: JSON, before: KeptJourney | None = None) -> KeptJourney:
    """Keep ``document`` in ``world`` in place of ``before`` and let it run. Raises Fault before anything is changed."""
    plan = documents.plan_of(document)
    feed = (before or KeptJourney(document=document)).feed
    feed = feed.switch(on=plan.journey.active, number=world.through)
    kept = KeptJourney(document=document, feed=feed)
    world.journeys.put(number_of(kept.id), kept)
    _run(world, kept.id, plan, kept)
    return kept


def _run(world: ServerState, id: str, plan: Plan, kept: KeptJourney) -> None:
    """Let ``kept`` run in ``world`` by ``plan`` under ``id``: what others have reached stays theirs where only words
    have changed; else it is computed anew.
    """
    old = world.lives.get(id)
    if old is not None and means_the_same(old.plan.journey, plan.journey):
        old.reword(plan)
        old.feed = kept.feed
        world.lives.changed(id)
        return
    describe = partial(progress_document, world, plan)
    live = LiveJourney(plan, kept.feed, forgotten=old.forgotten if old else None, describe=describe)
    world.rebuild([live])
    world.put(id, live)


def _now(world: ServerState) -> str:
    return milliseconds_text(world.clock())
