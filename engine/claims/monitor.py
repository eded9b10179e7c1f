"""The meaning of claims: a monitor that is told, one after the other, which steps an attempt reaches and when.

A waypoint or a checklist is reached when it is complete, any other step when an attempt comes to it.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from engine.claim import Claim


class Monitor(Struct, frozen=True):
    """A claim, held against one attempt so far.

    ``progress`` counts the steps of a pattern that have been reached in order, or how often a step has been reached.
    ``since`` is when the step of ``if`` was reached that still waits for its ``then``. ``broken_at`` is the instant at
    which the claim was broken for good; None as long as it was not. Instants are microseconds.
    """

    claim: Claim
    progress: int = 0
    since: int | None = None
    broken_at: int | None = None

    def reach(self, step: str, at: int) -> Monitor:
        """The monitor after an attempt has reached ``step`` at the instant ``at``."""
        now = self.wait(at)
        if now.broken_at is not None:
            return now
        claim = self.claim
        if (pattern := claim.never or claim.always) is not None:
            return now._follow(pattern, step, at)
        if claim.only_after is not None:
            return now._precede(*claim.only_after, step, at)
        if claim.at_most is not None and step == claim.at_most.step:
            return now._count(claim.at_most.times, at)
        since = None if step == claim.answer else now.since
        return replace(now, since=at if step == claim.trigger and since is None else since)

    def _follow(self, pattern: tuple[str, ...], step: str, at: int) -> Monitor:
        if self.is_complete or step != pattern[self.progress]:
            return self
        progress = self.progress + 1
        is_broken = self.claim.never is not None and progress == len(pattern)
        return replace(self, progress=progress, broken_at=at if is_broken else None)

    def _precede(self, wanted: str, before: str, step: str, at: int) -> Monitor:
        """Note the step ``before``; that ``wanted`` is reached without it breaks the claim."""
        if step == wanted and not self.progress:
            return replace(self, broken_at=at)
        return replace(self, progress=1) if step == before else self

    def _count(self, times: int, at: int) -> Monitor:
        progress = self.progress + 1
        return replace(self, progress=progress, broken_at=at if progress > times else None)

    @property
    def is_complete(self) -> bool:
        """Tell whether all steps of the pattern have been reached."""
        pattern = self.claim.never or self.claim.always or ()
        return self.progress == len(pattern)

    @property
    def deadline(self) -> int | None:
        """Return when the claim is broken unless its ``then`` is reached; None where it waits for nothing in time."""
        within = self.claim.within
        return None if within is None or self.since is None else self.since + within.microseconds

    def wait(self, until: int) -> Monitor:
        """The monitor after nothing was reached before the instant ``until``, which itself is still to come."""
        deadline = self.deadline
        late = self.broken_at is None and deadline is not None and until > deadline
        return replace(self, broken_at=deadline) if late else self

    def end(self, at: int) -> Monitor:
        """The monitor after the attempt has ended at the instant ``at``."""
        now = self.wait(at)
        is_short = self.claim.always is not None and not self.is_complete
        return (
            replace(now, broken_at=at)
            if now.broken_at is None and (is_short or now.since is not None)
            else now
        )

    def stay(self, at: int) -> Monitor:
        """The monitor after an attempt that nothing will ever move again has come to rest at the instant ``at``."""
        now = self.end(at)
        if now.broken_at == at and (deadline := self.deadline) is not None:
            return replace(now, broken_at=deadline)
        return replace(now, broken_at=at) if now.broken_at is None and self.claim.ends else now
