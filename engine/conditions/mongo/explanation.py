"""Explanations of why a document satisfies a condition or not, clause by clause. Built on the reference, not on the
closures.
"""

from collections.abc import Iterator, Mapping

import msgspec

from engine.conditions.mongo.comparison import value_of
from engine.conditions.mongo.parse import parse
from engine.conditions.mongo.reference import Reference
from engine.conditions.mongo.text import clause_text, comparison_text
from engine.conditions.mongo.tree import Clause, FieldComparison, FieldValue, Node
from engine.conditions.mongo.values import MISSING, Document


class QueryExplanation(msgspec.Struct, frozen=True):
    """One clause, or a group (`$and`, `$or`, `$nor`) with its parts.

    A clause has the path it read, its operator and operand as written, and what was found at the path: nothing,
    one value, or several where the path goes through arrays. `text` is the clause in words.
    """

    holds: bool
    operator: str
    path: str = ""
    operand: object = None
    found: tuple[object, ...] = ()
    text: str = ""
    parts: tuple["QueryExplanation", ...] = ()

    def reasons(self) -> Iterator["QueryExplanation"]:
        """The clauses that decided it: those that failed if it failed, those that held if it held."""
        if not self.parts:
            if self.operator not in ("$and", "$or", "$nor"):
                yield self
            return
        decisive = self.holds != (self.operator == "$nor")
        for part in self.parts:
            if part.holds == decisive:
                yield from part.reasons()


def explain(
    query: Mapping[str, object], document: Document, dates: frozenset[str] = frozenset()
) -> QueryExplanation:
    """Explain every clause of ``query`` by what it found in ``document``; paths of ``dates`` stand for dates.

    Raises InvalidCondition and PatternLimit.
    """
    return _explained(parse(query, dates), document, dates)


def _explained(node: Node, document: Document, dates: frozenset[str]) -> QueryExplanation:
    if isinstance(node, Clause):
        return _clause(node, document, dates)
    if isinstance(node, FieldComparison):
        return _comparison(node, document, dates)
    parts = tuple(_explained(part, document, dates) for part in node.parts)
    held = [part.holds for part in parts]
    holds = all(held) if node.operator == "$and" else any(held) == (node.operator == "$or")
    return QueryExplanation(holds, node.operator, parts=parts)


def _clause(clause: Clause, document: Document, dates: frozenset[str]) -> QueryExplanation:
    query = Reference({clause.path: _expression(clause)}, dates)
    found = tuple(each.value for each in query.found(clause.path, document) if each.value is not MISSING)
    text = clause_text(clause.path, clause.test)
    return QueryExplanation(query.match(document), clause.operator, clause.path, clause.operand, found, text)


def _comparison(comparison: FieldComparison, document: Document, dates: frozenset[str]) -> QueryExplanation:
    found = tuple(value for side in comparison.sides if (value := value_of(side, document)) is not MISSING)
    holds = Reference({"$expr": comparison.operand}, dates).match(document)
    text = comparison_text(comparison)
    path = next((side.path for side in comparison.sides if isinstance(side, FieldValue)), "")
    return QueryExplanation(holds, "$expr", path, comparison.operand, found, text)


def _expression(clause: Clause) -> object:
    """The clause as it was written; `$regex` has its options in the operand."""
    if isinstance(clause.operand, dict) and "$regex" in clause.operand and clause.operator == "$regex":
        return clause.operand
    return {clause.operator: clause.operand}
