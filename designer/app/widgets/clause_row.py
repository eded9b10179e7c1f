"""One clause of a condition: a path, an operator and a value, and what is wrong with it."""

from __future__ import annotations

from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Grid
from textual.message import Message
from textual.widgets import Input, Label, Static

from designer.app.widgets.caption import Caption
from designer.app.widgets.form_input import FormInput
from designer.app.widgets.key_character import is_printable
from designer.editing.conditions.completion import Offer
from designer.editing.conditions.cursor import SIGN, OperatorSpot, PathSpot, Spot, ValueSpot, operators
from designer.editing.conditions.row_inputs import TypedClause, wrong
from designer.editing.conditions.rows import IS, OF_LISTS, SIGNS

_FOR_LISTS: Final = "passed, failed, 80"
_FOR_VALUES: Final = 'passed, 80, true; "80" is text'
_BY_KEY: Final = {"=": IS, "!": "$ne", ">": "$gt", "<": "$lt"}
"""Operators that are typed; ``=`` behind ``>`` and ``<`` adds to them."""
_WITH_EQUALS: Final = {"$gt": "$gte", "$lt": "$lte", "$ne": "$ne"}
_HINTS: Final = {
    **dict.fromkeys(OF_LISTS, _FOR_LISTS),
    "$exists": "true",
    "$regex": "^pass, or /^pass/i",
    "$size": "3",
    "$type": "string",
    "$mod": "2, 0",
}


class OperatorCell(Static, can_focus=True):
    """Shows an operator. The arrows to the sides go through all of them, ``=``, ``!``, ``<`` and ``>`` choose, other
    letters are for the value; above and below are the offers.
    """

    class Changed(Message):
        """It is another one."""

    class Typed(Message):
        """A ``text`` was typed that is for the value."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    def __init__(self, operator: str) -> None:
        super().__init__(_sign(operator))
        self.operator = operator

    def show(self, operator: str) -> None:
        self.operator = operator
        self.update(_sign(operator), layout=False)

    def choose(self, operator: str) -> None:
        """A person wants this one."""
        self.show(operator)
        self.post_message(self.Changed())

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters are not for the screen while somebody is filling in a form."""
        return is_printable(key, character)

    def on_key(self, event: events.Key) -> None:
        match event.key:
            case "left" | "right" | "space":
                self._turn(-1 if event.key == "left" else 1)
            case _ if event.character in _BY_KEY:
                self.choose(self._typed(event.character))
            case _ if event.is_printable:
                self.post_message(self.Typed(event.character or ""))
            case "backspace" | "delete":
                pass
            case _:
                return
        event.stop()

    def _typed(self, character: str) -> str:
        """Return the operator that a ``character`` makes of this one: ``=`` behind ``>`` is at least."""
        return _WITH_EQUALS.get(self.operator, IS) if character == "=" else _BY_KEY[character]

    def _turn(self, by: int) -> None:
        choice = operators(self.operator)
        self.choose(choice[(choice.index(self.operator) + by) % len(choice)])


def _sign(operator: str) -> str:
    return f" {SIGNS[operator]:<{SIGN}}▼"


