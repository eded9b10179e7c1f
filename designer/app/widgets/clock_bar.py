"""The clock of a dry run with its buttons, and below it, or beside it where there is room, how things stand."""

from __future__ import annotations

from typing import Final

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

_BUTTONS: Final = {
    is_playing: "".join(
        f"[b $accent @click=screen.{action}]{glyph}[/]"
        for action, glyph in {
            "begin": " « ",
            "back": " ‹ ",
            "play": " || " if is_playing else " ▶ ",
            "step": " › ",
            "end": " » ",
            "slower": " − ",
            "faster": " + ",
        }.items()
    )
    for is_playing in (False, True)
}


class ClockBar(Container):
    """``tell`` gives it all that it shows. The buttons do what the screen's actions of these names do."""

    SCOPED_CSS = False  # the screen says how much room there is
    DEFAULT_CSS = """
    ClockBar { height: 2; background: $panel; layout: vertical; }
    ClockBar > Static { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    ClockBar > #passing { link-style: none; link-color: $accent; }
    ClockBar > #standing { padding: 0 1; }
    .-wide ClockBarBar { height: 1; layout: horizontal; }
    .-wide ClockBarBar > #passing { width: 76; }
    .-wide ClockBarBar > #standing { width: 1fr; text-align: right; }
    """

    def compose(self) -> ComposeResult:
        yield Static("", id="passing")
        yield Static("", id="standing", markup=False)

    def tell(self, *, is_playing: bool, when: str, moves: str, speed: str, standing: str) -> None:
        """Show what time it is (``when``), how many ``moves`` have happened, the ``speed`` while ``is_playing``, and
        the ``standing`` by then.
        """
        passing = f"{_BUTTONS[is_playing]} [b]$when[/b]  [dim]$moves  $speed[/dim]"
        told = Content.from_markup(passing, when=when, moves=moves, speed=speed)
        self.query_one("#passing", Static).update(told, layout=False)
        self.query_one("#standing", Static).update(standing, layout=False)
