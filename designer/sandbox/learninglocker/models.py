"""Reading many models: the REST interface's lists and counts, the connection interface's pages."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from designer.sandbox.faults import Fault
from designer.sandbox.learninglocker.model_rows import ModelRows, Place
from designer.sandbox.learninglocker.queries import SortOrder, condition, order, projection
from designer.sandbox.persistence import JSON
from engine.conditions import ConditionError

_MOST = 1_000_000_000
Whole = Annotated[int, Meta(ge=0, le=_MOST)]
DEFAULT_PAGE = 10


class ModelReading:
    """Models that may be read: one by its id (``find``), and those that satisfy a condition, in an order (``rows``).

    ``hidden`` fields are answered if asked for.
    """

    def __init__(
        self,
        find: Callable[[str], JSON | None],
        rows: Callable[[JSON, SortOrder], ModelRows],
        hidden: Iterable[str] = (),
    ) -> None:
        self.find = find
        self._rows = rows
        self._hidden = frozenset(hidden)

    def get(self, id: str) -> JSON:
        """One of those that are there."""
        model = self.find(id)
        assert model is not None
        return model

    def rows(self, condition: JSON, order: SortOrder) -> ModelRows:
        """The models that satisfy ``condition``, in ``order``. Raises Fault (400)."""
        try:
            return self._rows(condition, order)
        except ConditionError as error:
            raise Fault(400, str(error)) from None

    def shown(self, text: str = "") -> Callable[[JSON], JSON]:
        """Return what is answered of a model: what a projection says, else all but what is hidden."""
        if text.strip() or not self._hidden:
            return projection(text)
        return lambda model: {key: value for key, value in model.items() if key not in self._hidden}


class ModelListing(Struct, frozen=True):
    """The REST interface's parameters. ``filter`` is another word for ``query``; both must hold."""

    query: Annotated[str, Meta(description="A mongo query, as JSON.")] = ""
    filter: Annotated[str, Meta(description="The same as query.")] = ""
    sort: Annotated[str, Meta(description="Fields joined with spaces, -field for descending; or JSON.")] = ""
    select: Annotated[str, Meta(description="Fields to answer, or -field for all others; or JSON.")] = ""
    skip: Whole = 0
    limit: Annotated[int, Meta(ge=0, le=_MOST, description="0: all of them, as MongoDB has it.")] = 0


class CountQuery(Struct, frozen=True):
    """The parameters of a count."""

    query: Annotated[str, Meta(description="A mongo query, as JSON.")] = ""
    filter: Annotated[str, Meta(description="The same as query.")] = ""


class PageQuery(Struct, frozen=True):
    """The connection interface's parameters."""

    filter: Annotated[str, Meta(description="A mongo query, as JSON.")] = ""
    sort: Annotated[str, Meta(description='Such as {"createdAt":-1}, as JSON.')] = ""
    project: Annotated[str, Meta(description='Such as {"description":1}, as JSON.')] = ""
    hint: Annotated[str, Meta(description="Ignored: there is no index to choose.")] = ""
    first: Whole | None = None
    last: Whole | None = None
    after: Annotated[str, Meta(description="A cursor: what comes behind it.")] = ""
    before: Annotated[str, Meta(description="A cursor: what comes before it.")] = ""


def listed(reading: ModelReading, asked: ModelListing) -> list[JSON]:
    """The REST interface's list of the models that ``reading`` reads, as ``asked``."""
    rows = reading.rows(condition(asked.query, asked.filter), order(asked.sort))
    chosen = reading.shown(asked.select)
    return [chosen(model) for model in _part(rows, asked.skip, asked.limit or _MOST)]


def _part(rows: ModelRows, skip: int, limit: int) -> Iterator[JSON]:
    """Those behind the first ``skip``, ``limit`` at most; from the nearer end."""
    behind = len(rows) - skip - limit
    if behind >= skip or (behind <= 0 and skip < len(rows) // 2):
        return islice(rows.read(skip=skip), limit)
    size = min(limit, max(len(rows) - skip, 0))
    return reversed(list(islice(rows.read(back=True, skip=max(behind, 0)), size)))


def counted(reading: ModelReading, asked: CountQuery) -> int:
    return len(reading.rows(condition(asked.query, asked.filter), order("")))


def paged(reading: ModelReading, asked: PageQuery) -> JSON:
    """The connection interface's page of ``reading`` as ``asked``: forward from ``after``, or backward from
    ``before`` if ``last`` is given.
    """
    if asked.first is not None and asked.last is not None:
        raise Fault(400, "first and last cannot both be given: a page is read in one direction")
    by = order(asked.sort)
    rows = reading.rows(condition(asked.filter), by)
    start, end = _place(by, asked.after), _place(by, asked.before)
    is_backward = asked.last is not None
    size = asked.last if asked.last is not None else DEFAULT_PAGE if asked.first is None else asked.first
    first, last = (end, start) if is_backward else (start, end)
    found = list(islice(rows.read(first, last, back=is_backward), size + 1))
    more, page = len(found) > size, found[:size]
    others = first is not None and any(True for _ in rows.read(first, at_place=True, back=not is_backward))
    if is_backward:
        page.reverse()
    chosen = reading.shown(asked.project)
    edges = [{"cursor": cursor(by, model), "node": chosen(model)} for model in page]
    return {
        "edges": edges,
        "pageInfo": {
            "hasNextPage": others if is_backward else more,
            "hasPreviousPage": more if is_backward else others,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        },
    }


def cursor(by: SortOrder, model: JSON) -> str:
    """Opaque to clients: what the model is sorted by."""
    return base64.b64encode(msgspec.json.encode(by.values(model))).decode()


def _place(by: SortOrder, text: str) -> Place | None:
    """The values in a cursor of the order ``by``; None without one. Raises Fault (400)."""
    if not text:
        return None
    try:
        values: list[Any] = msgspec.json.decode(base64.b64decode(text, validate=True), type=list)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        values = []
    is_wrong = by.by_id and not all(isinstance(value, str) for value in values)
    if is_wrong or len(values) != len(by.fields):
        raise Fault(400, f"{text[:40]!r} is no cursor of this order")
    return values
