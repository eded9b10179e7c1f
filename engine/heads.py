"""The heads of bare statements: what must be known of every event, many lines at once.

That is its id, its time and whether somebody owns it; and the texts at the paths that whoever reads asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from engine import instant
from engine.events import identifier
from engine.progress import MatchedEvent

Keys = tuple[str, ...]
"""A path into a bare statement."""

Text = str | None | UnsetType
"""What a statement has at a path."""

Batch = TypeVar("Batch")


class _Account(Struct, frozen=True, gc=False):
    home: str = msgspec.field(name="homePage")
    name: str


class Actor(Struct, frozen=True, gc=False):
    """Identifiers of the actor of a statement."""

    mbox: str = ""
    mbox_sha1sum: str = ""
    openid: str = ""
    account: _Account | None = None

    def owner(self) -> str | None:
        """Canonical JSON of the actor (``engine.events.owner_of``)."""
        return _owner(self)


class Head(Struct, frozen=True, kw_only=True, gc=False):
    """The head of a bare statement; what guards look at is added. It must not have a ``statement``."""

    id: Annotated[str, Meta(min_length=1)]
    timestamp: str
    stored: Annotated[str, Meta(min_length=1)] | None = None
    actor: Actor
    statement: None = None

    def owner(self) -> str | None:
        """Canonical JSON of the actor (``engine.events.owner_of``)."""
        return self.actor.owner()


@lru_cache(maxsize=1 << 16)
def _owner(actor: Actor) -> str | None:
    return identifier(msgspec.to_builtins(actor))


class StatementBatch(Struct, frozen=True):
    """Plain bare statements in columns; ``newest`` is the last of the times, in microseconds."""

    heads: list[Head]
    ids: list[str]
    times: list[datetime]
    stored: list[datetime]
    newest: int

    def matched(self, found: Sequence[tuple[int, tuple[int, ...]]]) -> list[tuple[str | None, MatchedEvent]]:
        """The events at the positions ``found`` as a plan's fold sees them, with the filters that each satisfies, and
        whose they are.
        """
        places = [position for position, _ in found]
        times = instant.all_of([self.times[place] for place in places])
        stored = instant.all_of([self.stored[place] for place in places])
        return [
            (head.owner(), MatchedEvent(time=time, stored=at, id=head.id, ref=head.id, hits=hits))
            for head, (_, hits), time, at in zip(
                map(self.heads.__getitem__, places), found, times, stored, strict=True
            )
        ]


class HeadDecoder:
    """Decodes the heads of bare statements, with the texts at ``paths``; the verb's id is one of these."""

    def __init__(self, paths: Iterable[Keys] = (("verb", "id"),)) -> None:
        self._decode = msgspec.json.Decoder(_head(paths)).decode

    def batch(self, lines: Sequence[bytes]) -> StatementBatch | None:
        """The heads of lines, if each is a plain bare statement."""
        try:
            if not all(map(bytes.isascii, lines)):
                b"".join(lines).decode()
            heads = list(map(self._decode, lines))
            times = _times([head.timestamp for head in heads])
            stored = _times([head.stored or head.timestamp for head in heads])
            newest = instant.of(max(times))
        except (msgspec.MsgspecError, ValueError, TypeError, RecursionError):
            return None
        return StatementBatch(heads, [head.id for head in heads], times, stored, newest)


def batches(
    read: Callable[[Sequence[bytes]], Batch | None], lines: Sequence[bytes], first: int = 0
) -> Iterator[tuple[range, Batch | None]]:
    """Divide ``lines``: yield the places of those that ``read`` understands together, with what it makes of them, and
    the places of those that it does not understand, with None. Places count from ``first``.

    No line is read before the caller has dealt with those in front of it.
    """
    found = read(lines)
    if found is not None or all(
        read([line]) is None for line in lines[:2]
    ):  # then no other is read, most likely
        yield range(first, first + len(lines)), found
    else:
        half = len(lines) // 2
        yield from batches(read, lines[:half], first)
        yield from batches(read, lines[half:], first + half)


def count_unowned(heads: Iterable[Head]) -> int:
    """Return how many name no actor. Source: ``engine.events.owner_of``."""
    return sum(not _identified(head.actor) for head in heads if head.actor.account is None)


def _identified(actor: Actor) -> bool:
    return bool(actor.mbox or actor.mbox_sha1sum or actor.openid)


def _times(texts: Sequence[str]) -> list[datetime]:
    """The times that texts tell (``engine.instant.parse``). Raises ValueError where only that can tell.

    A zone may push the first and the last year out of the calendar.
    """
    if not all(map(str.isascii, texts)) or min(texts) < "0002" or max(texts) >= "9999":
        raise ValueError
    return list(map(datetime.fromisoformat, texts))


_Optional = tuple[str, Any, Any]  # a field: its name, its type, its default


def _head(paths: Iterable[Keys]) -> type[Head]:
    """A head with the texts at these paths, none of which leads to another."""
    tree: dict[str, Any] = {}
    for path in paths:
        below = tree
        for key in path[:-1]:
            below = below.setdefault(key, {})
        below[path[-1]] = None
    verb = (_field("verb"), _object(tree.pop("verb")))  # without one it is no statement
    fields: list[tuple[str, Any] | _Optional] = [verb, *map(_optional, tree.items())]
    names = {_field(key): key for key in ("verb", *tree)}
    made = msgspec.defstruct("Head", fields, bases=(Head,), frozen=True, gc=False, kw_only=True, rename=names)
    assert issubclass(made, Head)
    return made


def _object(tree: Mapping[str, Any]) -> type[Struct]:
    names = {_field(key): key for key in tree}
    return msgspec.defstruct("Object", map(_optional, tree.items()), frozen=True, gc=False, rename=names)


def _optional(member: tuple[str, Mapping[str, Any] | None]) -> _Optional:
    """The field of a key: a text, or an object with more keys."""
    key, below = member
    if below is None:
        return _field(key), Text, UNSET
    kind = _object(below)
    return _field(key), kind, msgspec.field(default_factory=kind)


def _field(key: str) -> str:
    """Any key as a name in Python."""
    return f"at_{key.encode().hex()}"


def getters(paths: Sequence[Keys]) -> Callable[[Head], tuple[Text, ...]]:
    """Return what gives the texts at ``paths`` of a head that was decoded with them."""
    if len(paths) > 1:
        return attrgetter(*(".".join(map(_field, path)) for path in paths))
    get = getter(*paths)
    return lambda head: (get(head),)


def getter(path: Keys) -> Callable[[Head], Text]:
    """Return what gives the text at ``path`` of a head that was decoded with it."""
    return attrgetter(".".join(map(_field, path)))
