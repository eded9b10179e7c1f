"""The history of an owner, move by move: the fold, watched."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from engine.fold import fold
from engine.log import GrowingLog
from engine.machine import Moved, OwnerMachine, Watch
from engine.moment import Moment
from engine.plan import Plan
from engine.program import program
from engine.progress import Attempt, Effect, MatchedEvent, Progress, Status
from engine.run import run


class Movement(Struct, frozen=True, kw_only=True, gc=False):
    """The move that one event, or one timer (no ``event``), made of one attempt.

    Before, it stood at ``source`` (None: it starts), now at ``target``. ``path`` are the steps it entered and
    ``transitions`` those it took, by index. ``counted`` are the waypoints that took the event, each with how many
    events it has now. ``status`` is how the attempt stands afterwards; ``rule`` is the exit rule that ended it.
    """

    owner: str
    attempt: int
    at: int
    event: MatchedEvent | None
    source: str | None
    target: str
    path: tuple[str, ...]
    transitions: tuple[int, ...]
    counted: dict[str, int]
    status: Status
    rule: str | None
    effects: tuple[Effect, ...]

    @property
    def order(self) -> tuple[int, bool, int, str, str]:
        """The central law's order (semantics §3), timers before events of the same time, then by owner."""
        return order(self.at, self.event, self.owner)


def order(at: int, event: MatchedEvent | None, owner: str) -> tuple[int, bool, int, str, str]:
    """Return where an event, or a timer at this instant, stands among all owners' moves."""
    return (at, False, 0, "", owner) if event is None else (at, True, event.stored, event.id, owner)


class History(Struct, frozen=True, gc=False):
    """An owner's progress, and the moves that led there, in the order in which they happened."""

    progress: Progress
    moves: tuple[Movement, ...]


def history(plan: Plan, owner: str, log: Iterable[MatchedEvent], until: int, seed: int = 0) -> History:
    """Fold the ``log`` of ``owner`` by ``plan`` and ``seed`` up to ``until`` and note each move. Events that move no
    attempt leave none.
    """
    moves: list[Movement] = []
    progress = fold(plan, owner, log, until, seed, _note(moves), moves_only=True)
    return History(progress, tuple(moves))


def moves_to(plan: Plan, progress: Progress, seed: int = 0) -> tuple[Movement, ...]:
    """The moves by which an owner came to ``progress``, which has its log, by ``plan`` and ``seed``."""
    moves: list[Movement] = []
    machine = OwnerMachine.of(program(plan), progress.owner, GrowingLog(progress.log), seed, _note(moves))
    run(machine, progress.clock or 0)
    return tuple(moves)


def _note(moves: list[Movement]) -> Watch:
    """A watch that notes each move in ``moves``."""

    def watch(moment: Moment, before: Attempt | None, moved: Moved | None) -> None:
        if moved is not None and moved[0] is not before:
            moves.append(_move(moment, before, *moved))

    return watch


def _move(moment: Moment, before: Attempt | None, after: Attempt, effects: tuple[Effect, ...]) -> Movement:
    return Movement(
        owner=moment.owner,
        attempt=after.number,
        at=moment.now,
        event=moment.event,
        source=None if before is None else before.at,
        target=after.at,
        path=after.path[len(before.path) if before else 0 :],
        transitions=after.transitions[len(before.transitions) if before else 0 :],
        counted=_counts_at(after, moment.position) if moment.event else {},
        status=after.status,
        rule=after.exit_rule,
        effects=effects,
    )


def _counts_at(after: Attempt, position: int) -> dict[str, int]:
    """Waypoints that took the event at this position, whether or not it completed them."""
    reached = {id: len(each.events) for id, each in after.waypoints.items() if each.events[-1] == position}
    waiting = {id: len(events) for id, events in after.open.items() if events[-1] == position}
    return reached | waiting
