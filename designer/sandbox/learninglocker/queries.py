"""Query strings of the REST and the connection interface: conditions, orders, fields.

A condition means what it means in a journey: the engine reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cmp_to_key
from typing import Any, Final, TypeAlias

from designer.sandbox.faults import Fault, invalid
from engine.conditions import ConditionError, InvalidCondition, mongo
from engine.conditions.mongo.values import compare
from engine.finding import InvalidJourney
from engine.typed_json import parse_json

JSON: TypeAlias = dict[str, Any]
Holds: TypeAlias = Callable[[JSON], bool]

DATES: Final = mongo.LEARNING_LOCKER_DATES | {"createdAt", "updatedAt", "startedAt", "completedAt"}
"""Fields that the server keeps as dates."""

_BY_ID: Final = ("_id", 1)
_BY_ID_DOWN: Final = ("_id", -1)


class SortOrder:
    """A way to sort: paths and directions, always ending with the id, so that no two models are equal."""

    def __init__(self, fields: Sequence[tuple[str, int]]) -> None:
        self.fields = tuple(fields) if "_id" in dict(fields) else (*fields, _BY_ID)
        self.key = cmp_to_key(self._compare)

    @property
    def by_id(self) -> bool:
        """Tell whether it is the order in which ids are kept, or the other way round."""
        return self.fields in ((_BY_ID,), (_BY_ID_DOWN,))

    @property
    def is_down(self) -> bool:
        """Tell whether the greatest come first, by the first field."""
        return self.fields[0][1] < 0

    def values(self, model: Mapping[str, Any]) -> tuple[object, ...]:
        """Return what a model is sorted by."""
        return tuple(at(model, path) for path, _ in self.fields)

    def _compare(self, one: Sequence[object], other: Sequence[object]) -> int:
        for (_, direction), left, right in zip(self.fields, one, other, strict=True):
            if result := compare(left, right):
                return direction * result
        return 0


def at(model: object, path: str) -> object:
    """Return what is at a path of names joined with dots; None if there is nothing."""
    for name in path.split("."):
        model = model.get(name) if isinstance(model, dict) else None
    return model


def condition(*texts: str) -> Holds:
    """A function that tells whether a model satisfies all conditions that are given; an empty text is none."""
    queries = [_query(text) for text in texts if text]
    if not queries:
        return lambda model: True
    holds = mongo.compile_query(queries[0] if len(queries) == 1 else {"$and": queries}, DATES)

    def careful(model: JSON) -> bool:
        try:
            return holds(model)
        except ConditionError as error:
            raise Fault(400, str(error)) from None

    return careful


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
    chosen = _chosen(text)
    wanted = {name for name, on in chosen.items() if on}
    unwanted = {name for name, on in chosen.items() if not on}
    if wanted:
        wanted = (wanted | {"_id"}) - unwanted
        return lambda model: {key: value for key, value in model.items() if key in wanted}
    return lambda model: {key: value for key, value in model.items() if key not in unwanted}


def _chosen(text: str) -> dict[str, bool]:
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
