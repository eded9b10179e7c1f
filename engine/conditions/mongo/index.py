"""Many conditions against one document: equality guards narrow them down, the candidates are tested in full."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from engine.conditions.mongo.closures import compile_tree
from engine.conditions.mongo.guards import Guards, Literal, guards_of
from engine.conditions.mongo.parse import parse
from engine.conditions.mongo.traversal import walker
from engine.conditions.mongo.values import MISSING, Document

_Entry: TypeAlias = tuple[int, Guards]
_Look: TypeAlias = Callable[[Document, list[int]], None]

_FEW: Final = 4  # conditions that are tested sooner than narrowed down
_DEEPEST: Final = 4  # guards used of one condition; further ones narrow little down


class Index:
    """Conditions by position. Raises InvalidCondition when one of them has problems."""

    def __init__(self, queries: Sequence[Mapping[str, object]], dates: frozenset[str] = frozenset()) -> None:
        trees = [parse(query, dates) for query in queries]
        self._tests = [compile_tree(tree) for tree in trees]
        self._look = _build([(position, guards_of(tree)) for position, tree in enumerate(trees)], 0)

    def match(self, document: Document) -> list[int]:
        """The positions of the conditions the document satisfies, ascending. Raises PatternLimit."""
        candidates: list[int] = []
        self._look(document, candidates)
        tests = self._tests
        return [position for position in sorted(set(candidates)) if tests[position](document)]


def _build(entries: list[_Entry], depth: int) -> _Look:
    """Sort the entries into tables, one for each path that guards the most of what is left."""
    levels = []
    while len(entries) > _FEW and depth < _DEEPEST:
        path = _widest(entries)
        if path is None:
            break
        levels.append(_level(path, entries, depth))
        entries = [entry for entry in entries if path not in entry[1]]
    return _all_levels(levels, [position for position, _ in entries])


def _widest(entries: list[_Entry]) -> str | None:
    """The path with the most different literals, hence the smallest groups."""
    literals: dict[str, set[Literal]] = {}
    for _, guards in entries:
        for path, wanted in guards.items():
            literals.setdefault(path, set()).update(wanted)
    return max(literals, key=lambda path: (len(literals[path]), path), default=None)


def _level(path: str, entries: list[_Entry], depth: int) -> _Look:
    """The ``entries`` guarded at ``path``, by literal; each group is sorted further by its other guards, ``depth``
    levels down.
    """
    groups: dict[Literal, list[_Entry]] = {}
    for position, guards in entries:
        others = {other: wanted for other, wanted in guards.items() if other != path}
        for literal in guards.get(path, ()):
            groups.setdefault(literal, []).append((position, others))
    table = {literal: _build(group, depth + 1) for literal, group in groups.items()}
    literals_at = _literals_at(tuple(path.split(".")))

    def look(document: Document, candidates: list[int]) -> None:
        for literal in literals_at(document):
            further = table.get(literal)
            if further is not None:
                further(document, candidates)

    return look


def _all_levels(levels: list[_Look], rest: list[int]) -> _Look:
    if not levels:
        return lambda document, candidates: candidates.extend(rest)

    def look(document: Document, candidates: list[int]) -> None:
        candidates.extend(rest)
        for level in levels:
            level(document, candidates)

    return look


def _literals_at(keys: tuple[str, ...]) -> Callable[[Document], set[Literal]]:
    """Return what an equality at the path would look at; nothing and null are one."""
    first, walk = keys[0], walker(keys[1:], spread=True)

    def literals(document: Document) -> set[Literal]:
        found: set[Literal] = set()

        def note(value: object) -> bool:
            found.add(value if isinstance(value, Literal) else None)
            return False

        walk(note, document.get(first, MISSING))
        return found

    return literals
