"""The two-minute tour: a few pages at the foot of an example, which is there to look at behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Label, Static

from designer.app.dialogs import Dialog

if TYPE_CHECKING:
    from designer.app.open_design import OpenDesign


class Page(Struct, frozen=True):
    """A page of the tour: its text, and the tab that is looked at meanwhile."""

    title: str
    text: str
    tab: str = "design"


PAGES: Final = (
    Page(
        "A journey is a graph",
        "This is Learning Locker's own example. People enter at ▶ and walk along the lines; each box is a step. "
        "◆ a waypoint waits for events: five comments, then a completed course. @ an outcome tells somebody, "
        "■ is the end. There are ≡ checklists, Ψ splits and ◕ delays, too.",
    ),
    Page(
        "Walk it",
        "The arrow keys walk from step to step, t goes through the transitions that leave one, / jumps anywhere. "
        "+ and - zoom, v turns the picture. The mouse does all of it too: click, drag, wheel.",
    ),
    Page(
        "Change it",
        "Enter edits what is chosen. a adds a step after it, c connects it, d deletes it; u takes anything back, "
        "without end. Whatever is wrong, or worth knowing, stands below the picture; n goes from one to the next.",
    ),
    Page(
        "Run events through it",
        "2 is where events run on a virtual clock. The example's six statements of one learner are attached; L "
        "attaches yours, c plays a scenario or made-up people instead. Space plays, . and , go to the next move and "
        "back, o shows the callback that would be sent.",
        "simulate",
    ),
    Page(
        "See how people stand",
        "3 counts everybody: who comes how far, how long it takes, who is stuck, and why. ← and → go through the "
        "views; y explains a person, v holds two versions against each other.",
        "progress",
    ),
    Page(
        "Bring it to a server",
        "4 shows what each server would get, and what it cannot hold. n adds yours, a asks what it has now, "
        "p publishes: not before you have seen every change.",
        "publish",
    ),
    Page(
        "Nothing is lost",
        "Every change is kept as a draft at once, with everything that can be undone. s saves a version, "
        "e exports it, q closes. ? shows all keys of the place where you are.",
    ),
)


class _Page(Button, can_focus=False):
    """A button for the mouse: the keys belong to the tour, which does not wait for a button to spring back."""


class Tour(Dialog[int]):
    """Enter or → turns the page, ← turns it back, Esc ends it. Answers the next page where that is on another tab."""

    BINDINGS = [  # noqa: RUF012
        Binding("enter,right,space", "turn(1)", "Next"),
        Binding("left", "turn(-1)", "Back"),
    ]

    def __init__(self, page: int) -> None:
        super().__init__()
        self._page = page
        self._title = Label(self._heading, classes="question")
        self._text = Static(PAGES[page].text, id="page")

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -foot"):
            yield self._title
            yield self._text
            with Horizontal(classes="answers"):
                yield _Page("Back", id="back", compact=True)
                yield _Page("Next", id="next", variant="primary", compact=True)

    @property
    def _heading(self) -> str:
        return f"{self._page + 1}/{len(PAGES)}  {PAGES[self._page].title}"

    def _show(self) -> None:
        self._title.update(self._heading)
        self._text.update(PAGES[self._page].text)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.action_turn(1 if event.button.id == "next" else -1)

    def action_turn(self, onward: int) -> None:
        page = max(self._page + onward, 0)
        if page >= len(PAGES):
            self.dismiss(None)
        elif PAGES[page].tab != PAGES[self._page].tab:
            self.dismiss(page)
        else:
            self._page = page
            self._show()


async def guide(opened: OpenDesign) -> None:
    """Take the tour over a design that is open: its tabs behind the pages."""
    page: int | None = 0
    while page is not None:
        opened.show(PAGES[page].tab)
        page = await opened.app.ask(Tour(page))
    opened.show(PAGES[0].tab)
