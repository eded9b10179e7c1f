"""A preview of publishing a changed design: where everybody stands now and afterwards, and what becomes of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from engine.fold import enter
from engine.journey import Journey
from engine.migration.correspondence import Correspondence
from engine.progress import Attempt, Effect, Progress, Status
from engine.simulate import SimulationResult
from engine.steps import Checklist, Waypoint

Policy = Literal["replay", "stay", "skip_forward", "exit"]
"""What becomes of those in flight. ``replay``: their history is gone through again by the new design, as this server
and a recalculation do. Else they keep their place, and those whose step is gone ``stay`` in the old design, go on to
the next step that is there (``skip_forward``), or leave (``exit``)."""
POLICIES: Final[tuple[Policy, ...]] = get_args(Policy)

MOST_SHOWN: Final = 5
"""Examples of a group of people."""

Standing = tuple[Status | None, str | None]
"""How an attempt stands, and at which step; None, None: it has not started."""
EXITED: Final[Standing] = ("exited", None)


class PeopleSample(Struct, frozen=True):
    """A number of attempts, and the owners of the first few."""

    count: int = 0
    examples: tuple[str, ...] = ()

    def with_one(self, owner: str) -> PeopleSample:
        """Return it with one more, of ``owner``."""
        known = len(self.examples) >= MOST_SHOWN or owner in self.examples
        return PeopleSample(self.count + 1, self.examples if known else (*self.examples, owner))


class MigrationTarget(Struct, frozen=True):
    """A place where so many come to stand; without a step and a status, they have not started there."""

    step: str | None
    status: Status | None
    count: int


class StepMigration(Struct, frozen=True):
    """The attempts that stand at one place now, and where each policy puts them.

    ``step`` and ``status`` are of the old design; ``gone``: the new one does not have the step.
    """

    step: str | None
    status: Status | None
    gone: bool
    sample: PeopleSample
    becomes: dict[Policy, tuple[MigrationTarget, ...]]


class OutcomeChange(Struct, frozen=True):
    """People to whom an outcome, by its step, happens as it should not."""

    outcome: str
    sample: PeopleSample


class MigrationPreview(Struct, frozen=True, kw_only=True):
    """Everything that publishing does to people, as of ``until``; counts are of attempts.

    ``stays``, ``moves`` and ``ends`` are what replaying does to those in flight, ``restarts`` to those who had ended
    and ``starts`` to those who had not started; ``stranded`` stand on a step that is gone. ``longer`` wait at the same
    step for more, or for a later time. ``twice``: an outcome that somebody has had is due again. ``never``: an outcome
    that lay ahead of somebody cannot be reached any more. ``at_once`` are sent when the design is published.
    ``waiting`` is how many wait at each step of the new design then.
    """

    until: int | None
    people: int
    in_flight: int
    stays: int
    moves: int
    ends: int
    restarts: int
    starts: int
    stranded: int
    steps: tuple[StepMigration, ...]
    longer: PeopleSample
    twice: tuple[OutcomeChange, ...]
    never: tuple[OutcomeChange, ...]
    at_once: dict[str, int]
    waiting: dict[str, int]


def preview(before: SimulationResult, after: SimulationResult) -> MigrationPreview:
    """Hold everybody's progress by two designs against each other; both are of the same events, clock and seed."""
    return _Preview(before, after).result()


