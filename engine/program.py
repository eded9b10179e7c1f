"""A plan compiled for the fold: what each step waits for, and what each transition leads through.

Between two steps that wait, most transitions lead through the same steps for everybody. Such a stretch is a ``Hop``,
found once. Only splits on data and random splits choose on the way, and end a hop.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, assert_never

from msgspec import Struct
from msgspec.structs import replace

from engine.alphabet import Alphabet
from engine.calendar.moments import MomentWait
from engine.plan import FilterTest, Plan, Test
from engine.progress import Status
from engine.steps import Checklist, Delay, Entry, Exit, ExitRule, FirstMatch, Outcome, Split, Step, Waypoint
from engine.tally import Tally
from engine.wakes import Filters, Wakes, any_of, wakes


class Hop(Struct, frozen=True):
    """The path on which one transition leads through, and to ``target``: a step that waits, ends, or (``chooses``) is a
    split.

    ``transitions`` are taken, by index; the steps of ``path`` are entered and recorded, and of these the ``outcomes``
    have an effect. ``plain``: that is all there is to it; no effect, no choice, no timer where it leads.
    """

    transitions: tuple[int, ...]
    path: tuple[str, ...]
    outcomes: tuple[str, ...]
    target: str
    chooses: bool
    plain: bool


class BranchTest(Struct, frozen=True):
    """A branch of an event split: its transition, by index, and the test that opens it."""

    transition: int
    test: Test
    same_key: bool


class ItemTest(Struct, frozen=True):
    """An active item of a checklist: how many events it takes, and which."""

    count: int
    test: Test
    tally: Tally | None
    same_key: bool


class Stop(Struct, frozen=True, kw_only=True):
    """A step at which an attempt waits, and what it needs there. Times are microseconds.

    Its timer is due after ``patience``, or when the moment of ``wait`` comes; where that has no date, an attempt leaves
    at once by the transition ``default``. ``follows``: a changed trait has the moment reckoned again.
    ``test`` and ``filter`` (where one filter decides) are a waypoint's; ``plain``: nothing else can move an attempt
    from there, neither an exit rule nor another concurrency key, and it takes the first ``count`` events.
    ``branches`` are an event split's. ``items`` are the active ones of a checklist, of which it takes ``required``.
    ``any_key``: it may take events with another concurrency key than the attempt's.
    """

    id: str
    step: Step
    wake: Filters
    patience: int | None = None
    wait: MomentWait | None = None
    default: int | None = None
    follows: bool = False
    timeout: int | None = None
    onward: int = 0
    count: int = 1
    test: Test | None = None
    filter: int | None = None
    plain: bool = False
    same_key: bool = True
    tally: Tally | None = None
    branches: tuple[BranchTest, ...] = ()
    items: dict[str, ItemTest] = {}
    required: int = 0
    any_key: bool = False


class Program:
    """A plan made ready to be folded by; ``program`` keeps those used last."""

    def __init__(self, plan: Plan) -> None:
        self.plan: Final = plan
        self.wakes: Final[Wakes] = wakes(plan)
        self.alphabet: Final = Alphabet()
        self.rules: Final[tuple[tuple[ExitRule, Test], ...]] = tuple(
            (rule, plan.tests["exit", rule.id]) for rule in plan.journey.exit_rules if rule.active
        )
        self.stops: Final = {
            id: self._stop(id, step)
            for id, step in plan.journey.steps.items()
            if id in plan.halting_steps and not isinstance(step, Exit)
        }
        self.endings: Final[dict[str, Status]] = {
            id: "completed" if step.completes else "gave_up"
            for id, step in plan.journey.steps.items()
            if isinstance(step, Exit)
        }
        self.opening: Final = self.hop(None)
        self.first: Final = self._first()
        self._hops: dict[int, Hop] = {}
        self._with_entry: dict[str, Filters] = {}

    def _first(self) -> Stop | None:
        """The plain waypoint at which attempts begin with the event that it takes; None if they begin otherwise."""
        entry = self.plan.journey.steps[self.plan.journey.entry]
        first = self.stops.get(self.opening.target)
        waits = isinstance(entry, Entry) and isinstance(entry.trigger, FirstMatch)
        return first if waits and first is not None and first.plain and self.opening.plain else None

    def wake(self, step: str, may_start: bool) -> Filters:
        """Return what can move an attempt that waits at a step, or, if one ``may_start``, start another."""
        if not may_start:
            return self.stops[step].wake
        if step not in self._with_entry:
            self._with_entry[step] = any_of((self.stops[step].wake, self.wakes.entry))
        return self._with_entry[step]

    def onto(self, transition: int) -> Hop:
        """Return what a transition, by its index, leads through."""
        found = self._hops.get(transition)
        if found is None:
            found = self._hops[transition] = self.hop(transition)
        return found

    def hop(self, transition: int | None) -> Hop:
        """Return what a transition, by its index, leads through; None: what the entry itself leads through."""
        if transition is None:
            return self.arrival(self.plan.journey.entry)
        return self.arrival(self.plan.journey.transitions[transition].target, transition)

    def arrival(self, target: str, transition: int | None = None) -> Hop:
        """Return what entering the step ``target`` leads through; by a ``transition``, if one leads there."""
        plan, steps = self.plan, self.plan.journey.steps
        taken: list[int] = []
        path: list[str] = []
        outcomes: list[str] = []
        while True:
            if transition is not None:
                taken.append(transition)
                target = plan.journey.transitions[transition].target
            if target in plan.recorded:
                path.append(target)
            step = steps[target]
            if isinstance(step, Outcome) and step.active:
                outcomes.append(target)
            chooses = isinstance(step, Split) and target not in plan.halting_steps
            if chooses or target in plan.halting_steps:
                timed = target in plan.patience or target in plan.waits
                plain = not (outcomes or chooses or timed)
                return Hop(tuple(taken), tuple(path), tuple(outcomes), target, chooses, plain)
            transition = plan.onward[target]

    def _stop(self, id: str, step: Step) -> Stop:
        plan = self.plan
        waiting = Stop(
            id=id,
            step=step,
            wake=None if id in plan.follows else self.wakes.steps[id],
            patience=plan.patience.get(id),
            wait=plan.waits.get(id),
            default=plan.defaults.get(id),
            follows=id in plan.follows,
            timeout=plan.onward[id] if isinstance(step, Delay) else plan.timeouts.get(id),
            onward=plan.onward.get(id, 0),
        )
        return _with_tests(waiting, plan)


def _with_tests(stop: Stop, plan: Plan) -> Stop:
    """The ``stop`` with what its kind of step asks of events by ``plan``."""
    match stop.step:
        case Waypoint():
            return _waypoint(stop, stop.step, plan)
        case Checklist(items=items, required=required):
            active = {
                item: ItemTest(
                    each.count,
                    plan.tests["item", stop.id, item],
                    plan.tallies.get(("item", stop.id, item)),
                    each.same_key,
                )
                for item, each in items.items()
                if each.active
            }
            return replace(
                stop,
                items=active,
                required=len(active) if required is None else required,
                any_key=not all(each.same_key for each in active.values()),
            )
        case Split():
            branches = tuple(
                BranchTest(index, plan.tests["branch", str(index)], transition.same_key)
                for index, transition in plan.journey.out(stop.id)
                if transition.when is not None
            )
            return replace(stop, branches=branches, any_key=not all(each.same_key for each in branches))
        case Entry() | Delay() | Outcome() | Exit():
            return stop
        case _ as unknown:
            assert_never(unknown)


def _waypoint(stop: Stop, step: Waypoint, plan: Plan) -> Stop:
    """The ``stop`` of a waypoint ``step`` of ``plan``."""
    test, tally = plan.tests["step", stop.id], plan.tallies.get(("step", stop.id))
    filter = test.filter if isinstance(test, FilterTest) else None
    others = plan.key_path is not None or any(rule.active for rule in plan.journey.exit_rules)
    return replace(
        stop,
        count=step.count,
        test=test,
        filter=filter,
        plain=filter is not None and tally is None and not others,
        same_key=step.same_key,
        tally=tally,
        any_key=not step.same_key,
    )


@lru_cache(maxsize=16)
def program(plan: Plan) -> Program:
    """The program of a plan."""
    return Program(plan)
