"""Random mongo queries and documents: few names, odd types, arrays above all, so that they meet often."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeAlias

from hypothesis import strategies as st

from engine.conditions.mongo import Regex, problems

Query: TypeAlias = dict[str, object]

NAMES = ("a", "b", "0", "1")
PATTERNS = ("^x", "y$", "x", "^xy$", "[xy]+", "X", "x.y", "^$", "(?i)Y")
TYPES = (
    "number",
    "int",
    "long",
    "double",
    "string",
    "bool",
    "null",
    "object",
    "array",
    "date",
    "regex",
    16,
    2,
)
DECIMALS = (Decimal(1), Decimal("0.5"), Decimal("NaN"))
MOMENT = datetime(2017, 9, 20, 9, 55, 50, 310_000, UTC)

names = st.sampled_from(NAMES)
numbers = st.sampled_from((0, 1, 2, -1, 1.0, 0.5, -2.5, 3_000_000_000, 2**70, math.nan, math.inf, *DECIMALS))
texts = st.sampled_from(("", "x", "y", "xy", "x\n", "X", "1", "2017-09-20", "2017-09-20T09:55:50.310Z"))
scalars = st.one_of(st.none(), st.booleans(), numbers, texts, st.just(MOMENT), st.just(Regex("^x")))
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
documents = st.dictionaries(names, values, max_size=3)
paths = st.lists(names, min_size=1, max_size=3).map(".".join)

regexes = st.builds(
    lambda pattern, options: {"$regularExpression": {"pattern": pattern, "options": options}},
    st.sampled_from(PATTERNS),
    st.sampled_from(("", "i", "m", "s", "x", "im")),
)
dates = st.sampled_from(({"$date": "2017-09-20T09:55:50.310Z"}, {"$dte": "2017-09-20"}, {"$date": 1}))
literals = values | dates | st.just({"$numberLong": "1"})
members = st.lists(literals | regexes, max_size=3)


def _one(operator: str, operands: st.SearchStrategy[object]) -> st.SearchStrategy[Query]:
    return operands.map(lambda operand: {operator: operand})


def _expressions(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    """Operators under a path; `inner` are the queries inside `$elemMatch`."""
    simple = st.one_of(
        *(_one(operator, literals) for operator in ("$eq", "$ne", "$gt", "$gte", "$lt", "$lte")),
        _one("$in", members),
        _one("$nin", members),
        _one("$all", members),
        _one("$exists", st.sampled_from((True, False, 0, 1, None))),
        _one("$type", st.sampled_from(TYPES) | st.lists(st.sampled_from(TYPES), min_size=1, max_size=2)),
        _one("$size", st.integers(0, 3)),
        _one("$mod", st.tuples(st.sampled_from((2, -2, 3, 2.5)), st.sampled_from((0, 1, -1))).map(list)),
        st.builds(
            lambda pattern, options: {"$regex": pattern, "$options": options},
            st.sampled_from(PATTERNS),
            st.sampled_from(("", "i", "m", "s")),
        ),
    )
    several = st.lists(simple, min_size=1, max_size=2).map(
        lambda parts: {operator: operand for part in parts for operator, operand in part.items()}
    )
    elements = _one("$elemMatch", several | inner)
    return st.one_of(
        several,
        elements,
        _one("$all", st.lists(elements, min_size=1, max_size=2)),
        _one("$not", several | elements | regexes),
    )


sides = st.one_of(
    paths.map("${}".format), scalars, dates, st.builds(lambda value: {"$literal": value}, literals)
)
comparisons = st.builds(
    lambda operator, *sides: {"$expr": {operator: list(sides)}},
    st.sampled_from(("$eq", "$ne", "$gt", "$gte", "$lt", "$lte")),
    sides,
    sides,
)


def _queries(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    fields = st.dictionaries(paths, _expressions(inner) | literals | regexes, max_size=2)
    groups = st.builds(
        lambda operator, parts: {operator: parts},
        st.sampled_from(("$and", "$or", "$nor")),
        st.lists(inner, min_size=1, max_size=3),
    )
    return fields | groups | comparisons | st.builds(lambda group, field: group | field, groups, fields)


queries = st.recursive(st.dictionaries(paths, literals, max_size=2), _queries, max_leaves=4).filter(
    lambda query: not problems(query)
)
