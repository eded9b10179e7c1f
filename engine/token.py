"""An attempt while it is being moved: the one record of the engine that changes in place."""

from __future__ import annotations

from msgspec import Struct

from engine.progress import Attempt, Completion, Status


class Token(Struct, kw_only=True, omit_defaults=True, gc=False):
    """An attempt on its way through the graph, with the fields of ``engine.progress.Attempt`` in their order: the JSON
    is the same.

    What grows (``path``, ``entered``, ``transitions``, ``taken``) are lists here; ``attempt`` freezes them.
    """

    number: int
    started_at: int
    at: str = ""
    since: int
    seen: int
    begun: int = 0
    status: Status = "running"
    key: str | None = None
    ended_at: int | None = None
    ended_seen: int = 0
    exit_rule: str | None = None
    due: int | None = None
    entry: int | None = None
    path: list[str] = []
    entered: list[int] = []
    transitions: list[int] = []
    open: dict[str, tuple[int, ...]] = {}
    waypoints: dict[str, Completion] = {}
    taken: list[int] = []
    last: dict[str, int] = {}
    sent_back: dict[str, int] = {}

    @classmethod
    def of(cls, attempt: Attempt) -> Token:
        """The token of an attempt that runs, to be moved on."""
        return cls(
            number=attempt.number,
            started_at=attempt.started_at,
            since=attempt.since,
            seen=attempt.seen,
            begun=attempt.begun,
            key=attempt.key,
            entry=attempt.entry,
            at=attempt.at,
            due=attempt.due,
            path=list(attempt.path),
            entered=list(attempt.entered),
            transitions=list(attempt.transitions),
            open=attempt.open.copy(),
            waypoints=attempt.waypoints.copy(),
            taken=list(attempt.taken),
            last=attempt.last.copy(),
            sent_back=attempt.sent_back.copy(),
        )

    def attempt(self) -> Attempt:
        """The attempt as it stands now; later moves do not change it."""
        return Attempt(
            number=self.number,
            started_at=self.started_at,
            at=self.at,
            since=self.since,
            seen=self.seen,
            begun=self.begun,
            status=self.status,
            key=self.key,
            ended_at=self.ended_at,
            ended_seen=self.ended_seen,
            exit_rule=self.exit_rule,
            due=self.due,
            entry=self.entry,
            path=tuple(self.path),
            entered=tuple(self.entered),
            transitions=tuple(self.transitions),
            open=self.open.copy(),
            waypoints=self.waypoints.copy(),
            taken=tuple(self.taken),
            last=self.last.copy(),
            sent_back=self.sent_back.copy(),
        )

    def end(self, status: Status, now: int, seen: int, rule: str | None = None) -> None:
        """End the attempt at the instant ``now``, after ``seen`` events, perhaps by an exit rule."""
        self.status = status
        self.ended_at = now
        self.ended_seen = seen
        self.due = None
        self.exit_rule = rule
