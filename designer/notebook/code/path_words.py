"""Paths: what lies ahead of an attempt, said step by step.

>>> reminded = after("14d").outcome("https://example.org/remind", "remind").exit("lost", completes=False)
>>> [stop.name for stop in reminded.stops]
['remind', 'lost']
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, Literal, Self

from msgspec import Struct

from designer.notebook.code.column_terms import EventCondition
from designer.notebook.code.word_arguments import condition_of, count_of, duration_of, percent_of
from engine.edit.fields import with_fields
from engine.steps import (
    Checklist,
    Condition,
    Delay,
    Exit,
    Item,
    Outcome,
    Split,
    Step,
    Transition,
    Waypoint,
)

OPEN: Final = ""
"""The end of a transition that is not known yet."""


class PathStop(Struct, frozen=True):
    """A step to come: what it is called, what it is, and the transitions out of it besides the ordinary one.

    A name that was ``chosen`` is meant; one that was not may have a number behind it.
    """

    name: str
    step: Step
    branches: tuple[Path, ...] = ()
    chosen: bool = True


class Back(Struct, frozen=True):
    """The transition leads to a step that is there already."""

    name: str


class PathWords(Struct, frozen=True):
    """The words that steps are said with. Each gives a longer path and leaves this one as it is.

    The name of a step is its id; a name that is no id, such as ``"Quiz passed"``, gets one: ``quiz-passed``.
    """

    def _then(self, stop: PathStop | Back) -> Self:
        raise NotImplementedError

    def waypoint(
        self,
        name: str,
        condition: Condition,
        *,
        count: int = 1,
        distinct: str | None = None,
        within: str | None = None,
        zone: str | dict[str, str] | None = None,
        same_key: bool = True,
        timeout: Path | str | timedelta | None = None,
    ) -> Self:
        """Wait until ``count`` events match. ``timeout`` is where people go who wait too long: ``after("3d")…``.

        ``distinct``: events with different values count (a path, or ``day`` for different days in the ``zone``);
        ``within``: they come within this time; ``same_key``: False takes events with any concurrency key.

        >>> after("1d").waypoint("quiz", verb("passed"), count=2).stops[0].step.count
        2
        """
        more = {"distinct": distinct, "within": within, "zone": zone, "same_key": same_key}
        step = with_fields(Waypoint(condition=condition_of(condition), count=count_of(count)), more)
        return self._then(PathStop(name, step, _timeout(timeout)))

    def checklist(
        self,
        name: str,
        items: Mapping[str, Condition | Item],
        *,
        required: int | None = None,
        timeout: Path | str | timedelta | None = None,
    ) -> Self:
        """Wait until ``required`` of the items (all by default) are complete, in any order.

        >>> list(after("1d").checklist("both", {"Quiz passed": verb("passed")}).stops[0].step.items)
        ['Quiz passed']
        """
        listed = {
            each: item if isinstance(item, Item) else Item(condition=condition_of(item))
            for each, item in items.items()
        }
        needed = None if required is None else count_of(required, "required")
        return self._then(PathStop(name, Checklist(items=listed, required=needed), _timeout(timeout)))

    def split(self, *branches: Path, name: str | None = None, sticky: bool = False) -> Self:
        """Go one of several transitions, each said as ``when(…)``, ``after(…)``, ``share(…)`` or ``otherwise()``.

        With ``after``, the first event that matches decides; with ``otherwise``, what is known by then; with shares,
        a draw (``sticky``: the same in every attempt). A branch that does not end leads on to the next step.

        >>> after("1d").split(share(50).exit("a"), share(50)).stops[0].step.on
        'random'
        """
        for branch in branches:
            if not isinstance(branch, Path):
                raise TypeError(
                    f"a branch is when(condition), after(duration), share(percent) or otherwise(), not {branch!r}"
                )
        step = Split(on=_split_basis(branches), sticky=sticky)
        return self._then(PathStop(name or "choose", step, branches, name is not None))

    def delay(self, duration: str | timedelta, name: str | None = None) -> Self:
        """Wait for a fixed time: ``90s``, ``45m``, ``2h``, ``3d``, ``2w``, ``1d12h``, a timedelta. Raises ValueError.

        >>> after("1d").delay("PT36H").stops[0].step.duration
        '1d12h'
        """
        step = Delay(duration=duration_of(duration))
        return self._then(PathStop(name or "wait", step, chosen=name is not None))

    def until(
        self,
        moment: dict[str, Any],
        zone: str | dict[str, str] | None = None,
        name: str | None = None,
        *,
        follow: bool = False,
    ) -> Self:
        """Wait until a moment: a date, a weekday, or days and hours. Raises InvalidEdit for what is none.

        ``moment`` as in the document (``until``); ``zone``: a name, or where the person's is known and which else.

        >>> after("1d").until({"weekday": "mon", "at": "09:00"}, "Europe/Lisbon").stops[0].step.zone
        'Europe/Lisbon'
        """
        step = with_fields(Delay(), {"until": moment, "zone": zone, "follow": follow})
        return self._then(PathStop(name or "wait", step, chosen=name is not None))

    def outcome(self, what: str | dict[str, Any] | list[dict[str, Any]], name: str | None = None) -> Self:
        """Let something happen: call back a URL, emit a statement (an object), reach destinations (a list).

        >>> after("1d").outcome("https://example.org/done").stops[0].step.type
        'callback'
        """
        return self._then(PathStop(name or "tell", _outcome(what), chosen=name is not None))

    def exit(self, name: str | None = None, *, completes: bool = True) -> Self:
        """End here. An exit that has been said before is the same one.

        >>> after("1d").exit(completes=False).stops[0].name
        'lost'
        """
        chosen = name or ("done" if completes else "lost")
        return self._then(PathStop(chosen, Exit(completes=completes), chosen=name is not None))

    def to(self, step: str) -> Self:
        """Lead to a step that has been said before, by its id.

        >>> after("7d").to("quiz").stops
        (Back(name='quiz'),)
        """
        return self._then(Back(step))


class Path(PathWords, frozen=True):
    """A transition out of a step: what decides that it is taken, and the steps along it."""

    guard: Transition
    stops: tuple[PathStop | Back, ...] = ()

    def _then(self, stop: PathStop | Back) -> Self:
        return type(self)(self.guard, (*self.stops, stop))


def when(condition: Condition, name: str = "") -> Path:
    """The transition for those of whom the condition is true.

    >>> when(verb("passed"), "passed").guard.name
    'passed'
    """
    return Path(Transition(source=OPEN, target=OPEN, when=condition_of(condition), name=name))


def after(duration: str | timedelta) -> Path:
    """The transition for those who have waited this long. Raises ValueError for what is no duration.

    >>> after("P14D").guard.after
    '2w'
    """
    return Path(Transition(source=OPEN, target=OPEN, after=duration_of(duration)))


def share(percent: float, name: str = "") -> Path:
    """The transition for this share of all, drawn by lot.

    >>> share(12.5).guard.percent
    12.5
    """
    return Path(Transition(source=OPEN, target=OPEN, percent=percent_of(percent), name=name))


def otherwise() -> Path:
    """The transition for those of whom no condition is true.

    >>> otherwise().guard.default
    True
    """
    return Path(Transition(source=OPEN, target=OPEN, default=True))


def verb(id: str) -> EventCondition:
    """The condition that a statement has this verb: its id, or the end of it, looked up in the events of a run.

    >>> verb("http://adlnet.gov/expapi/verbs/passed")
    {'statement.verb.id': 'http://adlnet.gov/expapi/verbs/passed'}
    """
    if not isinstance(id, str) or not id:
        raise TypeError(f"a verb is called by its id, or by the end of it, not by {id!r}")
    return EventCondition({"statement.verb.id": id})


def _timeout(given: Path | str | timedelta | None) -> tuple[Path, ...]:
    if given is None:
        return ()
    return (given if isinstance(given, Path) else after(given),)


def _split_basis(branches: tuple[Path, ...]) -> Literal["event", "data", "random"]:
    """Return what a split looks at, by the transitions out of it; the rules tell what is missing."""
    if any(branch.guard.percent is not None for branch in branches):
        return "random"
    return "data" if any(branch.guard.default for branch in branches) else "event"


def _outcome(what: str | dict[str, Any] | list[dict[str, Any]]) -> Outcome:
    if isinstance(what, str):
        return Outcome(type="callback", callback=what)
    if isinstance(what, dict):
        return Outcome(type="statement", statement=what)
    return Outcome(type="destination", destinations=what)
