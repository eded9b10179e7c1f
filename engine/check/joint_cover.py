"""Branches that those before them leave nothing of, though no single one takes all of it.

What branches ask for is tried on representatives: each value that a condition names, one between two of them, one
beyond, and what is no number, no text, or nothing at all. Equality and order can tell no other values apart, so what no
representative satisfies, nothing does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, product
from math import prod
from typing import Any, Final

from engine.check.logic import has_one_value
from engine.condition_sites import ConditionReading, ConditionSite
from engine.conditions import mongo
from engine.conditions.mongo.guards import clauses
from engine.conditions.mongo.tree import Clause, Equal, Exists, Leaf, Negation, OneOf, OrderedTo, Test
from engine.conditions.mongo.witness import with_value_at

MOST_TRIALS: Final = 4_000
"""Combinations of representatives that are tried."""
_NOTHING: Final = object()


def leaves_nothing(earlier: Sequence[ConditionSite], branch: ConditionSite) -> bool:
    """Tell whether everything that satisfies ``branch`` certainly satisfies one of ``earlier``."""
    return _leave_nothing(tuple(each.reading for each in earlier), branch.reading)


@lru_cache(maxsize=1024)
def _leave_nothing(earlier: tuple[ConditionReading, ...], branch: ConditionReading) -> bool:
    """The same of conditions by themselves: kept, for designs are checked as they are edited."""
    readings = (*earlier, branch)
    if any(each.tree is None or each.query is None or isinstance(each.condition, str) for each in readings):
        return False
    asked = [clause for each in readings if each.tree is not None for clause in clauses(each.tree)]
    if not all(_is_plain(clause, branch.on) for clause in asked):
        return False
    values = {path: _representatives(path, asked) for path in dict.fromkeys(clause.path for clause in asked)}
    if prod(map(len, values.values())) > MOST_TRIALS:
        return False
    holds = [mongo.compile_query(each.query or {}, each.dates) for each in readings]
    return all(
        any(test(document) for test in holds[:-1]) for document in _documents(values) if holds[-1](document)
    )


def _is_plain(clause: Clause, on: str) -> bool:
    """Tell whether the clause is about one value, and asks for no more than equality and order."""
    _, statement, rest = clause.path.partition("statement.")
    is_trait = on == "data" and clause.keys[0] == "traits" and len(clause.keys) == 2
    is_one = has_one_value(statement + rest) if statement else is_trait
    return is_one and all(_asks_for_values(_bare(test)) for test in clause.tests)


def _asks_for_values(test: Test | Leaf) -> bool:
    if isinstance(test, OneOf):
        return not test.patterns
    return isinstance(test, Equal | OrderedTo | Exists)


def _bare(test: Test) -> Test | Leaf:
    return _bare(test.test) if isinstance(test, Negation) else test


def _representatives(path: str, asked: Iterable[Clause]) -> list[Any]:
    """Values at ``path`` that are enough to tell what the conditions ``asked`` there tell apart."""
    named: list[Any] = []
    for test in (each for clause in asked if clause.path == path for each in clause.tests):
        match _bare(test):
            case Equal(value) | OrderedTo(_, value):
                named.append(value)
            case OneOf(values, _):
                named += values
            case _:
                pass
    numbers = sorted(
        {float(each) for each in named if isinstance(each, int | float) and not isinstance(each, bool)}
    )
    between = [(low + high) / 2 for low, high in pairwise(numbers)]
    beyond = [numbers[0] - 1, numbers[-1] + 1] if numbers else [0.0]
    texts = sorted({each for each in named if isinstance(each, str)})
    more = [text + "\x00" for text in texts]
    others = [each for each in named if not isinstance(each, str | int | float) or isinstance(each, bool)]
    return [*numbers, *between, *beyond, "", *texts, *more, True, False, None, _NOTHING, *others]


def _documents(values: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    for combination in product(*values.values()):
        document: Any = {}
        for path, value in zip(values, combination, strict=True):
            if value is not _NOTHING:
                document = with_value_at(document, tuple(path.split(".")), value)
        yield document