class _Preview:
    """Goes through everybody once, and counts."""

    def __init__(self, before: SimulationResult, after: SimulationResult) -> None:
        self._before, self._after = before, after
        self._designs = Correspondence.of(before.plan.journey, after.plan.journey)
        self._people: set[str] = set()
        self._samples: dict[Standing, PeopleSample] = {}
        self._after_replay: defaultdict[Standing, Counter[Standing]] = defaultdict(Counter)
        self._skipped: defaultdict[Standing, Counter[Standing]] = defaultdict(Counter)
        self._replayed: Counter[str] = Counter()
        self._longer = PeopleSample()
        self._twice: dict[str, PeopleSample] = {}
        self._never: dict[str, PeopleSample] = {}
        self._at_once: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()

    def result(self) -> MigrationPreview:
        now = {each.owner: each for each in (*self._after.owners, *self._after.others)}
        was = {each.owner: each for each in (*self._before.owners, *self._before.others)}
        for owner in {**was, **now}:
            self._person(was.get(owner) or Progress(owner=owner), now.get(owner) or Progress(owner=owner))
        steps = tuple(self._step(standing) for standing in self._in_order())
        return MigrationPreview(
            until=self._after.until,
            people=len(self._people),
            in_flight=sum(each.sample.count for each in steps if each.status == "running"),
            stays=self._replayed["stays"],
            moves=self._replayed["moves"],
            ends=self._replayed["ends"],
            restarts=self._replayed["restarts"],
            starts=self._replayed["starts"],
            stranded=sum(each.sample.count for each in steps if each.gone),
            steps=steps,
            longer=self._longer,
            twice=_outcome_changes(self._twice),
            never=_outcome_changes(self._never),
            at_once=dict(self._at_once),
            waiting={id: self._waiting[id] for id in self._designs.after.steps if self._waiting[id]},
        )

    def _person(self, was: Progress, now: Progress) -> None:
        for number in range(max(len(was.attempts), len(now.attempts))):
            before = was.attempts[number] if number < len(was.attempts) else None
            after = now.attempts[number] if number < len(now.attempts) else None
            self._attempt(was, now, before, after)
            if before is not None and before.status == "running":
                self._people.add(was.owner)
                self._note_lost(was, now, before, after)
        self._note_repeated(was, now)

    def _attempt(self, was: Progress, now: Progress, before: Attempt | None, after: Attempt | None) -> None:
        """Count an attempt of somebody: ``before`` by the old design, ``after`` by the new one."""
        standing = _standing(before)
        self._samples[standing] = self._samples.get(standing, PeopleSample()).with_one(was.owner)
        self._after_replay[standing][_standing(after)] += 1
        if before is not None and self._is_gone(standing):
            self._skipped[standing][self._skip_forward(was, now, before)] += 1
        self._replayed[_change(standing, _standing(after), self._designs)] += 1
        if after is not None and after.status == "running":
            self._waiting[after.at] += 1
        if before is not None and after is not None and self._waits_longer(before, after):
            self._longer = self._longer.with_one(was.owner)

    def _is_gone(self, standing: Standing) -> bool:
        """Tell whether it is of an attempt in flight, on a step that the new design does not have."""
        status, step = standing
        return status == "running" and step is not None and self._designs.step(step) is None

    def _skip_forward(self, was: Progress, now: Progress, before: Attempt) -> Standing:
        """Return where the attempt ``before`` of somebody, who ``was`` and is ``now`` so far, goes on from the next
        step that is there.
        """
        ahead = self._designs.next(before.at)
        if ahead is None:
            return EXITED
        moved, _ = enter(
            self._after.plan,
            now,
            _carry_over(before, was, now),
            ahead,
            self._after.until or 0,
            self._after.seed,
        )
        return _standing(moved)

    def _waits_longer(self, before: Attempt, after: Attempt) -> bool:
        if "running" not in (before.status, after.status) or before.status != after.status:
            return False
        if self._designs.step(before.at) != after.at:
            return False
        later = before.due is not None and (after.due is None or after.due > before.due)
        return later or _missing(self._designs.after, after) > _missing(self._designs.before, before)

    # Outcomes

    def _note_lost(self, was: Progress, now: Progress, before: Attempt, after: Attempt | None) -> None:
        """Note the outcomes ahead of the attempt ``before`` that it can never have any more."""
        had = {effect.step for effect in was.effects if effect.attempt == before.number}
        got = {effect.step for effect in now.effects if effect.attempt == before.number}
        at = self._designs.after.entry if after is None else after.at
        ahead = (
            frozenset() if after is not None and after.status != "running" else self._designs.ahead_after[at]
        )
        for outcome in self._designs.ahead_before[before.at] - had:
            if not self._designs.outcomes[outcome] & (got | ahead):
                self._never[outcome] = self._never.get(outcome, PeopleSample()).with_one(was.owner)

    def _note_repeated(self, was: Progress, now: Progress) -> None:
        """Note what is sent to somebody when the design is published, and what of it they have had already."""
        if not now.effects:
            return
        sent = {_visit(effect) for effect in was.effects}
        had = {effect.step for effect in was.effects}
        for effect in (each for each in now.effects if _visit(each) not in sent):
            self._at_once[effect.step] += 1
            if self._designs.outcomes_before.get(effect.step, frozenset()) & had:
                self._twice[effect.step] = self._twice.get(effect.step, PeopleSample()).with_one(was.owner)

    # Groups

    def _in_order(self) -> list[Standing]:
        """Return where somebody stands now, in the order of the old design's steps: those in flight first."""
        order = {id: number for number, id in enumerate(self._designs.before.steps)}
        return sorted(
            self._samples,
            key=lambda each: (each[0] != "running", each[0] or "", order.get(each[1] or "", len(order))),
        )

    def _step(self, standing: Standing) -> StepMigration:
        status, step = standing
        becomes: dict[Policy, tuple[MigrationTarget, ...]] = {
            "replay": _destinations(self._after_replay[standing]),
            **{policy: _destinations(places) for policy, places in self._stands_unreplayed(standing).items()},
        }
        return StepMigration(step, status, self._is_gone(standing), self._samples[standing], becomes)

    def _stands_unreplayed(self, standing: Standing) -> dict[Policy, Counter[Standing]]:
        """Return where the policies that replay nothing put those who stand there."""
        count = self._samples[standing].count
        if self._is_gone(standing):
            stay, leave = Counter({standing: count}), Counter({EXITED: count})
            return {"stay": stay, "skip_forward": self._skipped[standing], "exit": leave}
        status, step = standing
        there = Counter({(status, self._designs.step(step) if status == "running" and step else step): count})
        return dict.fromkeys(POLICIES[1:], there)