class ClauseInput(FormInput):
    """An input of a row, which has one line: a pasted query is for the whole condition."""

    class Pasted(Message):
        """More was pasted than a line."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    def begin(self, text: str) -> None:
        """Put the cursor behind ``text``, which stands here in place of what did."""
        self.select_on_focus = False
        self.value, self.cursor_position = text, len(text)
        self.focus()

    def on_blur(self) -> None:
        self.select_on_focus = True

    def _on_paste(self, event: events.Paste) -> None:
        text = event.text.strip()
        if "\n" in text or "\r" in text or text.startswith("{"):
            event.stop()
            event.prevent_default()
            self.post_message(self.Pasted(text))


class ClauseRow(Grid):
    """``join`` says the word between it and the row above."""

    DEFAULT_CSS = """
    ClauseRow { grid-size: 4; grid-columns: 4 6 1fr 2; grid-rows: 1; height: auto; }
    ClauseRow .join { color: $quiet; }
    ClauseRow .path, ClauseRow OperatorCell, ClauseRow .value { column-span: 2; }
    ClauseRow OperatorCell { background: $panel; margin-right: 1; }
    ClauseRow OperatorCell:focus { background: $chosen-ground; text-style: bold; }
    ClauseRow Cross { color: $quiet; padding-left: 1; pointer: pointer; }
    ClauseRow Cross:hover { color: $error; }
    ClauseRow .fault { column-span: 4; height: auto; color: $error; display: none; }
    ClauseRow.-wrong { grid-rows: 1 1 auto; }
    ClauseRow.-wrong .fault { display: block; }
    """

    class Removed(Message):
        """A click wants it away."""

        def __init__(self, row: ClauseRow) -> None:
            self.row = row
            super().__init__()

    def __init__(self, typed: TypedClause) -> None:
        super().__init__()
        self.join = Caption("", classes="join")
        self.path = ClauseInput(typed.path, compact=True, placeholder="path", classes="path")
        self.operator = OperatorCell(typed.operator)
        self.value = ClauseInput(typed.value, compact=True, classes="value")
        self.fault = Label("", classes="fault", markup=False)
        self._complaint = ""
        self._hint()

    def compose(self) -> ComposeResult:
        yield self.join
        yield self.path
        yield Cross(self)
        yield self.operator
        yield self.value
        yield self.fault

    @property
    def typed(self) -> TypedClause:
        return TypedClause(self.path.value, self.operator.operator, self.value.value)

    def show(self, typed: TypedClause) -> None:
        """Show another clause."""
        self.path.value, self.value.value = typed.path, typed.value
        self.operator.show(typed.operator)
        self._hint()
        self.judge()

    def judge(self) -> bool:
        """Say what is wrong, if anything is; that something is still to come is not while somebody is at it."""
        typed = self.typed
        sentence = "" if typed.is_unfinished and self.has_focus_within else wrong(typed)
        if sentence != self._complaint:
            self._complaint = sentence
            self.fault.update(f"✗ {sentence}")
            self.set_class(bool(sentence), "-wrong")
        return bool(sentence)

    def _hint(self) -> None:
        self.value.placeholder = _HINTS.get(self.operator.operator, _FOR_VALUES)

    @on(OperatorCell.Changed)
    def _turned(self) -> None:
        self._hint()

    @on(OperatorCell.Typed)
    def _typed_on(self, event: OperatorCell.Typed) -> None:
        """Go on to the value with what was typed before it."""
        event.stop()
        self.value.begin(event.text)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Whatever is left shows how it begins."""
        if isinstance(event.widget, Input):
            event.widget.cursor_position = 0

    # What may stand in it

    @property
    def spot(self) -> Spot | None:
        """Return where the cursor is, if it is here."""
        if self.path.has_focus:
            return PathSpot(self.path.value)
        if self.operator.has_focus:
            return OperatorSpot(self.operator.operator)
        if self.value.has_focus:
            typed = self.typed
            return ValueSpot(typed.path, typed.operator, typed.value, self.value.cursor_position)
        return None

    def take(self, offer: Offer) -> None:
        """Put an offer where the cursor is; from a path or an operator one goes on to the value."""
        if self.value.has_focus:
            _put(self.value, offer)
            return
        if self.path.has_focus:
            _put(self.path, offer)
        else:
            self.operator.choose(offer.text)
        self.value.focus()


def _put(input: Input, offer: Offer) -> None:
    input.value = input.value[: offer.start] + offer.text + input.value[offer.end :]
    input.cursor_position = offer.start + len(offer.text)


class Cross(Label):
    """A click removes its row."""

    def __init__(self, row: ClauseRow) -> None:
        super().__init__("×")
        self._row = row

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(ClauseRow.Removed(self._row))
