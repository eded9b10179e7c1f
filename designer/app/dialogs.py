"""Dialogs that ask one thing: choose from a list, enter a text, answer yes or no, read a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from msgspec import Struct
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from designer.app.compositor import Compositor
from designer.app.widgets.lines import Lines

Answer = TypeVar("Answer")

_LONGEST: Final = 16
"""Rows of a list."""


_LOW: Final = 20
"""Rows of a terminal below which a dialog has no margins."""


class Dialog(ModalScreen[Answer | None]):
    """Esc and a click beside it leave it without an answer. The part that scrolls is ``.long``."""

    BINDINGS = [  # noqa: RUF012
        Binding("escape", "leave", "Leave"),
        Binding("ctrl+q", "app.quit", "Quit", show=False),  # the app's own keys stop at a dialog
    ]

    def __init__(self) -> None:
        super().__init__()
        self._compositor = Compositor()

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """The first answer counts: one that comes while it closes would close what is below."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def action_leave(self) -> None:
        self.dismiss(None)

    def on_mount(self) -> None:
        self.screen_layout_refresh_signal.subscribe(self, lambda _: self._fit())

    def on_resize(self) -> None:
        self.set_class(self.app.size.height < _LOW, "-low")
        for long in self.query(".long"):
            long.styles.max_height = None

    def _fit(self) -> None:
        """Take what there is no room for from the part that scrolls: its end could not be reached otherwise."""
        for long in self.query(".long"):
            box, height = long.parent, long.outer_size.height
            missing = box.virtual_size.height - box.size.height if isinstance(box, Widget) else 0
            if missing > 0 and height > 1:
                long.styles.max_height = max(height - missing, 1)

    def on_click(self, event: events.Click) -> None:
        if self.get_widget_at(*event.screen_offset)[0] is self:
            self.action_leave()


class DialogList(OptionList):
    """A list in a dialog: what is highlighted stays in sight, whatever its height."""

    def __init__(self, *options: Option | None, id: str) -> None:
        super().__init__(*options, id=id, classes="long")

    def on_resize(self) -> None:
        self.scroll_to_highlight()


class Choice(Struct, frozen=True):
    """A line to choose: the answer it stands for, what it says, what that means."""

    answer: str
    said: str
    about: str = ""


class Choose(Dialog[str]):
    """One of a list; typing narrows it down."""

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._title = title
        self._choices = list(choices)
        self._left = list(choices)
        self._list = DialogList(id="choices")
        self._list.styles.height = min(len(self._choices), _LONGEST)  # it stays while narrowing

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Label(self._title, classes="question", markup=False)
            yield Input(placeholder="type to narrow down", compact=True, id="narrow")
            yield self._list

    def on_mount(self) -> None:
        self._narrow("")

    @on(Input.Changed, "#narrow")
    def _narrowed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        self._left = [each for each in self._choices if _has_all(each, words)]
        width = max((len(each.said) for each in self._choices), default=0)
        listed = self._list
        listed.clear_options()
        listed.add_options(Option(_line(each, min(width, 40))) for each in self._left)
        if not self._left:
            listed.add_option(Option("Nothing is called so.", disabled=True))
        listed.highlighted = 0 if self._left else None

    def on_key(self, event: object) -> None:
        """The arrows move in the list while the cursor stays in the text."""
        key = getattr(event, "key", "")
        listed = self._list
        if key in ("up", "down") and self.focused is not listed:
            listed.action_cursor_up() if key == "up" else listed.action_cursor_down()
            event.stop()  # type: ignore[attr-defined]

    @on(Input.Submitted, "#narrow")
    def _entered(self) -> None:
        self._take(self._list.highlighted)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._take(event.option_index)

    def _take(self, index: int | None) -> None:
        if index is not None and index < len(self._left):
            self.dismiss(self._left[index].answer)


def _has_all(choice: Choice, words: Sequence[str]) -> bool:
    text = f"{choice.answer} {choice.said}".casefold()
    return all(word in text for word in words)


def _line(choice: Choice, width: int) -> Text:
    about = choice.about
    return Text.assemble(choice.said.ljust(width), (f"  {about}", "dim"), no_wrap=True, overflow="ellipsis")


class Enter(Dialog[str]):
    """A text; a secret is not shown. ``wrong`` says what is wrong with one; empty if it can be taken."""

    def __init__(
        self,
        title: str,
        value: str = "",
        about: str = "",
        wrong: Callable[[str], str] = lambda _: "",
        *,
        secret: bool = False,
    ) -> None:
        super().__init__()
        self._title, self._about, self._wrong = title, about, wrong
        self._first = value
        self._input = Input(value, password=secret, compact=True, id="text")
        self._fault = Label("", classes="wrong", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(self._title, classes="question", markup=False)
            yield self._input
            yield self._fault
            yield Label(self._about, classes="help", markup=False)
            with Horizontal(classes="answers"):
                yield Button("OK", compact=True)

    @on(Input.Changed, "#text")
    def _typed(self, event: Input.Changed) -> None:
        self._fault.update("" if event.value == self._first else self._wrong(event.value))

    @on(Input.Submitted, "#text")
    @on(Button.Pressed)
    def _entered(self) -> None:
        text = self._input.value
        if wrong := self._wrong(text):
            self._fault.update(wrong)
        else:
            self.dismiss(text)


class Ask(Dialog[bool]):
    """Yes or no, with what there is to know before."""

    BINDINGS = [  # noqa: RUF012
        Binding("y", "answer(True)", "Yes"),
        Binding("n", "answer(False)", "No"),
        *(
            Binding(key, f"look({rows})")
            for key, rows in {"up": -1, "down": 1, "pageup": -9, "pagedown": 9}.items()
        ),
    ]

    def __init__(self, question: str, body: str = "", yes: str = "Yes", no: str = "No") -> None:
        super().__init__()
        self._question = question
        self._body = VerticalScroll(Static(Lines(body.splitlines())), classes="long", can_focus=False)
        self._yes = Button(yes, variant="warning", id="yes", compact=True)
        self._no = Button(no, id="no", compact=True)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(self._question, classes="question", markup=False)
            yield self._body
            with Horizontal(classes="answers"):
                yield self._yes
                yield self._no

    def on_mount(self) -> None:
        self._no.focus()

    def action_look(self, rows: int) -> None:
        """Scroll what there is to know; the buttons have the keys."""
        self._body.scroll_relative(y=rows, animate=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)


class Read(Dialog[None]):
    """A text to read."""

    BINDINGS = [Binding("enter", "leave", "Close")]  # noqa: RUF012

    def __init__(self, title: str, body: str) -> None:
        super().__init__()
        self._title, self._body = title, body

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Label(self._title, classes="question", markup=False)
            with VerticalScroll(classes="long"):
                yield Static(Lines(self._body.splitlines()))
