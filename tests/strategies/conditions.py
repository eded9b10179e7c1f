"""Random conditions in both languages, over the verbs of the world."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from engine.steps import Condition
from strategies.world import AUDIENCES, PLANS, Document, Shape, verb_id, verbs

scores = st.sampled_from((0.5, 1))


@cache
def conditions(shape: Shape) -> st.SearchStrategy[Condition]:
    """Conditions on events that are told in one shape. Calls are asked for in both languages."""
    return statement_queries() if shape == "statement" else st.one_of(call_queries(), expressions())


@cache
def statement_queries() -> st.SearchStrategy[Document]:
    verb = verbs.map(lambda verb: {"statement.verb.id": verb_id(verb)})
    return st.one_of(
        verb,
        st.tuples(verb, scores).map(
            lambda drawn: drawn[0] | {"statement.result.score.scaled": {"$gte": drawn[1]}}
        ),
        st.tuples(verbs, verbs).map(
            lambda pair: {"statement.verb.id": {"$in": [verb_id(verb) for verb in pair]}}
        ),
        st.tuples(verb, verb).map(lambda pair: {"$or": list(pair)}),
    )


@cache
def call_queries() -> st.SearchStrategy[Document]:
    call = verbs.map(lambda verb: {"type": "track", "event": verb})
    scored = st.tuples(call, scores).map(lambda drawn: drawn[0] | {"properties.score": {"$gte": drawn[1]}})
    return st.one_of(call, scored)


@cache
def expressions() -> st.SearchStrategy[str]:
    """Segment's language: one event arriving, and windows and aggregates over several."""
    return st.one_of(
        arrivals(),
        st.builds("event('{}').count() >= {}".format, verbs, st.integers(2, 3)),
        st.builds("event('{}').within({}).count() >= 2".format, verbs, st.sampled_from(("2 hours", "1 day"))),
        st.builds("event('{}').sum(property('score')) >= {}".format, verbs, scores),
        st.builds("{} AND event('{}').count() >= 1".format, arrivals(), verbs),
        st.builds("{} AND NOT (event('{}').count() >= 1)".format, arrivals(), verbs),
    )


@cache
def arrivals() -> st.SearchStrategy[str]:
    """Conditions that one event decides, alone or together with a trait."""
    return st.one_of(
        verbs.map("event('{}').count() = 1".format),
        st.builds("event('{}').where(property('score') >= {}).count() >= 1".format, verbs, scores),
        st.builds("event('{}').count() = 1 AND {}".format, verbs, traits()),
    )


@cache
def traits() -> st.SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(PLANS).map("trait('plan') = '{}'".format),
        st.sampled_from(AUDIENCES).map("trait('{}') = true".format),
    )


def known_conditions(shape: Shape, steps: tuple[str, ...]) -> st.SearchStrategy[Condition]:
    """Conditions of a data split: on traits, audiences, the entry event, and what these steps took last."""
    verb = (
        st.tuples(st.just("statement.verb.id"), verbs.map(verb_id))
        if shape == "statement"
        else st.tuples(st.just("event"), verbs)
    )
    places = st.sampled_from(("entry", *(f"steps.{step}" for step in steps)))
    return st.one_of(
        st.sampled_from(PLANS).map(lambda plan: {"traits.plan": plan}),
        st.sampled_from(AUDIENCES).map(lambda audience: {"audiences": audience}),
        st.tuples(places, verb).map(lambda drawn: {f"{drawn[0]}.{drawn[1][0]}": drawn[1][1]}),
        traits(),
        st.builds("event('{}').count() >= {}".format, verbs, st.integers(1, 2)),
    )
