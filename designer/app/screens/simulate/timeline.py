"""The time of a dry run: play, pause, step, back, jump to a date or an event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import ClassVar, Final

from textual.timer import Timer

from designer.app.actions import Action
from designer.app.dialogs import Enter
from designer.app.screens.graph_view import GraphView
from designer.app.screens.simulate.dry_run import DryRun
from designer.app.screens.simulate.tokens import Tokens
from designer.app.screens.tab import TabScreen
from designer.app.widgets.clock_bar import ClockBar
from designer.app.widgets.scrubber import Scrubber
from designer.reports.event_text import moment
from designer.simulation.replay import Replay
from engine import instant
from engine.duration import Duration
from engine.playback import Frame

TIME: Final = (
    Action("play", "space", "Play and pause", "Time", "Play"),
    Action("step", "full_stop", "One step on in time", "Time", "Step"),
    Action("back", "comma", "One step back in time", "Time"),
    Action("begin", "a", "To the beginning", "Time"),
    Action("end", "z", "To the end", "Time"),
    Action("faster", "right_square_bracket", "Play faster", "Time"),
    Action("slower", "left_square_bracket", "Play slower", "Time"),
    Action("go", "g", "Go to a date, or to an event by its id", "Time"),
    Action("run_again", "R", "Read the events again and run them, without what was injected", "Time"),
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


class Timeline:
    """``index`` is how many moves have happened, ``clock`` the instant in between."""

    ACTIONS: ClassVar[Sequence[Action]] = TIME

    def __init__(self, screen: TabScreen, view: GraphView, run: DryRun, moved: Callable[[], None]) -> None:
        """``moved`` is called when another moment is shown."""
        self.scrubber: Final = Scrubber(id="scrubber")
        self.clock_bar: Final = ClockBar()
        self.index = 0
        self.clock = 0
        self.speed = "1 h"
        self._screen, self._view, self._run, self._moved = screen, view, run, moved
        self._tokens = Tokens()
        self._timer: Timer | None = None
        self._ticked = 0.0

    @property
    def is_playing(self) -> bool:
        """Tell whether time passes."""
        return self._timer is not None

    @property
    def is_under_way(self) -> bool:
        """Tell whether the run has still to come to its end, from wherever one is."""
        played = self._run.played
        return played is not None and self.index < len(played.playback)

    def show_run(self, played: Replay) -> None:
        """Show another run, from wherever one is in time; from its end, where one was at the end."""
        before = self._run.played
        is_first = before is None or not len(before.playback)
        was_at_end = before is None or self.index >= len(before.playback)
        self._run.played = played
        self.scrubber.show(played.busy)
        if is_first:
            self.speed = watchable_speed(played)
        self.go_to(len(played.playback) if was_at_end else played.playback.index_at(self.clock))

    # Where one is

    def go_to(self, index: int, clock: int | None = None) -> None:
        """Show how things stood after so many moves, or, with a clock, at that instant."""
        if self._run.played is None:
            return
        self.index = min(max(index, 0), len(self._run.played.playback))
        self.clock = self._run.played.clock(self.index) if clock is None else clock
        frame = self._run.played.playback.frame(self.index)
        self._view.canvas.count(self._run.played.counts(frame))
        first, last = self._run.played.span
        self.scrubber.put((self.clock - first) / max(last - first, 1))
        self._tell_time(frame)
        self._moved()

    def _tell_time(self, frame: Frame) -> None:
        assert self._run.played is not None
        self.clock_bar.tell(
            is_playing=self.is_playing,
            when=moment(self.clock) if self.index else "before anybody",
            moves=f"move {self.index:,} of {len(self._run.played.playback):,}",
            speed=f"{self.speed}/s",
            standing=_standing(frame),
        )

    # Actions

    def step(self) -> None:
        """Go on to the next moment in which something happens."""
        if self._run.played is not None:
            self.pause()
            self.run_to(self._run.played.playback.next_instant(self.index))
            self.let_run()

    def back(self) -> None:
        """Go back to the moment before."""
        if self._run.played is not None:
            self.pause()
            self.go_to(self._run.played.playback.previous_instant(self.index))

    def begin(self) -> None:
        """Go to the beginning."""
        self.pause()
        self.go_to(0)

    def end(self) -> None:
        """Go to the end."""
        self.pause()
        if self._run.played is not None:
            self.go_to(len(self._run.played.playback))

    def faster(self) -> None:
        """Play faster."""
        self._change_speed(1)

    def slower(self) -> None:
        """Play slower."""
        self._change_speed(-1)

    def _change_speed(self, by: int) -> None:
        speeds = list(SPEEDS)
        self.speed = speeds[min(max(speeds.index(self.speed) + by, 0), len(speeds) - 1)]
        self.go_to(self.index, self.clock)

    def go(self) -> None:
        """Ask for a date or an event, and go there."""
        self._screen.converse(self._ask_where_to_go)

    async def _ask_where_to_go(self) -> None:
        about = "Such as 2021-11-28, 2021-11-28 10:30, +3d, -2h, or the id of an event."
        asked = await self._screen.waypost.ask(Enter("Go to when?", about=about, wrong=self._wrong))
        if asked and (found := self._find_moment(asked)):
            self.pause()
            self.go_to(*found)

    def _wrong(self, asked: str) -> str:
        return (
            ""
            if not asked.strip() or self._find_moment(asked)
            else "neither a time nor an event of this journey"
        )

    def _find_moment(self, asked: str) -> tuple[int, int] | None:
        """The index and the clock that were asked for."""
        if self._run.played is None:
            return None
        asked = asked.strip()
        index = self._run.played.playback.index_of(asked)
        if index is not None:
            return index, self._run.played.clock(index)
        clock = _instant(asked, self.clock)
        return None if clock is None else (self._run.played.playback.index_at(clock), clock)

    def go_to_share(self, share: float) -> None:
        """Go to a part of the whole time: 0 is its beginning, 1 its end."""
        if self._run.played is not None:
            first, last = self._run.played.span
            clock = first + round((last - first) * share)
            self.go_to(self._run.played.playback.index_at(clock), clock)

    def run_again(self) -> None:
        """Read the events again and run them, without what was injected."""
        self._run.read_again()

    # Playing

    def play(self) -> None:
        """Let time pass, or stop it."""
        if self.is_playing:
            self.pause()
        elif self._run.played is not None:
            if self.index >= len(self._run.played.playback):
                self.go_to(0)
            self._ticked = monotonic()
            self._timer = self._screen.set_interval(FRAME, self._tick)
            self.go_to(self.index, self.clock)

    def pause(self) -> None:
        """Let time stand still."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self.go_to(self.index, self.clock)
            self.let_run()

    def _tick(self) -> None:
        """One frame: time passes, who moved in it runs."""
        assert self._run.played is not None
        now = monotonic()
        passed, self._ticked = now - self._ticked, now
        playback, second = self._run.played.playback, SPEEDS[self.speed] * SECOND
        clock = self.clock + round(passed * second)
        if self.index < len(playback):
            clock = max(clock, playback.moves[self.index].at - round(IDLE * second))
        clock = min(clock, self._run.played.span[1])
        self.run_to(playback.index_at(clock), clock)
        if self.index >= len(playback):
            self.pause()

    def run_to(self, index: int, clock: int | None = None) -> None:
        """Go on to the move with ``index``, or to the instant ``clock``; those who move meanwhile are seen to run."""
        if self._run.played is not None and self._view.chart is not None:
            moved = self._run.played.playback.moves[self.index : index]
            self._tokens.start(self._view.chart.layout, [move.transitions for move in moved], monotonic())
            self.go_to(index, clock)
            self._view.canvas.run(self._tokens.at(monotonic()))

    def let_run(self) -> None:
        """Let those who are on their way arrive."""
        running = self._tokens.at(monotonic())
        self._view.canvas.run(running)
        if running and not self.is_playing:
            self._screen.set_timer(FRAME, self.let_run)


_TOTALS: Final = {
    "running": "running",
    "completed": "completed",
    "exited": "exited",
    "gave_up": "gave up",
}


def _standing(frame: Frame) -> str:
    """Return how many attempts stand how, and how much would have been sent."""
    counts = [f"{frame.totals[key]:,} {said}" for key, said in _TOTALS.items() if frame.totals[key]]
    sent = len(frame.effects)
    return " · ".join([*counts, *([f"@ {sent:,}"] if sent else [])])


def watchable_speed(played: Replay) -> str:
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
