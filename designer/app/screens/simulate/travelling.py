"""Travelling in time: play, pause, step, back, jump to a date or an event."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.timer import Timer

from designer.app.actions import Action
from designer.app.dialogs import Enter
from designer.app.screens.simulate.running import Running
from designer.app.screens.simulate.tokens import Tokens
from designer.app.widgets.clock import Clock
from designer.app.widgets.scrubber import Scrubber
from designer.reports.event_text import moment
from designer.simulation.replay import Played
from engine import instant
from engine.duration import Duration
from engine.playback import Frame

if TYPE_CHECKING:
    from designer.app.opened import Opened

TRAVELLING: Final = (
    Action("play", "space", "Play and pause", "Time", "Play"),
    Action("step", "full_stop", "One step on in time", "Time", "Step"),
    Action("back", "comma", "One step back in time", "Time"),
    Action("begin", "a", "To the beginning", "Time"),
    Action("end", "z", "To the end", "Time"),
    Action("faster", "right_square_bracket", "Play faster", "Time"),
    Action("slower", "left_square_bracket", "Play slower", "Time"),
    Action("go", "g", "Go to a date, or to an event by its id", "Time"),
    Action("run_again", "R", "Run it again, without what was injected", "Time"),
)

FRAME: Final = 1 / 15
"""Seconds."""

SECOND: Final = 1_000_000
SPEEDS: Final = {
    "1 min": 60, "10 min": 600, "1 h": 3_600, "6 h": 21_600, "1 d": 86_400, "1 w": 604_800, "30 d": 2_592_000,
}  # fmt: skip
"""What passes in a second, in seconds."""

WHOLE: Final = 40
"""Seconds that the whole should take, about, at the speed it begins with."""

IDLE: Final = 1.5
"""Seconds in which nothing happens that are worth watching; the rest of them is leapt over."""


class Travelling(Running):
    """``index`` is how many moves have happened, ``clock`` the instant in between."""

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened)
        self.index = 0
        self.clock = 0
        self.speed = "1 h"
        self.tokens = Tokens()
        self._ticking: Timer | None = None
        self._ticked = 0.0

    @property
    def is_playing(self) -> bool:
        return self._ticking is not None

    def show_run(self, played: Played) -> None:
        is_first = self.played is None or not len(self.played.playback)
        was_at_end = self.played is None or self.index >= len(self.played.playback)
        super().show_run(played)
        if is_first:
            self.speed = _fitting(played)
        self.go_to(len(played.playback) if was_at_end else played.playback.index_at(self.clock))

    # Where one is

    def go_to(self, index: int, clock: int | None = None) -> None:
        """Show how things stood after so many moves, or, with a clock, at that instant."""
        if self.played is None:
            return
        self.index = min(max(index, 0), len(self.played.playback))
        self.clock = self.played.clock(self.index) if clock is None else clock
        frame = self.played.playback.frame(self.index)
        self.canvas.count(self.played.counts(frame))
        first, last = self.played.span
        self.query_one(Scrubber).put((self.clock - first) / max(last - first, 1))
        self._tell_time(frame)
        self.moved()

    def _tell_time(self, frame: Frame) -> None:
        assert self.played is not None
        self.query_one(Clock).tell(
            is_playing=self.is_playing,
            when=moment(self.clock) if self.index else "before anybody",
            moves=f"move {self.index:,} of {len(self.played.playback):,}",
            speed=f"{self.speed}/s",
            standing=_standing(frame),
        )

    def moved(self) -> None:
        """Another moment is shown."""

    # Actions

    def action_step(self) -> None:
        if self.played is not None:
            self.pause()
            self._run_to(self.played.playback.next_instant(self.index))
            self._let_run()

    def action_back(self) -> None:
        if self.played is not None:
            self.pause()
            self.go_to(self.played.playback.previous_instant(self.index))

    def action_begin(self) -> None:
        self.pause()
        self.go_to(0)

    def action_end(self) -> None:
        self.pause()
        if self.played is not None:
            self.go_to(len(self.played.playback))

    def action_faster(self) -> None:
        self._change_speed(1)

    def action_slower(self) -> None:
        self._change_speed(-1)

    def _change_speed(self, by: int) -> None:
        speeds = list(SPEEDS)
        self.speed = speeds[min(max(speeds.index(self.speed) + by, 0), len(speeds) - 1)]
        self.go_to(self.index, self.clock)

    @work
    async def action_go(self) -> None:
        about = "Such as 2021-11-28, 2021-11-28 10:30, +3d, -2h, or the id of an event."
        asked = await self.app.push_screen_wait(Enter("Go to when?", about=about, wrong=self._wrong))
        if asked and (found := self._found(asked)):
            self.pause()
            self.go_to(*found)

    def _wrong(self, asked: str) -> str:
        return (
            "" if not asked.strip() or self._found(asked) else "neither a time nor an event of this journey"
        )

    def _found(self, asked: str) -> tuple[int, int] | None:
        """The index and the clock that were asked for."""
        if self.played is None:
            return None
        asked = asked.strip()
        index = self.played.playback.index_of(asked)
        if index is not None:
            return index, self.played.clock(index)
        clock = _instant(asked, self.clock)
        return None if clock is None else (self.played.playback.index_at(clock), clock)

    @on(Scrubber.Wanted)
    def _wanted(self, event: Scrubber.Wanted) -> None:
        if self.played is not None:
            first, last = self.played.span
            clock = first + round((last - first) * event.share)
            self.go_to(self.played.playback.index_at(clock), clock)

    # Playing

    def action_play(self) -> None:
        if self.is_playing:
            self.pause()
        elif self.played is not None:
            if self.index >= len(self.played.playback):
                self.go_to(0)
            self._ticked = monotonic()
            self._ticking = self.set_interval(FRAME, self._tick)
            self.go_to(self.index, self.clock)

    def pause(self) -> None:
        if self._ticking is not None:
            self._ticking.stop()
            self._ticking = None
            self.go_to(self.index, self.clock)
            self._let_run()

    def on_screen_suspend(self) -> None:
        self.pause()

    def _tick(self) -> None:
        """One frame: time passes, who moved in it runs."""
        assert self.played is not None
        now = monotonic()
        passed, self._ticked = now - self._ticked, now
        playback, second = self.played.playback, SPEEDS[self.speed] * SECOND
        clock = self.clock + round(passed * second)
        if self.index < len(playback):
            clock = max(clock, playback.moves[self.index].at - round(IDLE * second))
        self._run_to(playback.index_at(clock), clock)
        if self.index >= len(playback):
            self.pause()

    def _run_to(self, index: int, clock: int | None = None) -> None:
        """On in time; those who move meanwhile are seen to run."""
        if self.played is not None and self._chart is not None:
            moved = self.played.playback.moves[self.index : index]
            self.tokens.start(self._chart.layout, [move.ways for move in moved], monotonic())
            self.go_to(index, clock)
            self.canvas.run(self.tokens.at(monotonic()))

    def _let_run(self) -> None:
        """Let those who are on their way arrive."""
        running = self.tokens.at(monotonic())
        self.canvas.run(running)
        if running and not self.is_playing:
            self.set_timer(FRAME, self._let_run)


_TOTALS: Final = {
    "running": "running",
    "completed": "completed",
    "exited": "exited",
    "gave_up": "gave up",
}


def _standing(frame: Frame) -> str:
    """How many attempts stand how, and how much would have been sent."""
    counts = [f"{frame.totals[key]:,} {said}" for key, said in _TOTALS.items() if frame.totals[key]]
    sent = len(frame.effects)
    return " · ".join([*counts, *([f"@ {sent:,}"] if sent else [])])


def _fitting(played: Played) -> str:
    """The speed at which the whole takes about as long as one likes to watch."""
    first, last = played.span
    return next((said for said, speed in SPEEDS.items() if speed * SECOND * WHOLE >= last - first), "30 d")


def _instant(asked: str, clock: int) -> int | None:
    """An instant as people write it, or so much later or earlier than the clock."""
    try:
        if asked[:1] in ("+", "-"):
            return clock + (1 if asked[0] == "+" else -1) * Duration.read(asked[1:]).microseconds
        return instant.parse(asked)
    except ValueError:
        return None
