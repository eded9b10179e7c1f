"""Conditions that ask for what no valid event has: paths that lead nowhere, and values that never stand there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from engine.check.corrections import as_json, correction, values
from engine.condition_sites import ConditionSite
from engine.conditions.mongo.operators import GROUPS
from engine.conditions.mongo.tree import (
    Clause,
    ClauseGroup,
    Equal,
    Exists,
    FieldComparison,
    FieldValue,
    MatchesPattern,
    Negation,
    Node,
    OfType,
    OneOf,
    OrderedTo,
    Size,
    SomeElement,
    SomeObject,
    Test,
)
from engine.conditions.mongo.values import ARRAY, rank
from engine.finding import Finding, Severity
from engine.schema import (
    CALLS,
    EVENT,
    SHAPES,
    Schema,
    can_hold,
    condition_can_hold,
    describe,
    nearest_path,
    schemas_at,
)
from engine.schema.formats import misspelt, other_word

_STATEMENT: Final = "statement"
COMPARED: Final = "$expr"
"""The operator of a path that is compared with another value of the document."""


class _Part(Struct, frozen=True):
    """A clause; ``needed``: where it fails, the whole condition does; ``wanted``: it stands under no ``$nor``."""

    clause: Clause
    needed: bool
    wanted: bool


def of_shape(asked: ConditionSite, tree: ClauseGroup, schema: Schema) -> Iterator[Finding]:
    """Findings on the condition ``asked`` about, with its ``tree``, by the ``schema`` of what it looks at."""
    judge = _Judge(asked, tree, schema)
    found = [finding for part in judge.parts for finding in judge.of_part(part)]
    yield from found
    if asked.on == "event" and not found:
        yield from judge.of_shapes()


def _parts(node: Node, needed: bool, wanted: bool) -> Iterator[_Part]:
    if isinstance(node, Clause):
        yield _Part(node, needed, wanted)
        return
    if isinstance(node, FieldComparison):
        for side in node.sides:
            if isinstance(side, FieldValue):
                yield _Part(Clause(side.path, COMPARED, node.operand, Exists()), False, wanted)
        return
    narrow = needed and (node.operator == "$and" or len(node.parts) == 1)
    for part in node.parts:
        yield from _parts(part, narrow and node.operator != "$nor", wanted != (node.operator == "$nor"))


class _Judge:
    """One condition, held against the schema of what it looks at."""

    def __init__(self, asked: ConditionSite, tree: ClauseGroup, schema: Schema) -> None:
        self._asked, self._tree = asked, tree
        self.parts = list(_parts(tree, True, True))
        self._schema = self._narrow(schema)

    def _narrow(self, schema: Schema) -> Schema:
        """The schema of the only shape that its other paths can mean."""
        if self._asked.on == "data":
            return schema
        roots = {part.clause.keys[0] for part in self.parts}
        if _STATEMENT in roots and not roots & {"event", "type", "properties", "traits"}:
            return SHAPES["statement"]
        fields = {name: field for name, field in schema.fields.items() if name != _STATEMENT}
        is_call = bool(roots & {"event", "type", "properties"}) and _STATEMENT not in roots
        return Schema(kinds=schema.kinds, fields=fields) if is_call else schema

    def of_part(self, part: _Part) -> Iterator[Finding]:
        clause = part.clause
        if self._asked.on == "data" and clause.keys[0] == "steps" and not self._names_a_step(clause):
            return
        there = tuple(schemas_at(self._schema, clause.keys)) or tuple(schemas_at(self._whole, clause.keys))
        if not there:
            yield self._unknown_path(part)
            return
        for test in clause.tests:
            if not can_hold(_plain(test), there):
                yield self._impossible(part, test, there)
            elif part.wanted:
                yield from self._odd_values(part, test, there)
                yield from self._number_as_text(part, test, there)

    @property
    def _whole(self) -> Schema:
        return EVENT if self._asked.on == "event" else self._schema

    def _names_a_step(self, clause: Clause) -> bool:
        """An id that is not there has a finding of its own."""
        return len(clause.keys) > 1 and clause.keys[1] in self._schema.fields["steps"].fields

    # Findings

    def _finding(self, part: _Part, code: str, message: str, hint: str, severity: Severity) -> Finding:
        place = f"{self._asked.place}.{part.clause.path}"
        return self._asked.finding(code, message, severity, hint, place=place)

    def _unknown_path(self, part: _Part) -> Finding:
        path, test = part.clause.path, part.clause.test
        near = nearest_path(self._schema, path, lambda schema: can_hold(test, (schema,)))
        near = f"${path}" if f"${path}" in GROUPS else near
        near = None if near is not None and near.endswith("extensions") else near
        where = "valid event" if self._asked.on == "event" else "data of a split"
        message = f"no {where} has {path}, so {self._consequence(part)}"
        hint = f"did you mean {near}?" if near else self._beginnings(part)
        is_certain = near is not None or part.clause.keys[0] in self._schema.fields
        return self._finding(part, "unknown-path", message, hint, self._severity(part, is_certain))

    def _beginnings(self, part: _Part) -> str:
        if "extensions" in part.clause.keys:
            return "the keys of extensions are IRIs, such as http://example&46;org/progress"
        if self._asked.on == "data":
            return "paths begin with traits, audiences, entry or steps.ID"
        if {"event", "type"} & {each.clause.keys[0] for each in self.parts}:
            return f"did you mean properties.{part.clause.path}?"
        return "paths of statements begin with statement, those of calls with event, properties, traits or context"

    def _severity(self, part: _Part, is_certain: bool = True) -> Severity:
        fails = part.needed and part.wanted and not can_hold(part.clause.test, ())
        return "error" if fails and is_certain else "warning"

    def _consequence(self, part: _Part) -> str:
        if part.clause.operator == COMPARED:
            return "there is nothing to compare"
        if can_hold(part.clause.test, ()):
            return "this always holds"
        return "nothing satisfies this condition" if part.needed and part.wanted else "this part never holds"

    def _impossible(self, part: _Part, test: Test, there: tuple[Schema, ...]) -> Finding:
        path, inner = part.clause.path, _plain(test)
        told = " or ".join(dict.fromkeys(word for schema in there for word in describe(schema).split(" or ")))
        is_negated = inner is not test
        rest = "this always holds" if is_negated else self._consequence(part)
        message = f"{path} is {told}, never {_test_text(inner)}; {rest}"
        severity: Severity = "warning" if is_negated or not (part.needed and part.wanted) else "error"
        return self._finding(part, "impossible-value", message, correction(path, inner, there), severity)

    def _odd_values(self, part: _Part, test: Test, there: tuple[Schema, ...]) -> Iterator[Finding]:
        """The values of a list in ``test`` of ``part`` that never stand ``there``, and words that are misspelt."""
        listed = values(test) if isinstance(test, Equal | OneOf) else ()
        for value in listed:
            meant = next((word for each in there if (word := misspelt(str(value), each.format))), None)
            if isinstance(value, str) and meant:
                message = f"{as_json(value)} is not in the vocabulary of its namespace"
                yield self._finding(part, "unusual-word", message, f"did you mean {meant}?", "warning")
            elif isinstance(value, str) and (kind := other_word(value, [each.format for each in there])):
                message = f"{as_json(value)} is {kind.name}, which hardly stands at {part.clause.path}"
                yield self._finding(part, "unusual-word", message, f"did you mean {kind.path}?", "warning")
            elif len(listed) > 1 and not can_hold(Equal(value), there):
                message = (
                    f"{part.clause.path} is never {as_json(value)}, one of the values that are asked for"
                )
                hint = correction(part.clause.path, Equal(value), there)
                yield self._finding(part, "impossible-value", message, hint, "warning")

    def _number_as_text(self, part: _Part, test: Test, there: tuple[Schema, ...]) -> Iterator[Finding]:
        """A bound in ``test`` of ``part`` that is a number in quotes, where numbers may stand ``there``."""
        if not isinstance(test, OrderedTo) or not isinstance(test.value, str):
            return
        try:
            number = float(test.value)
        except ValueError:
            return
        if can_hold(OrderedTo(test.operator, number), there):
            bound = int(number) if number.is_integer() else number
            path = part.clause.path
            message = f"{path} is compared with the text {as_json(test.value)}, so no number satisfies this"
            yield self._finding(part, "number-as-text", message, f"did you mean {bound}?", "warning")

    # Shapes

    def of_shapes(self) -> Iterator[Finding]:
        """A condition whose parts belong to different shapes of events."""
        if any(condition_can_hold(self._tree, schema) for schema in SHAPES.values()):
            return
        roots = {part.clause.keys[0] for part in self.parts if not can_hold(part.clause.test, ())}
        mixed = _STATEMENT in roots
        message = f"no event has all of {', '.join(sorted(roots))}, so nothing satisfies this condition"
        hint = "statements and calls are different events; ask for the one or the other"
        hint = hint if mixed else self._of_its_type()
        yield self._asked.finding("mixed-shapes", message, "error" if mixed else "warning", hint)

    def _of_its_type(self) -> str:
        """The hint for a call whose type has other fields than those asked for."""
        types = [part.clause.test.value for part in self.parts if _is_type(part.clause)]  # type: ignore[union-attr]
        for part in self.parts if types else ():
            root, *rest = part.clause.keys
            other = ".".join((_TWINS.get(root, root), *rest))
            if part.clause.path != other and any(schemas_at(CALLS[str(types[0])], other.split("."))):
                return f"{types[0]} calls have no {root}; did you mean {other}?"
        return "a call has the fields of its type: track has event and properties, identify traits"


_TWINS: Final = {"event": "name", "name": "event", "properties": "traits", "traits": "properties"}
"""Fields of calls of one type, and those of others that mean much the same."""


def _is_type(clause: Clause) -> bool:
    return clause.path == "type" and isinstance(clause.test, Equal) and clause.test.value in CALLS


def _plain(test: Test) -> Test:
    """Return what is asked, or asked not to be."""
    return _plain(test.test) if isinstance(test, Negation) else test


_WORDS: Final = {"$gt": "above", "$gte": "at least", "$lt": "below", "$lte": "at most"}


def _test_text(test: Test) -> str:
    match test:
        case Equal(value) if rank(value) == ARRAY:
            return f"the list {as_json(value)}"
        case Equal(value):
            return as_json(value)
        case OneOf(values, _):
            return " or ".join(map(as_json, values))
        case OrderedTo(operator, value):
            return f"{_WORDS[operator]} {as_json(value)}"
        case MatchesPattern(regex):
            return f"a text that matches {regex}"
        case Size(length):
            return f"a list of {length}"
        case OfType(names):
            return f"of type {' or '.join(sorted(names))}"
        case SomeElement() | SomeObject():
            return "a list with such an element"
        case _:
            return "what is asked for"
