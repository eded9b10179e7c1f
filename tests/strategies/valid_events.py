"""Valid events, made from the schema of each shape; and conditions that meet them, or just miss."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from engine.schema import SHAPES, Schema

_SCALARS = st.sampled_from((0, 1, 0.8, "a", "0.8", True, 80, "passed"))
_FORMATS = {
    "": ("a", "passed", "0.8", "true"),
    "iri": ("http://a.org/1", "http://a.org/2"),
    "verb": ("http://adlnet.gov/expapi/verbs/passed", "http://a.org/1"),
    "activity-type": ("http://adlnet.gov/expapi/activities/course",),
    "iri or uuid": ("http://a.org/1", "d0d27c01-2185-4f81-81c2-99af3326b86b"),
    "uuid": ("d0d27c01-2185-4f81-81c2-99af3326b86b",),
    "mailto": ("mailto:anna@example.org",),
    "sha1": ("0" * 40,),
    "duration": ("PT1H",),
}
_NUMBERS = (0, 1, 0.8, -1, 80)
_PATHS = (
    "statement.verb.id",
    "statement.verb",
    "verb.id",
    "statement.result.score.scaled",
    "statement.result.score.raw",
    "statement.result.score",
    "statement.result.success",
    "statement.object.id",
    "statement.object.objectType",
    "statement.context.contextActivities.category",
    "statement.context.contextActivities.category.id",
    "statement.actor.mbox",
    "statement.actor.member",
    "timestamp",
    "event",
    "type",
    "properties.a",
    "traits.a",
    "userId",
    "foo.bar",
)
_LITERALS = st.sampled_from(
    (
        *_NUMBERS, "0.8", "passed", "http://a.org/1", "http://adlnet.gov/expapi/verbs/passed", "Activity", "track",
        "a", True, None, "2026-01-01T00:00:00Z", [], ["a"], {"id": "http://a.org/1"},
    )
)  # fmt: skip


def _values(schema: Schema, deep: int) -> st.SearchStrategy[Any]:
    if schema.anything:
        return _SCALARS | st.fixed_dictionaries({}, optional={"a": _SCALARS})
    kinds = {
        "string": lambda: st.sampled_from(schema.enum or _FORMATS[schema.format]),
        "number": lambda: st.sampled_from(
            [each for each in _NUMBERS if (schema.maximum is None or each <= schema.maximum)]
        ),
        "boolean": st.booleans,
        "date": lambda: st.just("2026-01-01T00:00:00Z"),
        "array": lambda: (
            st.lists(_values(schema.items, deep + 1), max_size=2) if schema.items else st.just([])
        ),
        "object": lambda: _objects(schema, deep + 1),
    }
    return st.one_of(*(kinds[kind]() for kind in sorted(schema.kinds)))


def _objects(schema: Schema, deep: int) -> st.SearchStrategy[Any]:
    if deep > 5:
        return st.just({})
    wanted = {part for path in _PATHS for part in path.split(".")}
    fields = {name: _values(each, deep) for name, each in schema.fields.items() if name in wanted}
    return st.fixed_dictionaries({}, optional=fields)


events = st.one_of(*(_objects(schema, 0) for schema in SHAPES.values()))
"""Documents of every shape."""

_TESTS = st.one_of(
    _LITERALS,
    *(
        _LITERALS.map(lambda value, operator=operator: {operator: value})
        for operator in ("$gt", "$gte", "$lt", "$lte", "$ne")
    ),
    st.lists(_LITERALS, max_size=2).map(lambda values: {"$in": values}),
    st.sampled_from(
        ({"$exists": True}, {"$exists": False}, {"$size": 1}, {"$type": "string"}, {"$regex": "passed"})
    ),
    st.just({"$elemMatch": {"id": "http://a.org/1"}}),
)
_CLAUSES = st.dictionaries(st.sampled_from(_PATHS), _TESTS, min_size=1, max_size=2)

slippery_conditions = st.recursive(
    _CLAUSES,
    lambda inner: st.builds(
        lambda operator, parts: {operator: parts},
        st.sampled_from(("$and", "$or", "$nor")),
        st.lists(inner, min_size=1, max_size=2),
    ),
    max_leaves=3,
)
