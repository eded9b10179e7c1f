"""Clauses as they stand in the inputs of a row, three texts: what a person means by them, and what is wrong."""

from __future__ import annotations

from msgspec import Struct

from designer.editing.conditions.rows import IS, OF_LISTS, Clauses, RowClause, query_of
from designer.editing.conditions.values import Unreadable, literal, literal_text, literals, literals_text
from engine.conditions import mongo


class TypedClause(Struct, frozen=True):
    """A row as it stands in its inputs."""

    path: str = ""
    operator: str = IS
    value: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.path.strip() or self.value.strip())

    @property
    def is_unfinished(self) -> bool:
        """Tell whether something is still to come."""
        return not (self.path.strip() and (self.value.strip() or self.operator == "$exists"))


def as_typed(clause: RowClause) -> TypedClause:
    """Return what a person would type for a clause."""
    return TypedClause(clause.path, clause.operator, _value_text(clause.operator, clause.value))


def clause_of(typed: TypedClause) -> RowClause:
    """The clause that a row says. Raises Unreadable."""
    path, value = typed.path.strip(), typed.value.strip()
    if not path:
        raise Unreadable("which path? until then the condition stays as it was")
    if path.startswith("$"):
        raise Unreadable(f"{path} is not a path; write it as text")
    if typed.is_unfinished:
        raise Unreadable("which value? until then the condition stays as it was")
    return RowClause(path, typed.operator, _value_of(typed.operator, value or "true"))


def wrong(typed: TypedClause) -> str:
    """Return what is wrong with a row, in a sentence; empty if nothing is, or nothing is in it."""
    if typed.is_blank:
        return ""
    try:
        query = query_of(Clauses((clause_of(typed),)))
    except Unreadable as error:
        return str(error)
    for problem in mongo.problems(query):
        return f"{problem.message} ({problem.hint})" if problem.hint else problem.message
    return ""


def _value_text(operator: str, value: object) -> str:
    if operator == "$regex":
        return str(value)
    if operator in OF_LISTS and isinstance(value, list):
        return literals_text(value)
    return literal_text(value)


def _value_of(operator: str, text: str) -> object:
    if operator == "$regex":
        return text
    return literals(text) if operator in OF_LISTS else literal(text)
