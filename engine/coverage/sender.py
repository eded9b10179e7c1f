"""Somebody made up who sends events; the real engine takes each of them and every timer."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from engine.coverage.coverage import Document
from engine.coverage.person import Model
from engine.events import Event, RejectedEvent, decode, from_document, owner_of
from engine.explain.own_log import prepare_event
from engine.fold import OwnerFold, fold
from engine.match import Matcher
from engine.plan import Plan
from engine.progress import Attempt, Progress
from engine.steps import Checklist, Item, Waypoint

MINUTE: Final = 60_000_000


class SentEvent(Struct, frozen=True):
    """An event with its holes, and as it was sent; the clock of its sender before, None where nothing had been sent."""

    template: Document
    document: Document
    clock: int | None


class Sender:
    """``progress`` is what the engine makes of what was ``sent``; positions in both are the same.

    Whoever ``is_late`` sends what a step waits for just before it times out.
    """

    def __init__(
        self,
        plan: Plan,
        model: Model,
        matcher: Matcher,
        number: int,
        start: int,
        seed: int,
        is_late: bool = False,
    ) -> None:
        self.plan = plan
        self.model = model
        self._fold = OwnerFold(plan, Progress(owner=""), seed)
        self.sent: list[SentEvent] = []
        self._matcher, self._number, self._start, self._seed = matcher, number, start, seed
        self._is_late = is_late

    @property
    def progress(self) -> Progress:
        return self._fold.progress

    @property
    def attempt(self) -> Attempt | None:
        """The first attempt: the one that walks."""
        return self.progress.attempts[0] if self.progress.attempts else None

    @property
    def clock(self) -> int:
        return self._start if self.progress.clock is None else self.progress.clock

    @property
    def soon(self) -> int:
        """Return when the next event comes: in a minute, but long before the step times out."""
        if self.progress.clock is None:
            return self._start
        due = None if self.attempt is None else self.attempt.due
        if self._is_late and due is not None and due - self.clock > 2 * MINUTE:
            return due - MINUTE
        patience = MINUTE if due is None else min(MINUTE, max((due - self.clock) // 60, 1))
        return self.clock + min(patience, self._spacing)

    @property
    def _spacing(self) -> int:
        """Return how long after each other events may come, so that the window of the step holds its count."""
        step = None if self.attempt is None else self.plan.journey.steps[self.attempt.at]
        parts = step.items.values() if isinstance(step, Checklist) else [step]
        spacings = [
            part.within.microseconds // (part.count + 1)
            for part in parts
            if isinstance(part, Waypoint | Item) and part.within is not None
        ]
        return max(min(spacings, default=MINUTE), 1)

    def send(self, template: Document, at: int) -> bool:
        """Send ``template`` at the instant ``at`` if it is an event of this person that can still happen; tell
        whether it is.
        """
        document = self.model.filled(template, self._number, len(self.sent), at)
        if self.sent:
            document = self.model.same_person(template, document, self.sent[0].document)
        event = _event(document)
        whose = None if event is None else owner_of(event, self.plan.journey.track_by)
        if event is None or whose is None or event.time < self.clock:
            return False
        if not self.sent:
            self._stand(replace(self.progress, owner=whose))
        elif whose != self.progress.owner:
            return False
        self.sent.append(SentEvent(template, document, self.progress.clock))
        self._fold.advance(prepare_event(self.plan, self._matcher, event))
        return True

    def wait(self, until: int) -> None:
        """Let time pass."""
        self._fold.tick(until)

    def before(self, position: int) -> Progress:
        """The sender as it stood before the event at ``position`` was sent."""
        progress, clock = self.progress, self.sent[position].clock
        if clock is None:
            return Progress(owner=progress.owner)
        return fold(self.plan, progress.owner, progress.log[:position], clock, self._seed)

    def back_to(self, position: int, progress: Progress) -> None:
        """Go back to before the event at ``position`` was sent; ``progress`` where that has not been yet."""
        self._stand(self.before(position) if position < len(progress.log) else progress)
        del self.sent[position:]

    def _stand(self, progress: Progress) -> None:
        self._fold = OwnerFold(self.plan, progress, self._seed)


def _event(document: Document) -> Event | None:
    """The event of ``document`` as whoever reads it from a file will see it."""
    try:
        return from_document(decode(msgspec.json.encode(document)))
    except (RejectedEvent, TypeError, ValueError):
        return None
