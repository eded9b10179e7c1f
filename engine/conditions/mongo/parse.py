"""The parser of a query as it is written to the tree that is run, with every problem found on the way."""

from collections.abc import Iterator, Mapping
from typing import Final

from engine.conditions.errors import InvalidCondition
from engine.conditions.mongo.comparison import read_comparison
from engine.conditions.mongo.dates import own_path
from engine.conditions.mongo.operators import GROUPS, OPERATORS, read_bare, read_expression, unknown_operator
from engine.conditions.mongo.query_literals import QueryReading, is_expression
from engine.conditions.mongo.tree import Clause, ClauseGroup, Node
from engine.conditions.problem import Problem

DEEPEST: Final = 100  # levels of objects and lists; MongoDB's own limit
LONGEST_PATH: Final = 200  # steps


def problems(query: object, place: str = "$") -> list[Problem]:
    """All that is wrong with the query, each with its place such as `$.statement.verb.id.$in`."""
    return _read(query, frozenset(), place)[1]


def parse(query: object, dates: frozenset[str] = frozenset()) -> ClauseGroup:
    """The query as a tree. Raises InvalidCondition with all problems."""
    tree, found = _read(query, dates, "$")
    if found:
        raise InvalidCondition(found)
    return tree


def _read(query: object, dates: frozenset[str], place: str) -> tuple[ClauseGroup, list[Problem]]:
    parser = _Parser(dates)
    if _too_deep(query):
        parser.report(place, f"the condition is nested more than {DEEPEST} levels deep")
        return ClauseGroup("$and", ()), parser.problems
    return parser.query(query, place, dates), parser.problems


def _too_deep(query: object) -> bool:
    """Level by level and not by recursion, which it is there to prevent."""
    level = [query]
    for _ in range(DEEPEST + 1):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return False
    return True


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


class _Parser:
    """Reads one query; `problems` fills up meanwhile."""

    def __init__(self, dates: frozenset[str]) -> None:
        self.problems: list[Problem] = []
        self._dates = dates
        self._depth = 0

    def report(self, place: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(place, message, hint))

    def query(self, query: object, place: str, dates: frozenset[str]) -> ClauseGroup:
        if isinstance(query, Mapping):
            return ClauseGroup("$and", tuple(self._parts(query, place, dates)))
        self.report(place, "a condition must be an object", 'such as {"statement.verb.id": "http://…"}')
        return ClauseGroup("$and", ())

    def _element(self, query: Mapping[str, object], place: str) -> ClauseGroup:
        """The condition ``query`` of `$elemMatch` at ``place``: its paths begin at the element, where there are no
        dates.
        """
        self._depth += 1
        try:
            return self.query(query, place, frozenset())
        finally:
            self._depth -= 1

    def _parts(self, query: Mapping[str, object], place: str, dates: frozenset[str]) -> Iterator[Node]:
        for key, value in query.items():
            inner = f"{place}.{key}"
            if not isinstance(key, str):
                self.report(place, f"{key!r} is not a path", "paths are text")
            elif key in GROUPS:
                yield self._group(key, value, inner, dates)
            elif key == "$expr" and self._depth == 0:
                yield read_comparison(value, inner, self._query_reading(), dates)
            elif key == "$expr":
                hint = "compare fields beside the $elemMatch, not in it"
                self.report(inner, "$expr cannot stand in $elemMatch, MongoDB refuses it", hint)
            elif not key.startswith("$"):
                yield from self._field(key, value, inner, dates)
            elif key != "$comment":
                unknown_operator(key, (*GROUPS, "$expr", "$comment"), inner, self._query_reading())

    def _group(self, operator: str, value: object, place: str, dates: frozenset[str]) -> ClauseGroup:
        if not isinstance(value, list) or not value:
            self.report(place, "a list of at least one condition is needed")
            return ClauseGroup(operator, ())
        parts = [self.query(part, f"{place}[{index}]", dates) for index, part in enumerate(value)]
        return ClauseGroup(operator, tuple(map(_bare, parts)))

    def _field(self, key: str, value: object, place: str, dates: frozenset[str]) -> Iterator[Clause]:
        path = own_path(key, dates)
        instants = path in dates
        reading = self._query_reading(instants)
        if key.count(".") >= LONGEST_PATH:
            self.report(place, f"the path has more than {LONGEST_PATH} steps")
        if isinstance(value, Mapping) and self._is_mixed(value, place):
            return
        if isinstance(value, Mapping) and is_expression(value):
            for operator, test in read_expression(value, place, reading):
                yield Clause(path, operator, _operand(value, operator), test, instants)
        else:
            operator, test = read_bare(value, place, reading)
            yield Clause(path, operator, value, test, instants)

    def _is_mixed(self, value: Mapping[str, object], place: str) -> bool:
        """Tell whether ``value`` at ``place`` has operators and fields side by side; MongoDB refuses some of these
        and never matches the others.
        """
        operators = [key for key in value if str(key).startswith("$")]
        mixed = 0 < len(operators) < len(value)
        if mixed:
            field = next(key for key in value if key not in operators)
            hint = (
                f"did you mean ${field}?" if f"${field}" in OPERATORS else "write its whole path as the key"
            )
            self.report(f"{place}.{field}", "a field stands among operators", hint)
        return mixed

    def _query_reading(self, instants: bool = False) -> QueryReading:
        return QueryReading(self.problems, self._element, instants)


def _operand(expression: Mapping[str, object], operator: str) -> object:
    """The operand, a regular expression with its options."""
    if operator == "$regex" and "$options" in expression:
        return {"$regex": expression["$regex"], "$options": expression["$options"]}
    return expression[operator]


def _bare(group: ClauseGroup) -> Node:
    """A query of one clause, as the branches of `$or` often are, is that clause."""
    return group.parts[0] if len(group.parts) == 1 else group