def _standing(attempt: Attempt | None) -> Standing:
    return (None, None) if attempt is None else (attempt.status, attempt.at)


def _change(before: Standing, after: Standing, designs: Correspondence) -> str:
    """Return what replaying does to an attempt, in one word."""
    if before[0] is None:
        return "starts"
    if before[0] != "running":
        return "restarts" if after[0] == "running" else "ended"
    if after[0] != "running":
        return "ends"
    return "stays" if before[1] is not None and designs.step(before[1]) == after[1] else "moves"


def _missing(journey: Journey, attempt: Attempt) -> int:
    """Return how many events or items the step still asks for at which an attempt waits."""
    step = journey.steps[attempt.at]
    if isinstance(step, Waypoint):
        return step.count - len(attempt.open.get(attempt.at, ()))
    if isinstance(step, Checklist):
        items = {id: item for id, item in step.items.items() if item.active}
        done = sum(len(attempt.open.get(id, ())) >= item.count for id, item in items.items())
        return (len(items) if step.required is None else step.required) - done
    return 0


def _carry_over(before: Attempt, was: Progress, now: Progress) -> Attempt:
    """The attempt ``before`` with its events as positions in the log of ``now``, as far as they are there."""
    there = {event.id: position for position, event in enumerate(now.log)}
    positions = {position: there[event.id] for position, event in enumerate(was.log) if event.id in there}
    return replace(
        before,
        entry=positions.get(before.entry) if before.entry is not None else None,
        taken=tuple(positions[each] for each in before.taken if each in positions),
        last={step: positions[each] for step, each in before.last.items() if each in positions},
        seen=len(now.log),
        open={},
        due=None,
    )


def _visit(effect: Effect) -> tuple[int, str, int]:
    """The visit that has an effect: what its id is made from, but for the journey and the owner."""
    return effect.attempt, effect.step, effect.visit


def _destinations(counted: Counter[Standing]) -> tuple[MigrationTarget, ...]:
    return tuple(MigrationTarget(step, status, count) for (status, step), count in counted.most_common())


def _outcome_changes(found: Mapping[str, PeopleSample]) -> tuple[OutcomeChange, ...]:
    return tuple(OutcomeChange(outcome, sample) for outcome, sample in sorted(found.items()))
