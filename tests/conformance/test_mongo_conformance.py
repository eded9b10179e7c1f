"""The suites of montydb, mingo and sift: what they say matches must match, compiled and by the reference."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from engine.conditions.mongo import Document, compile_query, decode_extended_json, problems
from engine.conditions.mongo.reference import Reference


class Expected(msgspec.Struct, frozen=True):
    matched: list[int] | None = None
    count: int | None = None


class Case(msgspec.Struct, frozen=True):
    id: str
    filter: dict[str, object]
    docs: list[dict[str, object]]
    expect: Expected
    contested: bool
    operators: list[str]

    def is_met_by(self, match: Callable[[Document], bool]) -> bool:
        found = [at for at, document in enumerate(self.docs) if match(decode_extended_json(document))]  # type: ignore[arg-type]
        return (
            len(found) == self.expect.count if self.expect.matched is None else found == self.expect.matched
        )


# Operators outside the dialect: queries that compute, or look at bits, belong to other languages than journeys.
OUTSIDE = {
    "$bitsAllClear": "bit masks: statements have no fields of bits",
    "$bitsAllSet": "bit masks: statements have no fields of bits",
    "$bitsAnyClear": "bit masks: statements have no fields of bits",
    "$bitsAnySet": "bit masks: statements have no fields of bits",
    "$cond": "an expression that computes: of $expr, comparisons are enough",
    "$jsonSchema": "a schema language of its own",
    "$where": "JavaScript, and code in a condition is a hole",
}

# What an engine takes and MongoDB refuses; so do we.
REFUSED = {
    "sift-0027": "$in needs an array",
    "sift-0031": "$nin needs an array",
}

# Where engines differ. In all of these the suite has MongoDB's answer, and we take its side.
CONTESTED = {
    "mingo-0029": "$all is $and of its items, and a regular expression as an item is a pattern",
    "mingo-0030": "$all is $and of its items, and a regular expression as an item is a pattern",
    "sift-0002": "an empty array has neither an element 0 nor an object that lacks one: nothing is reached, not null",
    "sift-0013": "null and a missing field compare as equal, so $lte: null holds where the field is missing",
    "sift-0017": "null and a missing field compare as equal, so $gte: null holds where the field is missing",
    "montydb-0012": "1 is a name as well as a number: the second object in the array lacks it, which is null",
    "montydb-0013": "the negation of montydb-0012",
    "montydb-0014": "1 is a name as well as a number: the object in the array lacks it, which is null",
    "montydb-0015": "the negation of montydb-0014",
    "montydb-0025": "the object in the array has the name 1, but nothing below it, which is null",
    "montydb-0061": "a number that ends a path means the element itself: an array there is not looked into",
    "montydb-0094": "an array in $in equals a whole array, or an element that is an array",
    "montydb-0133": "the negation of montydb-0094, and 2 is not the array [2]",
}

CASES = [
    msgspec.json.decode(line, type=Case)
    for line in gzip.decompress(Path(__file__).with_name("mongo-match.jsonl.gz").read_bytes()).splitlines()
]
LEFT_OUT = [case for case in CASES if case.id in REFUSED or not OUTSIDE.keys().isdisjoint(case.operators)]
KEPT = [case for case in CASES if case not in LEFT_OUT]


@pytest.mark.parametrize("case", KEPT, ids=lambda case: case.id)
@pytest.mark.parametrize(
    "engine", [compile_query, lambda query: Reference(query).match], ids=["compiled", "reference"]
)
def test_the_documents_that_must_match_do(case, engine):
    assert case.is_met_by(engine(case.filter)), CONTESTED.get(case.id, case)


@pytest.mark.parametrize("case", LEFT_OUT, ids=lambda case: case.id)
def test_a_case_left_out_is_refused_by_name(case):
    operators = OUTSIDE.keys() & set(case.operators) or {"$in", "$nin"}
    assert any(problem.place.endswith(tuple(operators)) for problem in problems(case.filter))


def test_no_case_is_forgotten():
    assert (len(CASES), len(KEPT), len(LEFT_OUT)) == (401, 354, 47)
    assert {case.id for case in CASES if case.contested} == CONTESTED.keys()
