"""Reading many models: the REST interface's lists and counts, the connection interface's pages."""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from designer.sandbox.faults import Fault
from designer.sandbox.learninglocker.queries import Holds, SortOrder, condition, order, projection
from designer.sandbox.persistence import JSON

_MOST = 1_000_000_000
Whole = Annotated[int, Meta(ge=0, le=_MOST)]


class ModelReading:
    """Models by id, each read when it is looked at. ``ids`` are sorted. ``hidden`` fields are answered if asked for."""

    def __init__(
        self,
        find: Callable[[str], JSON | None],
        ids: Sequence[str],
        hidden: Iterable[str] = (),
    ) -> None:
        self.find = find
        self.ids = ids
        self._hidden = frozenset(hidden)

    def get(self, id: str) -> JSON:
        """One of those that are there."""
        model = self.find(id)
        assert model is not None
        return model

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


class Counting(Struct, frozen=True):
    """The parameters of a count."""

    query: Annotated[str, Meta(description="A mongo query, as JSON.")] = ""
    filter: Annotated[str, Meta(description="The same as query.")] = ""


class Paging(Struct, frozen=True):
    """The connection interface's parameters."""

    filter: Annotated[str, Meta(description="A mongo query, as JSON.")] = ""
    sort: Annotated[str, Meta(description='Such as {"createdAt":-1}, as JSON.')] = ""
    project: Annotated[str, Meta(description='Such as {"description":1}, as JSON.')] = ""
    hint: Annotated[str, Meta(description="Ignored: there is no index to choose.")] = ""
    first: Whole | None = None
    last: Whole | None = None
    after: Annotated[str, Meta(description="A cursor: what comes behind it.")] = ""
    before: Annotated[str, Meta(description="A cursor: what comes before it.")] = ""


DEFAULT_PAGE = 10


def listed(reading: ModelReading, asked: ModelListing) -> list[JSON]:
    """The REST interface's list of the models that ``reading`` reads, as ``asked``."""
    rows = _Rows(reading, condition(asked.query, asked.filter), order(asked.sort))
    end = asked.skip + asked.limit if asked.limit else None
    chosen = reading.shown(asked.select)
    return [chosen(model) for model in islice(rows.forward(0), asked.skip, end)]


def counted(reading: ModelReading, asked: Counting) -> int:
    if not asked.query and not asked.filter:
        return len(reading.ids)
    rows = _Rows(reading, condition(asked.query, asked.filter), order(""))
    return sum(1 for _ in rows.forward(0))


def paged(reading: ModelReading, asked: Paging) -> JSON:
    """The connection interface's page of ``reading`` as ``asked``: forward from ``after``, or backward from
    ``before`` if ``last`` is given.
    """
    if asked.first is not None and asked.last is not None:
        raise Fault(400, "first and last cannot both be given: a page is read in one direction")
    rows = _Rows(reading, condition(asked.filter), order(asked.sort))
    start, end = rows.behind(asked.after), rows.ahead_of(asked.before)
    backward = asked.last is not None
    size = asked.last if asked.last is not None else DEFAULT_PAGE if asked.first is None else asked.first
    found = list(islice(rows.backward(start, end) if backward else rows.forward(start, end), size + 1))
    more, page = len(found) > size, found[:size]
    if backward:
        page.reverse()
    chosen = reading.shown(asked.project)
    edges = [{"cursor": rows.cursor(model), "node": chosen(model)} for model in page]
    return {
        "edges": edges,
        "pageInfo": {
            "hasNextPage": rows.any_forward(end) if backward else more,
            "hasPreviousPage": more if backward else rows.any_backward(start),
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        },
    }


class _Rows:
    """Models that satisfy a condition, in an order. In the order of ids, none is read before it is needed."""

    def __init__(self, reading: ModelReading, holds: Holds, order: SortOrder) -> None:
        self._order = order
        self._holds = holds
        self._get = reading.get
        self._ids = reading.ids[::-1] if order.by_id and order.is_down else reading.ids
        if not order.by_id:
            models = filter(holds, map(reading.get, reading.ids))
            self._sorted = sorted(models, key=lambda model: order.key(order.values(model)))
            self._holds = lambda model: True

    def __len__(self) -> int:
        return len(self._ids) if self._order.by_id else len(self._sorted)

    def __getitem__(self, index: int) -> JSON:
        return self._get(self._ids[index]) if self._order.by_id else self._sorted[index]

    def forward(self, start: int, end: int | None = None) -> Iterator[JSON]:
        return filter(self._holds, (self[index] for index in range(start, len(self) if end is None else end)))

    def backward(self, start: int, end: int | None = None) -> Iterator[JSON]:
        indexes = range((len(self) if end is None else end) - 1, start - 1, -1)
        return filter(self._holds, (self[index] for index in indexes))

    def any_forward(self, start: int) -> bool:
        return any(True for _ in self.forward(start))

    def any_backward(self, end: int) -> bool:
        return any(True for _ in self.backward(0, end))

    def cursor(self, model: JSON) -> str:
        """Opaque to clients: what the model is sorted by."""
        return base64.b64encode(msgspec.json.encode(self._order.values(model))).decode()

    def behind(self, cursor: str) -> int:
        """The position of the first that comes behind a cursor; without one, of the first of all."""
        return self._position(cursor, bisect_right) if cursor else 0

    def ahead_of(self, cursor: str) -> int:
        return self._position(cursor, bisect_left) if cursor else len(self)

    def _position(self, cursor: str, bisect: Callable[..., int]) -> int:
        values = self._values(cursor)
        if self._order.by_id:
            return bisect(self._ids, self._order.key(values), key=lambda id: self._order.key((id,)))
        return bisect(
            self._sorted, self._order.key(values), key=lambda each: self._order.key(self._order.values(each))
        )

    def _values(self, cursor: str) -> list[Any]:
        try:
            values: list[Any] = msgspec.json.decode(base64.b64decode(cursor, validate=True), type=list)
        except (binascii.Error, ValueError, msgspec.MsgspecError):
            values = []
        wrong = self._order.by_id and not all(isinstance(value, str) for value in values)
        if wrong or len(values) != len(self._order.fields):
            raise Fault(400, f"{cursor[:40]!r} is no cursor of this order")
        return values
