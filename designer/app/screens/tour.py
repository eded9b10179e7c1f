"""The two-minute tour: a few pages at the foot of an example that stays usable to look at."""

from __future__ import annotations

from typing import Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Label, Static

from designer.app.screens.dialogs import Dialog

PAGES: Final = (
    (
        "A journey is a graph",
        "People enter at ▶ and walk along the lines. Each box is a step: ◆ a waypoint waits for events, "
        "☑ a checklist for several in any order, ⑂ a split chooses a way, ◷ a delay waits, ✉ an outcome "
        "tells somebody, ■ is the end.",
    ),
    (
        "Walk it",
        "The arrow keys walk from step to step, t goes through the ways that leave one, / jumps anywhere. "
        "+ and - zoom, v turns the picture. The mouse does all of it too: click, drag, wheel.",
    ),
    (
        "Change it",
        "Enter edits what is chosen. a adds a step after it, c connects it, d deletes it; u takes anything back, "
        "without end. Drag a box onto another one to connect them, or aside to move it.",
    ),
    (
        "It is checked while you work",
        "Whatever is wrong, or worth knowing, stands below the picture, and has its mark in it. "
        "n goes from one finding to the next.",
    ),
    (
        "Nothing is lost",
        "Every change is kept as a draft at once, with everything that can be undone. s saves a version, "
        "e exports for a server, q closes. ? shows all keys of the place where you are.",
    ),
)


class _Page(Button, can_focus=False):
    """A button for the mouse: the keys belong to the tour, which does not wait for a button to spring back."""


class Tour(Dialog[None]):
    """Enter or → turns the page, ← turns it back, Esc ends it."""

    BINDINGS = [  # noqa: RUF012
        Binding("enter,right,space", "turn(1)", "Next"),
        Binding("left", "turn(-1)", "Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._page = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -foot"):
            yield Label("", classes="question")
            yield Static("", id="page")
            with Horizontal(classes="answers"):
                yield _Page("Back", id="back", compact=True)
                yield _Page("Next", id="next", variant="primary", compact=True)

    def on_mount(self) -> None:
        self._show()

    def _show(self) -> None:
        title, text = PAGES[self._page]
        self.query_one(".question", Label).update(f"{self._page + 1}/{len(PAGES)}  {title}")
        self.query_one("#page", Static).update(text)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.action_turn(1 if event.button.id == "next" else -1)

    def action_turn(self, onward: int) -> None:
        self._page += onward
        if self._page >= len(PAGES):
            self.dismiss()
        else:
            self._page = max(self._page, 0)
            self._show()
