"""Skimming: of bare statements that cannot mean anything to a plan, only what must be known of every event is read.

That is its id, its time and whether somebody owns it; and the texts at the paths where the plan's conditions want one
of a few (their equality guards). Where these are all that the conditions look at, they are also enough to tell what a
statement means. Others in which a guard is met, that void another, or that are odd in any way are left to be read
whole, so what comes of a run is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache, reduce
from itertools import pairwise
from operator import attrgetter
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from engine import instant
from engine.conditions import mongo
from engine.events import VOIDED, identifier
from engine.match import Matcher
from engine.plan import Plan
from engine.progress import MatchedEvent
from engine.xapi import storage

Keys = tuple[str, ...]
"""A path into a bare statement."""

Guards = Mapping[Keys, frozenset[str]]
"""At each path, one of the texts must be found."""

Text = str | None | UnsetType
"""What a statement has at a path."""

Batch = TypeVar("Batch")

_Tests = list[tuple[Callable[["Head"], Text], frozenset[str]]]


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


class Skim:
    """Reads lines for a plan, whose live filters have these sets of guards."""

    def __init__(self, plan: Plan, guarded: Sequence[Guards]) -> None:
        self._paths = sorted({_VERB_ID, *(path for guards in guarded for path in guards)})
        self._texts = _getters(self._paths)
        self.batch = HeadDecoder(self._paths).batch
        self._verb = _getter(_VERB_ID)
        self._of_all = [_tests(guards) for guards in guarded if _VERB_ID not in guards]
        self._of_verbs: dict[Text, list[_Tests]] = {}
        for guards in (*guarded, _VOIDING):
            for verb in guards.get(_VERB_ID, ()):
                self._of_verbs.setdefault(verb, [*self._of_all]).append(_tests(guards))
        self._matcher = Matcher([plan])
        self._live = plan.live
        self._is_told = _tells(plan, self._paths)
        self._judged = lru_cache(maxsize=1 << 16)(self._judge)

    def found(self, heads: Sequence[Head]) -> tuple[list[tuple[int, tuple[int, ...]]], list[int]]:
        """The places of statements that mean something, with the numbers of the plan's filters that they satisfy; and
        where those are that must be read whole to tell.
        """
        found: list[tuple[int, tuple[int, ...]]] = []
        whole: list[int] = []
        for position in self._matters(heads):
            hits = self._judged(*self._texts(heads[position])) if self._is_told else None
            if hits is None:
                whole.append(position)
            elif hits:
                found.append((position, hits))
        return found, whole

    def _matters(self, heads: Sequence[Head]) -> list[int]:
        """The places where all guards of a condition are met, or another is voided."""
        verbs: Iterable[tuple[int, Text]] = enumerate(map(self._verb, heads))
        if not self._of_all:
            verbs = [(position, verb) for position, verb in verbs if verb in self._of_verbs]
        return [position for position, verb in verbs if self._meets(heads[position], verb)]

    def _meets(self, head: Head, verb: Text) -> bool:
        for tests in self._of_verbs.get(verb, self._of_all):
            for get, texts in tests:
                if get(head) not in texts:
                    break
            else:
                return True
        return False

    def _judge(self, *texts: Text) -> tuple[int, ...] | None:
        """The filters that all statements with these texts satisfy, if a live one is among them; None if another is
        voided.
        """
        document: dict[str, Any] = {}
        for path, text in zip(self._paths, texts, strict=True):
            if text is not UNSET:
                reduce(lambda below, key: below.setdefault(key, {}), path[:-1], document)[path[-1]] = text
        if document.get("verb", {}).get("id") == VOIDED:
            return None
        hits = self._matcher.hits({"statement": document}).get(0, ())
        return () if self._live.isdisjoint(hits) else hits


def _tells(plan: Plan, paths: Sequence[Keys]) -> bool:
    """Tell whether what a statement has at these paths is all that the plan looks at."""
    told = {".".join(("statement", *path)) for path in paths}
    asked = [mongo.paths(filter.query, mongo.LEARNING_LOCKER_DATES) for filter in plan.filters]
    of_statements = {path for each in asked for path in each if path.split(".")[0] in _WRAPPER}
    return plan.key_path is None and not plan.keeps_documents and of_statements <= told


def _tests(guards: Guards) -> _Tests:
    """Return what a statement with a verb that is asked for must have besides."""
    return [(_getter(path), texts) for path, texts in guards.items() if path != _VERB_ID]


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


def skim_for(plan: Plan) -> Skim | None:
    """None if a condition of the plan might hold of any statement."""
    live = [plan.filters[number].query for number in sorted(plan.live)]
    guarded = [_on_statements(mongo.guards(query, mongo.LEARNING_LOCKER_DATES)) for query in live]
    usable = [guards for guards in guarded if guards is not None]
    paths = sorted({_VERB_ID, *(path for guards in usable for path in guards)})
    if not all(usable) or any(longer[: len(path)] == path for path, longer in pairwise(paths)):
        return None
    return Skim(plan, usable)


def _on_statements(guards: Mapping[str, frozenset[Any]]) -> Guards | None:
    """The guards that a bare statement meets by a text in it; None if it cannot meet them."""
    found: dict[Keys, frozenset[str]] = {}
    for dotted, literals in guards.items():
        first, *keys = dotted.split(".")
        texts = frozenset(literal for literal in literals if isinstance(literal, str))
        if first not in _WRAPPER and len(texts) == len(literals):
            return None  # the document that it is wrapped into has nothing there
        if first == "statement" and len(texts) == len(literals) and _is_free(keys):
            found[tuple(keys)] = texts
    return found


def _is_free(keys: Sequence[str]) -> bool:
    """Tell whether a path leads to what a statement has as it was sent, and to what a head does not read in its own
    way.
    """
    if storage.sees(keys):
        return False
    return keys[0] not in Head.__struct_fields__


_WRAPPER: Final = ("statement", "timestamp", "stored")
_VERB_ID: Final[Keys] = ("verb", "id")
_VOIDING: Final[Guards] = {_VERB_ID: frozenset((VOIDED,))}


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


def _getters(paths: Sequence[Keys]) -> Callable[[Head], tuple[Text, ...]]:
    if len(paths) > 1:
        return attrgetter(*(".".join(map(_field, path)) for path in paths))
    get = _getter(*paths)
    return lambda head: (get(head),)


def _getter(path: Keys) -> Callable[[Head], Text]:
    return attrgetter(".".join(map(_field, path)))
