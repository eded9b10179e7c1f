"""A document that satisfies a condition: for counter-examples and made-up events."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain, islice, product
from typing import Final, TypeAlias

from engine.conditions.errors import PatternLimit
from engine.conditions.mongo.closures import compile_tree
from engine.conditions.mongo.comparison_clauses import in_clauses
from engine.conditions.mongo.document_domain import ANY, Domain
from engine.conditions.mongo.parse import parse
from engine.conditions.mongo.suggest import suggestions, together
from engine.conditions.mongo.traversal import Matcher, position_in
from engine.conditions.mongo.tree import Clause, ClauseGroup, FieldComparison, Negation, Node
from engine.conditions.mongo.values import MISSING, Document

# Clauses that must all hold; one way to satisfy a condition.
_Alternative: TypeAlias = tuple[Clause, ...]

_WAYS: Final = 64  # tried in all
_BRANCHES: Final = 8  # kept of each part of a group
_VALUES: Final = 4  # that fit, for each path
_DRAFTS: Final = 64  # documents, for each alternative
_KEEP: Final = object()  # what the seed has at the path


def witness(
    query: Mapping[str, object],
    seed_document: Document | None = None,
    dates: frozenset[str] = frozenset(),
    domain: Domain = ANY,
) -> dict[str, object] | None:
    """A document that satisfies ``query``, made from ``seed_document`` by changing only what must be; None if none
    was found.

    ``dates``: paths that stand for dates. ``domain``: the documents that can be. What is returned has been tested.
    None does not mean that there is no such document. Raises InvalidCondition.
    """
    return next(_documents(parse(query, dates), dict(seed_document or {}), domain), None)


def _documents(
    condition: ClauseGroup, seed: dict[str, object], domain: Domain = ANY
) -> Iterator[dict[str, object]]:
    holds = compile_tree(condition)
    alternatives = islice(_alternatives(in_clauses(condition, seed), True, domain), _WAYS)
    drafts = (draft for alternative in alternatives for draft in _drafts(alternative, seed, domain))
    whole = (domain.completed(draft) for draft in chain([seed], drafts))
    return (draft for draft in whole if draft is not None and _safely(holds, draft))


def _safely(holds: Matcher, document: Document) -> bool:
    try:
        return holds(document)
    except PatternLimit:
        return False


def _alternatives(node: Node, wanted: bool, domain: Domain) -> Iterator[_Alternative]:
    """The ways to make ``node`` true, or false, as ``wanted``: clauses of which all must hold, and each can in
    ``domain``.
    """
    assert not isinstance(node, FieldComparison)
    if isinstance(node, Clause):
        clause = node if wanted else _opposite(node)
        if any(True for _ in _satisfying_values(clause.keys, [clause], {}, domain)):
            yield (clause,)
        return
    every = wanted != (node.operator == "$or")
    inner = wanted != (node.operator == "$nor")
    if every:
        choices = [list(islice(_alternatives(part, inner, domain), _BRANCHES)) for part in node.parts]
        yield from (tuple(chain.from_iterable(choice)) for choice in product(*choices))
    else:
        yield from chain.from_iterable(_alternatives(part, inner, domain) for part in node.parts)


def _opposite(clause: Clause) -> Clause:
    return Clause(clause.path, "$not", clause.operand, Negation(clause.test), clause.instants)


def _drafts(
    alternative: _Alternative, seed: dict[str, object], domain: Domain
) -> Iterator[dict[str, object]]:
    """Documents of ``domain`` made from ``seed`` with a fitting value at every path of ``alternative``, the shorter
    paths first.
    """
    by_path: dict[tuple[str, ...], list[Clause]] = {}
    for clause in sorted(alternative, key=lambda clause: len(clause.keys)):
        by_path.setdefault(clause.keys, []).append(clause)
    fitting = [
        list(islice(_satisfying_values(keys, by_path[keys], seed, domain), _VALUES)) for keys in by_path
    ]
    for values in islice(product(*fitting), _DRAFTS):
        draft: object = seed
        for keys, value in zip(by_path, values, strict=True):
            draft = draft if value is _KEEP else with_value_at(draft, keys, value)
        if isinstance(draft, dict):
            yield draft


def _satisfying_values(
    keys: tuple[str, ...], clauses: list[Clause], seed: dict[str, object], domain: Domain
) -> Iterator[object]:
    """Values of ``domain`` that satisfy all ``clauses`` of the path ``keys`` when they stand there alone in
    ``seed``.
    """
    holds = compile_tree(ClauseGroup("$and", tuple(clauses)))
    if _safely(holds, seed):
        yield _KEEP
    values = together([list(suggestions(clause.test, _elements)) for clause in clauses])
    for value in chain.from_iterable(domain.variants(keys, value) for value in values):
        told = _dates_as_text(value) if clauses[0].instants else value
        alone = with_value_at({}, keys, told)
        if isinstance(alone, dict) and _safely(holds, alone):
            yield told


def _elements(condition: ClauseGroup) -> Iterable[Document]:
    return islice(_documents(condition, {}), _VALUES)


def _dates_as_text(value: object) -> object:
    """Return where text stands for dates, dates are written as text."""
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


def with_value_at(tree: object, keys: tuple[str, ...], leaf: object) -> object:
    """The tree with the leaf at the path, in every object of an array on the way; MISSING takes the leaf away."""
    if not keys:
        return leaf
    if isinstance(tree, list):
        return _with_value_in_array(tree, keys, leaf)
    if leaf is MISSING and not isinstance(tree, dict):
        return tree
    branches = dict(tree) if isinstance(tree, dict) else {}
    inner = with_value_at(branches.get(keys[0], MISSING), keys[1:], leaf)
    if inner is MISSING:
        branches.pop(keys[0], None)
    else:
        branches[keys[0]] = inner
    return branches


def _with_value_in_array(array: list[object], keys: tuple[str, ...], leaf: object) -> list[object]:
    index = position_in(array, keys[0])
    if index is not None:
        changed = [*array[:index], with_value_at(array[index], keys[1:], leaf), *array[index + 1 :]]
    else:
        changed = [with_value_at(item, keys, leaf) if isinstance(item, dict) else item for item in array]
    return [item for item in changed if item is not MISSING]
