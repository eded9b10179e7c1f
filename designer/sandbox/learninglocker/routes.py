"""The operations of Learning Locker's side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, TypeAlias

from msgspec import Struct

from designer.sandbox.faults import Fault
from designer.sandbox.keys import AccessKey
from designer.sandbox.learninglocker import journeys, progress, recalculate, wire
from designer.sandbox.learninglocker.model_rows import IndexRows
from designer.sandbox.learninglocker.models import (
    CountQuery,
    ModelListing,
    ModelReading,
    PageQuery,
    counted,
    listed,
    paged,
)
from designer.sandbox.operation import Act, NoParameters, OperationAnswer, OperationCall, OperationRoute
from designer.sandbox.state import ServerState
from designer.sandbox.xapi.scopes import READ, demand

Models: TypeAlias = Callable[[ServerState, AccessKey], ModelReading]


def statements(world: ServerState, key: AccessKey) -> ModelReading:
    """The statement documents in ``world`` that ``key`` may see."""
    demand(key, READ)
    index = world.statements.documents
    rows = partial(IndexRows, index, world.arrived.document, index.all())
    return ModelReading(world.arrived.statement, rows)


def _lists(models: Models) -> Act:
    def act(world: ServerState, asked: OperationCall[ModelListing]) -> OperationAnswer:
        return OperationAnswer(body=listed(models(world, asked.key), asked.query))

    return act


def _counts(models: Models) -> Act:
    def act(world: ServerState, asked: OperationCall[CountQuery]) -> OperationAnswer:
        return OperationAnswer(body={"count": counted(models(world, asked.key), asked.query)})

    return act


def _pages(models: Models) -> Act:
    def act(world: ServerState, asked: OperationCall[PageQuery]) -> OperationAnswer:
        return OperationAnswer(body=paged(models(world, asked.key), asked.query))

    return act


def _reads(models: Models) -> Act:
    def act(world: ServerState, asked: OperationCall[object]) -> OperationAnswer:
        reading, id = models(world, asked.key), asked.path["id"]
        model = reading.find(id)
        if model is None:
            raise Fault(404, f"there is none with the _id {id[:40]!r}")
        return OperationAnswer(body=reading.shown()(model))

    return act


def _readable(name: str, models: Models, kind: Any, read: Act | None = None) -> Iterator[OperationRoute]:
    """The routes by which the model ``name`` is read, of the type ``kind``: one by ``read``, many by ``models``."""
    at, one, many = f"/api/v2/{name}", f"/api/v2/{name}/{{id}}", list[kind]
    page = f"/api/connection/{name}"
    yield _get(f"{at}/count", f"count {name}", _counts(models), "How many there are", wire.Count, CountQuery)
    yield _get(at, f"list {name}", _lists(models), "Those that satisfy a query", many, ModelListing)
    yield _get(one, f"read {name}", read or _reads(models), "One by its _id", kind)
    yield _get(page, f"page {name}", _pages(models), "A page, forward or backward", wire.Page, PageQuery)


def _writable(name: str, module: Any, kind: Any) -> Iterator[OperationRoute]:
    """The routes by which the model ``name`` is written by the functions of ``module``, of the type ``kind``."""
    at, one, some = f"/api/v2/{name}", f"/api/v2/{name}/{{id}}", dict[str, Any]
    ok = {200: kind}
    yield _route("POST", at, f"add {name}", module.create, "Create", {201: kind}, body=kind)
    yield _route("PUT", one, f"put {name}", module.put, "Create or overwrite", ok, body=kind)
    yield _route("POST", one, f"overwrite {name}", module.put, "Create or overwrite", ok, body=kind)
    yield _route("PATCH", one, f"change {name}", module.patch, "Change some fields", ok, body=some)
    yield _route("DELETE", one, f"delete {name}", module.remove, "Delete", {204: None})


def _recalculation() -> OperationRoute:
    told = "Compute all progress in a journey anew, from everything that ever arrived"
    at, which = "/api/recalculatejourney", recalculate.Which
    return _route(
        "POST", at, "recalculate journey", recalculate.start, told, {200: wire.Journey}, query=which
    )


def _get(
    path: str, name: str, act: Act, tells: str, answer: Any, query: type[Struct] = NoParameters
) -> OperationRoute:
    return _route("GET", path, name, act, tells, {200: answer}, query=query)


def _route(
    method: str, path: str, name: str, act: Act, tells: str, answers: Mapping[int, Any], **more: Any
) -> OperationRoute:
    """The route for ``method`` at ``path`` to ``act``. ``name`` in words makes the operation's id: ``put journey``
    is ``putJourney``.

    ``tells`` describes it, ``answers`` has the type for each status. Segment's clients have ``createJourney`` and
    ``getJourney``; an id may be there once.
    """
    first, second = name.split()
    return OperationRoute(
        id=first + second.capitalize(),
        method=method,
        path=path,
        act=act,
        tells=tells,
        kind="learninglocker",
        answers=answers,
        **more,
    )


ROUTES: Final[tuple[OperationRoute, ...]] = (
    *_readable("journey", journeys.models, wire.Journey, journeys.read),
    *_writable("journey", journeys, wire.Journey),
    *_readable("journeyprogress", progress.models, wire.JourneyProgress),
    *_writable("journeyprogress", progress, wire.JourneyProgress),
    *_readable("statement", statements, wire.StatementDocument),
    _recalculation(),
)
"""``journeyProgress`` may be written so too (``designer.sandbox.asgi``)."""
