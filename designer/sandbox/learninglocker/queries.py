"""Query strings of the REST and the connection interface: conditions, orders, fields.

A condition means what it means in a journey: the engine reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cmp_to_key
from typing import Any, Final, TypeAlias

from designer.sandbox.faults import Fault, invalid
from designer.sandbox.persistence import DATES
from engine.conditions import InvalidCondition, mongo
from engine.conditions.mongo.dates import as_instant, own_path
from engine.conditions.mongo.values import compare
from engine.finding import InvalidJourney
from engine.typed_json import parse_json
from store.index.value_keys import value_at

JSON: TypeAlias = dict[str, Any]

_BY_ID: Final = ("_id", 1)
_BY_ID_DOWN: Final = ("_id", -1)


class SortOrder:
    """A way to sort: paths and directions, always ending with the id, so that no two models are equal. Dates are sorted
    as such.
    """

    def __init__(self, fields: Sequence[tuple[str, int]]) -> None:
        own = [(own_path(path, DATES), direction) for path, direction in fields]
        self.fields = tuple(own) if "_id" in dict(own) else (*own, _BY_ID)
        self.key = cmp_to_key(self._compare)

    @property
    def by_id(self) -> bool:
        """Tell whether it is the order in which ids are kept, or the other way round."""
        return self.fields in ((_BY_ID,), (_BY_ID_DOWN,))

    def values(self, model: Mapping[str, Any]) -> tuple[object, ...]:
        """Return what a model is sorted by."""
        return tuple(value_at(model, path) for path, _ in self.fields)

    def _compare(self, one: Sequence[object], other: Sequence[object]) -> int:
        for (path, direction), left, right in zip(self.fields, one, other, strict=True):
            if path in DATES:
                left, right = as_instant(left), as_instant(right)
            if result := compare(left, right):
                return direction * result
        return 0


def condition(*texts: str) -> JSON:
    """The condition that says all that is given; an empty text says nothing. Raises Fault (400)."""
    queries = [_query(text) for text in texts if text]
    return queries[0] if len(queries) == 1 else {"$and": queries} if queries else {}


def _query(text: str) -> JSON:
    query = document(text, "the condition")
    try:
        mongo.compile_query(query, DATES)
    except InvalidCondition as error:
        raise invalid(400, error.problems) from None
    return query


def order(text: str) -> SortOrder:
    """``{"createdAt":-1}`` as the connection interface has it, or ``-createdAt name`` as REST has it."""
    if not text.strip().startswith("{"):
        names = re.split(r"[\s,]+", text.strip()) if text.strip() else []
        return SortOrder([(name.lstrip("-+"), -1 if name.startswith("-") else 1) for name in names])
    fields = document(text, "the order")
    if wrong := [name for name, direction in fields.items() if direction not in (1, -1)]:
        raise Fault(400, f"the order of {wrong[0]!r} is neither 1 nor -1")
    return SortOrder([(name, int(direction)) for name, direction in fields.items()])


def projection(text: str) -> Callable[[JSON], JSON]:
    """``{"name":1}``, ``{"name":0}``, or ``name -waypoints``: what is answered of a model. Whole if empty."""
    chosen = _projection_fields(text)
    wanted = {name for name, on in chosen.items() if on}
    unwanted = {name for name, on in chosen.items() if not on}
    if wanted:
        wanted = (wanted | {"_id"}) - unwanted
        return lambda model: {key: value for key, value in model.items() if key in wanted}
    return lambda model: {key: value for key, value in model.items() if key not in unwanted}


def _projection_fields(text: str) -> dict[str, bool]:
    if text.strip().startswith("{"):
        return {name: bool(on) for name, on in document(text, "the projection").items()}
    names = [name for name in re.split(r"[\s,]+", text.strip()) if name]
    return {name.lstrip("-+"): not name.startswith("-") for name in names}


def document(text: str, what: str) -> JSON:
    """The JSON object in ``text``, the parameter ``what`` of a query string."""
    try:
        value = parse_json(text)
    except InvalidJourney as error:
        raise invalid(400, error.findings) from None
    if not isinstance(value, dict):
        raise Fault(400, f"{what} is a JSON object, not {text[:40]!r}")
    return value
