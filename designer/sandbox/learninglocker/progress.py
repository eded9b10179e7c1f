"""journeyProgress: what the engine has made of the events, and what was written over it by hand."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Final, cast

from designer.sandbox.faults import Fault, Trouble
from designer.sandbox.ids import number_of
from designer.sandbox.keys import AccessKey
from designer.sandbox.learninglocker import journeys
from designer.sandbox.learninglocker.model_rows import IndexRows, ModelRows
from designer.sandbox.learninglocker.models import ModelReading
from designer.sandbox.learninglocker.progress_documents import note_document
from designer.sandbox.learninglocker.queries import SortOrder
from designer.sandbox.operation import OperationAnswer, OperationCall
from designer.sandbox.persistence import JSON, KeptProgress
from designer.sandbox.state import ServerState
from engine.dialects.learninglocker import owner_record, progress_id
from engine.dialects.learninglocker.wire import MONGO_ID
from engine.events import Event, call_owner, owner_of
from engine.progress import Progress

HIDDEN: Final = ("owner", "isCompleted", "completedAt")
"""In the documentation's table and not in its example: they can be looked for, and are answered where selected."""


def models(world: ServerState, key: AccessKey) -> ModelReading:
    """The progress in the journeys that a key may see."""
    standings, visible = world.standings, journeys.visible(world, key)

    def find(id: str) -> JSON | None:
        document = standings.find(id)
        return document if document is not None and document["journey"] in visible else None

    def rows(condition: JSON, order: SortOrder) -> ModelRows:
        index = standings.documents
        among = reduce(or_, (index.equal("journey", id) for id in visible), 0)
        return IndexRows(index, standings.document, among, condition, order)

    return ModelReading(find, rows, hidden=HIDDEN)


def _find(reading: ModelReading, id: str) -> JSON:
    document = reading.find(id)
    if document is None:
        raise Fault(404, f"no journeyProgress {id[:40]!r}")
    return document


def create(world: ServerState, asked: OperationCall[object]) -> OperationAnswer:
    """Create the progress ``asked`` for in ``world``, written by hand: ``journey`` and ``owner`` say whose it is."""
    body = _body(asked)
    id = body.get("_id", None) or _own_id(world, asked.key, body)
    if not isinstance(id, str) or not MONGO_ID.fullmatch(id):
        raise Fault(400, Trouble("an _id has 24 hexadecimal digits", "$._id"))
    if models(world, asked.key).find(id) is not None:
        raise Fault(409, Trouble(f"there is a journeyProgress {id} already", "$._id"))
    return OperationAnswer(status=201, body=_write(world, asked.key, id, body))


def put(world: ServerState, asked: OperationCall[object]) -> OperationAnswer:
    """Create or overwrite the progress ``asked`` for in ``world``: what is not given is as the events have it."""
    id, body = asked.path["id"], _body(asked)
    if not MONGO_ID.fullmatch(id) or body.get("_id", id) != id:
        raise Fault(400, Trouble("the _id is not that of the address", "$._id"))
    there = models(world, asked.key).find(id) or {}
    whose = {key: there[key] for key in ("journey", "owner") if key in there}
    return OperationAnswer(body=_write(world, asked.key, id, whose | body))


def patch(world: ServerState, asked: OperationCall[object]) -> OperationAnswer:
    """Change the fields of progress ``asked`` for in ``world``, and no others."""
    id, body = asked.path["id"], _body(asked)
    document = _find(models(world, asked.key), id)
    kept = world.progress.get(number_of(id))
    whose = {key: document[key] for key in ("journey", "owner")}
    if any(key in body and body[key] != value for key, value in [*whose.items(), ("_id", id)]):
        raise Fault(400, "the _id, the journey and the owner of a journeyProgress stay")
    return OperationAnswer(body=_write(world, asked.key, id, whose | (kept.fields if kept else {}) | body))


def remove(world: ServerState, asked: OperationCall[object]) -> OperationAnswer:
    """Forget what somebody has reached, as ``asked`` of ``world``: they begin anew with what arrives from now on."""
    id = asked.path["id"]
    document = _find(models(world, asked.key), id)
    journeys.editable(world, asked.key, document["journey"])
    whose = _owner(document["owner"])
    since = world.through
    live, members = world.lives[document["journey"]], world.lives.identities.members(whose)
    others = {member: number_of(progress_id(live.plan, member)) for member in members - {whose}}
    for member, number in {**others, whose: number_of(id)}.items():
        before = world.progress.get(number) if member in others else None
        fields = before.fields if before else {}
        kept = KeptProgress(journey=document["journey"], owner=member, since=since, fields=fields)
        world.progress.put(number, kept)
    live.forget(whose, members, since)
    note_document(world, id, world.progress.get(number_of(id)) or kept)
    return OperationAnswer(status=204)


def _body(asked: OperationCall[object]) -> JSON:
    if not isinstance(asked.body, dict):
        raise Fault(400, "a journeyProgress is a JSON object")
    return asked.body


def _own_id(world: ServerState, key: AccessKey, body: JSON) -> str:
    """The id that the progress in ``body`` would have in ``world`` if events had begun it; ``key`` asks."""
    journey = journeys.editable(world, key, str(body.get("journey")))
    progress = Progress(owner=_owner(body.get("owner")))
    return str(owner_record(world.lives[journey.id].plan, progress)["_id"])


def _write(world: ServerState, key: AccessKey, id: str, body: JSON) -> JSON:
    journey = journeys.editable(world, key, str(body.get("journey")))
    number, whose = number_of(id), _owner(body.get("owner"))
    before = world.progress.get(number)
    fields = body | {"_id": id.lower(), "journey": journey.id}
    kept = KeptProgress(journey=journey.id, owner=whose, since=before.since if before else 0, fields=fields)
    world.progress.put(number, kept)
    note_document(world, id.lower(), kept)
    return models(world, key).get(id.lower())


def _owner(owner: object) -> str:
    """An owner of the wire as the engine has it. Raises Fault."""
    named = cast(JSON, owner) if isinstance(owner, dict) else {}
    ident = named.get("ident")
    persona = named.get("trackBy") in ("persona", "person")
    document = {"statement": {"actor": ident}} | ({"personaIdentifier": ident} if persona else {})
    if isinstance(ident, dict) and call_owner(ident) is not None:
        document = ident
    event = Event(id="", ref="", time=0, stored=0, document=document)
    whose = owner_of(event, "persona" if persona else "actor")
    if whose is None:
        hint = '{"trackBy": "actor", "ident": {"mbox": "mailto:…"}}'
        raise Fault(400, Trouble(f"an owner is an object such as {hint}", "$.owner"))
    return whose
