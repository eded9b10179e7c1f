"""The two-minute tour: lessons that one does oneself, on the design that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.timer import Timer
from textual.widget import Widget

from designer.app.dialogs import Choice
from designer.app.screens.decision import Decision
from designer.app.screens.lessons import LESSONS, Lesson, first_key, lesson_text
from designer.app.screens.tab import TabScreen
from designer.app.situation import Situation
from designer.app.tabs import TABS
from designer.app.widgets.foot import Foot
from designer.app.widgets.tour_panel import TourPanel

if TYPE_CHECKING:
    from designer.app.open_design import OpenDesign

LOOK: Final = 0.2
"""Seconds between two looks whether a lesson has been done."""

ACTION: Final = "waypost.tour"

PICTURE: Final = "#canvas"
"""Lit where the part that is spoken of is not shown yet."""


class Tour:
    """Watches what a person does, and goes on when it is what the lesson asks for. It changes nothing itself."""

    def __init__(self, opened: OpenDesign) -> None:
        self._opened = opened
        self._first = opened.desk.journey
        """The design as it was before the tour."""
        self._number = 0
        self._began: Situation | None = None
        self._panels: dict[TabScreen, TourPanel] = {}
        self._lit: list[Widget] = []
        self._timer: Timer | None = None

    @property
    def is_on(self) -> bool:
        """Tell whether it goes on: it ends with the last lesson, or when its design is closed."""
        return self._timer is not None

    @property
    def _lesson(self) -> Lesson:
        return LESSONS[self._number]

    @property
    def _front(self) -> TabScreen | None:
        """The tab of the design that can be seen, perhaps under a dialog."""
        tabs = [screen for screen in self._opened.app.screen_stack if isinstance(screen, TabScreen)]
        return tabs[-1] if tabs and tabs[-1].opened is self._opened else None

    def begin(self) -> None:
        """Begin with the first lesson."""
        self._timer = self._opened.app.set_interval(LOOK, self._look)
        self._opened.show(LESSONS[0].tab)
        self._go_to(0)

    def _go_to(self, number: int) -> None:
        self._number, self._began = number, None
        self._look()

    def _look(self) -> None:
        """Go on if what the lesson asks for has been done, and show which lesson it is."""
        if (front := self._front) is None:
            self._end()
            return
        if not front.is_mounted:  # nothing is on the screen yet
            return
        now = front.situation()
        if self._began is None and self._lesson.tab in ("", now.tab):
            self._began = now
        if self._began is not None and self._is_over(self._began, now):
            self._go_to(self._number + 1)
        else:
            self._show(front)

    def _is_over(self, began: Situation, now: Situation) -> bool:
        return self._lesson.is_done(began, now) or not self._lesson.is_due(began)

    # What is seen of it

    def _show(self, front: TabScreen) -> None:
        if front not in self._panels:
            self._panels[front] = TourPanel()
            front.mount(self._panels[front], before=front.query_one(Foot))
        title = f"{self._number + 1}/{len(LESSONS)}  {self._lesson.title}"
        key = first_key(ACTION, self._lesson.place, self._opened.app.keymap)
        self._panels[front].say(title, key, self._text(front))
        spoken_of = [part for part in front.query(self._lesson.lit) if part.display]
        self._light(spoken_of or [*front.query(PICTURE)])

    def _text(self, front: TabScreen) -> str:
        """Return what there is to do, or how to come to where that can be done."""
        keymap = self._opened.app.keymap
        if self._lesson.tab in ("", front.TAB):
            return lesson_text(self._lesson, keymap)
        title = next(tab.title for tab in TABS if tab.name == self._lesson.tab)
        key = first_key(f"screens.{self._lesson.tab}", self._lesson.place, keymap)
        return f"This is done on {title}: {key} leads there."

    def _light(self, parts: list[Widget]) -> None:
        """Light these parts of the screen, and no others."""
        for widget in self._lit:
            widget.set_class(widget in parts, "-lit")
        for widget in parts:
            widget.add_class("-lit")
        self._lit = parts

    # Its end

    async def go_on(self) -> None:
        """Ask whether to go on, or to end it, and what becomes then of what was made."""
        match await self._opened.app.ask(Decision("The tour", [], self._choices())):
            case "next":
                self._go_to(self._number + 1)
            case "first":
                self._go_to(0)
            case "keep":
                self._end()
            case "restore":
                self._restore()
                self._end()

    def _choices(self) -> list[Choice]:
        is_last = self._number == len(LESSONS) - 1
        is_changed = self._opened.desk.journey != self._first
        end = Choice("keep", "End it", "what you made stays, and u takes it back" if is_changed else "")
        return [
            *([] if is_last else [Choice("next", "Go on with the next part")]),
            end,
            *([Choice("restore", "End it, and put the design back as it was")] if is_changed else []),
            Choice("first", "Begin it again"),
        ]

    def _restore(self) -> None:
        if self._opened.desk.bring_back(self._first, "put back what was there before the tour"):
            self._opened.show("design")
            self._opened.screen("design").catch_up()
            self._opened.app.say("The design is as it was before the tour.")

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._light([])
        for panel in self._panels.values():
            if panel.is_attached:
                panel.remove()
        self._panels.clear()
