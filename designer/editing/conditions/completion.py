"""Completion of a condition at the cursor: paths, values, operators and names that events really have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, Protocol, TypeVar

from msgspec import Struct

from engine.paths import PathInfo

T = TypeVar("T")

MOST: Final = 8
"""Offers at once."""

OPERATORS: Final = {
    "$eq": "equal to", "$ne": "not equal to", "$gt": "greater than", "$gte": "at least", "$lt": "less than",
    "$lte": "at most", "$in": "one of a list", "$nin": "none of a list", "$exists": "there, or not",
    "$regex": "a text with a pattern", "$type": "of a type", "$all": "all of a list", "$size": "a list so long",
    "$elemMatch": "a list with such an element", "$mod": "divisible, or with a remainder", "$not": "not so",
}  # fmt: skip
GROUPS: Final = {
    "$and": "all of these",
    "$or": "any of these",
    "$nor": "none of these",
    "$expr": "two values of one event compared",
}


class Vocabulary(Protocol):
    """A source of paths and values (``designer.simulation.evidence.Evidence``)."""

    def paths(self) -> Sequence[PathInfo]: ...

    def values(self, path: str) -> Sequence[object]: ...


class Offer(Struct, frozen=True):
    """``text`` in place of what stands from ``start`` to ``end``; what people see of it, and what it is."""

    said: str
    about: str
    text: str
    start: int
    end: int


def offers(text: str, at: int, known: Vocabulary) -> list[Offer]:
    """The offers for the offset ``at`` in ``text``, the likeliest first, from what is ``known``."""
    found = _in_query(text, at, known) if text.lstrip().startswith("{") else _in_segment(text, at, known)
    return list(islice(found, MOST))


# A mongo query: tokens up to the cursor tell where it is


class _Spot(Struct, frozen=True):
    """A key or a value that begins at ``start``: what is typed of it before the cursor, and where it ends.

    ``path`` is the path whose value or operators stand here; empty on the outside.
    """

    is_key: bool
    path: str
    typed: str
    start: int
    end: int


_TOKEN: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def _spot(text: str, at: int) -> _Spot | None:
    """The spot in the query ``text`` where the cursor is ``at``; None behind something that is complete."""
    outer: list[tuple[str, str]] = []  # the brackets that are open, each with the key it is the value of
    key, wants_key, wants_more = "", False, True
    for token in _TOKEN.finditer(text):
        start, end, word = token.start(), token.end(), token[0]
        if start >= at:
            break
        if word in ("{", "["):
            outer.append((word, key))
            key, wants_key, wants_more = "", word == "{", True
        elif word in ("}", "]"):
            key, wants_more = outer.pop()[1] if outer else "", False
        elif word == ",":
            wants_key, wants_more = bool(outer) and outer[-1][0] == "{", True
        elif word == ":":
            wants_key, wants_more = False, True
        elif at < end or (at == end and not _is_quoted(word)):
            end = at if word[0] == '"' and not _is_quoted(word) else end  # what follows is no part of it yet
            return _Spot(
                wants_key, _path(outer, "" if wants_key else key), text[start:at].lstrip('"'), start, end
            )
        else:
            key = word.strip('"') if wants_key else key
            wants_more = False
    return (
        _Spot(wants_key, _path(outer, "" if wants_key else key), "", at, at) if wants_more and outer else None
    )


def _is_quoted(word: str) -> bool:
    return len(word) > 1 and word[0] == word[-1] == '"'


def _path(outer: Iterable[tuple[str, str]], key: str) -> str:
    keys = [*(each for _, each in outer), key]
    return ".".join(each for each in keys if each and not each.startswith("$"))


def _in_query(text: str, at: int, known: Vocabulary) -> Iterator[Offer]:
    spot = _spot(text, at)
    if spot is None:
        return
    behind = text[spot.end :].lstrip()[:1]
    for said, about in _candidates(spot, known):
        written = json.dumps(said, ensure_ascii=False)
        if spot.is_key and behind != ":":
            written += ": "
        yield Offer(str(said) if isinstance(said, str) else written, about, written, spot.start, spot.end)


def _candidates(spot: _Spot, known: Vocabulary) -> Iterator[tuple[object, str]]:
    if not spot.is_key:
        values = known.values(spot.path) if spot.path else ()
        yield from ((value, "") for value in matching_values(spot.typed, values))
    elif spot.path:
        yield from ((each, OPERATORS[each]) for each in matching_values(spot.typed, OPERATORS))
    else:
        paths = sorted(known.paths(), key=lambda each: len(each.path))
        said = {each.path: about(each) for each in paths if each.examples} | GROUPS
        yield from ((path, said[path]) for path in matching_values(spot.typed, said))


def about(path: PathInfo) -> str:
    return f"{'/'.join(path.types)}, such as {json.dumps(path.examples[0], ensure_ascii=False)}"


def matching_values(typed: str, values: Iterable[T]) -> list[T]:
    """The ``values`` that begin with what was ``typed``, then those a part of which does, then those that contain
    it.
    """
    wanted = typed.casefold()
    ranked = [(_rank(wanted, str(value).casefold()), value) for value in values]
    return [value for rank, value in sorted(ranked, key=lambda each: each[0]) if rank < _NO]


_NO: Final = 3


def _rank(wanted: str, candidate: str) -> int:
    if candidate.startswith(wanted):
        return 0
    if any(part.startswith(wanted) for part in re.split(r"[./#:]", candidate)):
        return 1
    return 2 if wanted in candidate else _NO


# Segment's query language


_OPEN: Final = re.compile(r"""(event|property|trait|context)\(\s*(['"])([^'"]*)$""")
_ROOTS: Final = {"property": "properties.", "trait": "traits.", "context": "context."}


def _in_segment(text: str, at: int, known: Vocabulary) -> Iterator[Offer]:
    begun = _OPEN.search(text, 0, at)
    if begun is None:
        if not text.strip():
            for name in known.values("event"):
                yield Offer(str(name), "an event", f"event('{name}').count() = 1", 0, len(text))
        return
    function, quote, typed = begun.groups()
    is_closed = re.match(rf"[^'\"()]*(?={quote})", text[at:])
    end, closing = (at + is_closed.end(), "") if is_closed else (at, f"{quote})")
    for name in matching_values(typed, _names(function, known)):
        yield Offer(str(name), function, f"{name}{closing}", begun.start(3), end)


def _names(function: str, known: Vocabulary) -> Iterable[object]:
    if function == "event":
        return known.values("event")
    root = _ROOTS[function]
    paths = (each.path for each in known.paths() if each.examples)
    return [path.removeprefix(root) for path in paths if path.startswith(root)]
