"""Skimming: of bare statements that cannot mean anything to a plan, only what must be known of every event is read.

That is its id, its time and whether somebody owns it; and the texts at the paths where the plan's conditions want one
of a few (their equality guards). Where these are all that the conditions look at, they are also enough to tell what a
statement means. Others in which a guard is met, that void another, or that are odd in any way are left to be read
whole, so what comes of a run is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import pairwise
from typing import Any, Final

from msgspec import UNSET

from engine.conditions import mongo
from engine.events import VOIDED
from engine.heads import Head, HeadDecoder, Keys, Text, getter, getters
from engine.match import Matcher
from engine.plan import Plan
from engine.xapi import storage

Guards = Mapping[Keys, frozenset[str]]
"""At each path, one of the texts must be found."""

_Tests = list[tuple[Callable[[Head], Text], frozenset[str]]]


class Skim:
    """Reads lines for a plan, whose live filters have these sets of guards."""

    def __init__(self, plan: Plan, guarded: Sequence[Guards]) -> None:
        self._paths = sorted({_VERB_ID, *(path for guards in guarded for path in guards)})
        self._texts = getters(self._paths)
        self.batch = HeadDecoder(self._paths).batch
        self._verb = getter(_VERB_ID)
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
    return [(getter(path), texts) for path, texts in guards.items() if path != _VERB_ID]


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
