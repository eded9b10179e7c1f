"""What is claimed to be certain holds on random conditions, documents and lives."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from scenario import design, entry, exit_, track, walked
from strategies import lives

from engine.check import check
from engine.check.logic import implies, impossible
from engine.conditions.mongo.closures import compile_tree
from engine.conditions.mongo.parse import parse
from engine.events import from_document
from engine.journey import Journey
from engine.plan import Plan
from engine.report import steps, totals
from engine.simulate import simulate

relaxed = settings(deadline=None, max_examples=80)

LIST, ONE = "properties.x", "statement.verb.id"  # a path that may hold a list, and one that never does
scalars = st.sampled_from((None, True, 0, 1, 1.0, 2, "a", "b"))
numbers = st.sampled_from((0, 1, 2))
tests = st.one_of(
    scalars,
    st.builds(lambda value: {"$ne": value}, scalars),
    st.builds(lambda values: {"$in": values}, st.lists(scalars, max_size=3)),
    st.builds(lambda values: {"$nin": values}, st.lists(scalars, max_size=2)),
    st.builds(lambda values: {"$all": values}, st.lists(scalars, max_size=2)),
    st.builds(
        lambda operator, bound: {operator: bound}, st.sampled_from(("$gt", "$gte", "$lt", "$lte")), scalars
    ),
    st.builds(lambda low, high: {"$gte": low, "$lt": high}, numbers, numbers),
    st.builds(lambda wanted: {"$exists": wanted}, st.booleans()),
    st.sampled_from(({"$regex": "a"}, {"$type": "string"}, {"$size": 1}, {"$not": {"$gt": 1}})),
)
clauses = st.builds(lambda path, test: {path: test}, st.sampled_from((LIST, ONE)), tests)
queries = st.recursive(
    clauses,
    lambda inner: st.builds(
        lambda operator, parts: {operator: parts},
        st.sampled_from(("$and", "$or", "$nor")),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=4,
)
VALUES = (None, True, 0, 1, 1.5, 2, "a", "b")
LISTS: tuple[list[object], ...] = ([], [1], [0, 2], ["a", None])
DOCUMENTS = [
    {"statement": {"verb": verb}, "properties": properties}
    for verb in ({}, *({"id": value} for value in VALUES))
    for properties in ({}, *({"x": value} for value in (*VALUES, *LISTS)))
]
"""One value or none at the one path; anything at the other."""


@relaxed
@given(st.lists(queries, min_size=6, max_size=6))
@example([{LIST: 1}, {LIST: True}])
@example([{LIST: {"$gt": None}}, {LIST: {"$exists": True}}])
def test_what_is_implied_holds_wherever_the_other_does(several: list[dict[str, Any]]) -> None:
    for one, other in permutations(map(parse, several), 2):
        if implies(one, other):
            holds, follows = compile_tree(one), compile_tree(other)
            assert all(follows(document) for document in DOCUMENTS if holds(document))


@relaxed
@given(queries, queries)
def test_a_condition_implies_itself_and_each_of_its_alternatives(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert implies(parse(one), parse(one))
    assert implies(parse(one), parse({"$or": [other, one]}))
    assert implies(parse({"$and": [other, one]}), parse(one))


@relaxed
@given(queries)
@example({ONE: {"$eq": None, "$gte": None}})
def test_what_is_impossible_never_happens(query: dict[str, Any]) -> None:
    tree = parse(query)
    if impossible(tree):
        assert not any(map(compile_tree(tree), DOCUMENTS))


@settings(deadline=None, max_examples=50)
@given(lives())
def test_no_life_contradicts_a_finding(life: tuple[Journey, list[dict[str, Any]]]) -> None:
    journey, history = life
    simulated = simulate(Plan(journey), map(from_document, history))
    entered = steps(simulated)
    for finding in check(journey):
        if finding.code == "unreachable-step":
            assert finding.step is not None
            assert entered[finding.step]["entered"] == 0
        elif finding.code == "never-starts":
            assert totals(simulated.owners)["entered"] == 0
        elif finding.code == "no-completing-exit":
            assert totals(simulated.owners)["completed"] == 0


# Segment's language

_VALUES = ("1", "2", "'1'", "true", "'a'")
_COUNTS = st.builds(
    "event('A').{} {} {}".format,
    st.sampled_from(("count()", "count()", "sum(property('x'))", "unique(property('x')).count()")),
    st.sampled_from((">=", "<=", "=", "<", ">")),
    st.integers(0, 3),
)
_PROPERTIES = st.builds("property('x') {} {}".format, st.sampled_from(("=", "!=")), st.sampled_from(_VALUES))
_WHERES = st.lists(_PROPERTIES, min_size=1, max_size=2).flatmap(
    lambda parts: st.sampled_from((" and ", " or ")).map(
        lambda joint: f"event('A').where({joint.join(parts)}).count() >= 1"
    )
)
_TEXTS = st.lists(_COUNTS | _WHERES, min_size=1, max_size=2).flatmap(
    lambda parts: st.sampled_from((" and ", " or ")).map(lambda joint: joint.join(parts))
)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(_TEXTS, st.lists(st.sampled_from((1, 2, "1", True, "a", [1, 2], None)), max_size=4))
def test_no_history_contradicts_that_nothing_satisfies_an_expression(text: str, values: list[object]) -> None:
    journey = design({"start": entry(text), "done": exit_()}, "start>done")
    if any(each.code == "never-matches" for each in check(journey)):
        told = [track(number, "A", x=value) for number, value in enumerate(values)]
        assert walked(journey, *told) == []
