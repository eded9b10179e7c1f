"""One field of a form: its label, an input of its kind, what is wrong with it."""

from __future__ import annotations

from time import monotonic
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Label, Select, TextArea

from designer.app.widgets.condition_text import LongText
from designer.app.widgets.form_input import FormInput, FormSelect
from designer.app.widgets.tick import Tick
from designer.editing.form_field import FormField
from designer.editing.forms import says, shown
from designer.editing.selection import Place
from designer.editing.unfinished_input import TypedText

PAUSE: Final = 0.35
"""Seconds without a key after which what was typed counts."""

BEHIND: Final = 1.0
"""Seconds of typing without a rest after which it counts all the same: whatever happens, no more is lost."""


class FieldRow(Vertical):
    """``show`` gives it another value, or the same field of another place."""

    class Filled(Message):
        """The text typed into the field of a place, yes or no, or what is ``unfinished``, to be taken."""

        def __init__(self, row: FieldRow, value: str | bool, unfinished: TypedText | None = None) -> None:
            self.row, self.place, self.field, self.value = row, row.place, row.field, value
            self.unfinished = unfinished
            super().__init__()

    def __init__(self, place: Place, field: FormField) -> None:
        super().__init__(classes=f"-{field.kind}")
        self.place = place
        self.field = field
        self._baseline = shown(field)
        """What the design says here, or was told last."""
        self._input: Widget | None = None
        self._note = ""
        self._pause: Timer | None = None
        self._since = 0.0
        """When the first key came that has not counted yet."""
        self._unanswered = 0
        """How often it was filled in that the design has not taken or refused yet: what it says is older."""

    def compose(self) -> ComposeResult:
        if self.field.kind != "flag":
            yield Label(self.field.label, classes="label")
        yield self.input
        yield Label("", classes="note", markup=False)

    @property
    def input(self) -> Widget:
        """Return what is typed into or chosen from."""
        if self._input is None:
            self._input = self._make_input()
        return self._input

    def _make_input(self) -> Widget:
        field = self.field
        match field.kind:
            case "flag":
                return Tick(field.label, bool(field.value))
            case "choice":
                return FormSelect(field.choices, str(field.value))
            case "json":
                return LongText(shown(field))
            case _:
                return FormInput(shown(field), compact=True, placeholder="none" if field.optional else "")

    @property
    def text(self) -> str:
        """Return what was typed; in fields where nothing is typed, what is known."""
        match self.input:
            case Input() as input:
                return input.value
            case TextArea() as area:
                return area.text
        return self._baseline

    def edit(self) -> None:
        """Put the cursor here."""
        self.input.focus()

    def show(self, place: Place, field: FormField) -> None:
        """Show ``field`` of ``place``; what a person is typing here stays as they typed it."""
        same = (place, field.key) == (self.place, self.field.key)
        self.place, self.field = place, field
        if same and (self._unanswered or self._is_typed(field)):
            return
        self._baseline = shown(field)
        with self.prevent(Input.Changed, TextArea.Changed, Checkbox.Changed, Select.Changed):
            self._put(self._baseline)

    def _is_typed(self, field: FormField) -> bool:
        """Tell whether somebody is typing what the design does not say yet, or says in other words."""
        return self.input.has_focus and (self.text != self._baseline or says(field, self.text))

    def hold(self, place: Place, field: FormField, unfinished: TypedText) -> None:
        """Show what is unfinished here, unless a person is typing on."""
        self.place, self.field = place, field
        if not (self.input.has_focus and self.text != unfinished.text):
            self._baseline = unfinished.text
            with self.prevent(Input.Changed, TextArea.Changed):
                self._put(unfinished.text)
            self.complain(unfinished.wrong)

    def _put(self, text: str) -> None:
        match self.input:
            case Input() as input if input.value != text:
                input.value = text
                input.cursor_position = len(text)  # where a person would type on
            case TextArea() as area if area.text != text:
                area.load_text(text)
                if area.has_focus:
                    area.move_cursor(area.document.end)
            case Checkbox() as box:
                box.value = bool(self.field.value)
            case Select() as select if select.value != text:
                select.value = text

    def complain(self, sentence: str) -> None:
        """Say below the field what is wrong with it, if anything is."""
        text = f"✗ {sentence}" if sentence else ""
        if text != self._note:
            self._note = text
            for note in self.query(".note").results(Label):
                note.update(text)
        self.set_class(bool(sentence), "-wrong")

    def heed(self) -> None:
        """Something is typed: called at every key."""

    def flush(self) -> None:
        """Take what was typed now."""
        if filled := self.pending():
            self.post_message(filled)

    def pending(self) -> Filled | None:
        """Return what was typed and nobody has taken, for whoever takes it at once."""
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
        if self.text == self._baseline:
            return None
        self._baseline = self.text
        return self.filled(self.text)

    def filled(self, value: str | bool, unfinished: TypedText | None = None) -> Filled:
        """Return what is to be taken; ``answer`` is called when it is."""
        self._unanswered += 1
        return self.Filled(self, value, unfinished)

    def answer(self) -> None:
        """Note that the design has taken or refused what was filled in."""
        self._unanswered -= 1

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self, event: Message) -> None:
        event.stop()
        self.heed()
        now = monotonic()
        if self._pause is None:
            self._since = now
        else:
            self._pause.stop()
        if now - self._since > BEHIND:
            self.flush()
        else:
            self._pause = self.set_timer(PAUSE, self.flush)

    @on(Input.Submitted)
    @on(Input.Blurred)
    def _entered(self, event: Message) -> None:
        event.stop()
        self.flush()

    def on_descendant_blur(self) -> None:
        self.flush()

    @on(Checkbox.Changed)
    def _ticked(self, event: Checkbox.Changed) -> None:
        event.stop()
        if event.value is not self.field.value:
            self.post_message(self.filled(event.value))

    @on(Select.Changed)
    def _chose(self, event: Select.Changed) -> None:
        event.stop()
        if str(event.value) != self._baseline:
            self._baseline = str(event.value)
            self.post_message(self.filled(self._baseline))
