"""The operations of Learning Locker's side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from designer.sandbox.asked import Act, Answer, Asked, Route
from designer.sandbox.faults import Fault
from designer.sandbox.keys import Key
from designer.sandbox.learninglocker import journeys, progress, recalculate, wire, xapi
from designer.sandbox.learninglocker.models import Counting, Listing, Paging, Reading, counted, listed, paged
from designer.sandbox.learninglocker.statements import Statement
from designer.sandbox.world import World

Models: TypeAlias = Callable[[World, Key], Reading]


def statements(world: World, key: Key) -> Reading:
    """The statement documents."""
    if not key.may(*xapi.READ):
        raise Fault(403, f"the client lacks the scope {xapi.READ[-1]}")
    return Reading({}, world.arrivals.refs, world.arrivals.statement)


def _lists(models: Models) -> Act:
    def act(world: World, asked: Asked[Listing]) -> Answer:
        return Answer(body=listed(models(world, asked.key), asked.query))

    return act


def _counts(models: Models) -> Act:
    def act(world: World, asked: Asked[Counting]) -> Answer:
        return Answer(body={"count": counted(models(world, asked.key), asked.query)})

    return act


def _pages(models: Models) -> Act:
    def act(world: World, asked: Asked[Paging]) -> Answer:
        return Answer(body=paged(models(world, asked.key), asked.query))

    return act


def _reads(models: Models) -> Act:
    def act(world: World, asked: Asked[object]) -> Answer:
        reading, id = models(world, asked.key), asked.path["id"]
        model = reading.find(id)
        if model is None:
            raise Fault(404, f"there is none with the _id {id[:40]!r}")
        return Answer(body=reading.shown()(model))

    return act


def _readable(name: str, models: Models, type: Any, read: Act | None = None) -> Iterator[Route]:
    """How every model is read."""
    at, titled = f"/api/v2/{name}", name[0].upper() + name[1:]
    yield _route(
        f"count{titled}",
        "GET",
        f"{at}/count",
        _counts(models),
        "How many there are",
        {200: wire.Count},
        query=Counting,
    )
    yield _route(
        f"list{titled}",
        "GET",
        at,
        _lists(models),
        "Those that satisfy a query",
        {200: list[type]},
        query=Listing,
    )
    yield _route(f"get{titled}", "GET", at + "/{id}", read or _reads(models), "One by its _id", {200: type})
    yield _route(
        f"page{titled}",
        "GET",
        f"/api/connection/{name}",
        _pages(models),
        "A page, forward or backward",
        {200: wire.Page},
        query=Paging,
    )


def _writable(name: str, module: Any, type: Any) -> Iterator[Route]:
    """How journeys and progress are written."""
    at, one, titled = f"/api/v2/{name}", f"/api/v2/{name}/{{id}}", name[0].upper() + name[1:]
    yield _route(f"create{titled}", "POST", at, module.create, "Create", {201: type}, body=type)
    yield _route(f"put{titled}", "PUT", one, module.put, "Create or overwrite", {200: type}, body=type)
    yield _route(f"overwrite{titled}", "POST", one, module.put, "Create or overwrite", {200: type}, body=type)
    yield _route(
        f"change{titled}", "PATCH", one, module.patch, "Change some fields", {200: type}, body=dict[str, Any]
    )
    yield _route(f"delete{titled}", "DELETE", one, module.remove, "Delete", {204: None})


def _route(
    id: str, method: str, path: str, act: Act, tells: str, answers: dict[int, Any], **more: Any
) -> Route:
    return Route(
        id=id, method=method, path=path, act=act, tells=tells, kind="learninglocker", answers=answers, **more
    )


def _xapi() -> Iterator[Route]:
    at, spoken = "/data/xAPI/statements", (xapi.VERSION,)
    sent = Statement | list[Statement]
    yield _route(
        "postStatements",
        "POST",
        at,
        xapi.post,
        "Send statements",
        {200: list[str]},
        body=sent,
        headers=spoken,
    )
    yield _route(
        "putStatement",
        "PUT",
        at,
        xapi.put,
        "Send a statement",
        {204: None},
        body=Statement,
        query=xapi.Named,
        headers=spoken,
    )
    yield _route(
        "getStatements",
        "GET",
        at,
        xapi.get,
        "Read statements",
        {200: wire.StatementPage},
        query=xapi.Wanted,
        headers=spoken,
    )


def _recalculation() -> Route:
    return _route(
        "recalculateJourney",
        "POST",
        "/api/recalculatejourney",
        recalculate.start,
        "Compute all progress in a journey anew, from everything that ever arrived",
        {200: wire.Journey},
        query=recalculate.Which,
    )


ROUTES: Final[tuple[Route, ...]] = (
    *_readable("journey", journeys.models, wire.Journey, journeys.read),
    *_writable("journey", journeys, wire.Journey),
    *_readable("journeyprogress", progress.models, wire.JourneyProgress),
    *_writable("journeyprogress", progress, wire.JourneyProgress),
    *_readable("statement", statements, wire.StatementDocument),
    _recalculation(),
    *_xapi(),
)
"""``journeyProgress`` may be written so too (``designer.sandbox.app``)."""
