"""A condition's field: its rows or its text, what may stand where the cursor is, and how many events match it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static, TextArea

from designer.app.widgets.clause_row import OperatorCell
from designer.app.widgets.clause_rows import ClauseRows
from designer.app.widgets.condition import ConditionEditor
from designer.app.widgets.field import FieldRow
from designer.app.widgets.offers import Offers
from designer.clauses import Clauses, Unsayable, clauses_of, query_of
from designer.conditions import Typed, typed
from designer.conditions import shown as condition_shown
from designer.forms import FormField, says, shown
from designer.places import Place
from designer.spots import Offered, Spot

if TYPE_CHECKING:
    from designer.completion import Offer
    from designer.evidence.counted import Counted

Editor = ClauseRows | ConditionEditor

BAR = 20
"""Columns of the share that matches."""


class ConditionRow(FieldRow):
    """``offer`` and ``tell`` show what somebody else found out about the condition; typing waits for neither."""

    DEFAULT_CSS = """
    ConditionRow .foot { color: $quiet; link-color: $foreground; link-style: none; width: 100%; }
    """

    class Considered(Message):
        """The condition or the cursor is another one: somebody may want to find out about it."""

        def __init__(self, row: ConditionRow) -> None:
            self.row = row
            super().__init__()

    def __init__(self, place: Place, field: FormField, *, as_text: bool) -> None:
        super().__init__(place, field)
        self.as_text = as_text
        """Whether a person wants to see text even where rows could say it."""
        held = None if as_text else self._held()
        self.editor: Editor = ConditionEditor(self._taken) if held is None else ClauseRows(held)
        self.offers = Offers()
        self._is_marked = False
        self._asked = False
        """Whether somebody types, or wants to know what may stand here."""
        self._wants_one = False
        """Whether somebody was quicker than the offers and wants the one that is meant."""

    def compose(self) -> ComposeResult:
        label, editor, note = super().compose()
        yield label
        yield editor
        yield self.offers
        yield Static(self._foot(), classes="foot")
        yield Static("", classes="counted")
        yield note

    def _input(self) -> Editor:
        return self.editor

    # Rows or text

    @property
    def rows(self) -> ClauseRows | None:
        """The rows, unless the text is shown."""
        return self.editor if isinstance(self.editor, ClauseRows) else None

    @property
    def input(self) -> Editor:
        return self.editor

    def edit(self) -> None:
        self.editor.enter()

    @property
    def text(self) -> str:
        """What was typed; while a row cannot be read, what was last taken."""
        if isinstance(self.editor, ConditionEditor):
            return self.editor.text
        said = self.editor.said
        if said is None:
            return self._taken
        held, written = self._held(), condition_shown(query_of(said))
        return shown(self.field) if held and condition_shown(query_of(held)) == written else written

    @property
    def typed(self) -> Typed:
        """What was typed, as a condition."""
        return Typed(None) if self.rows and self.rows.said is None else typed(self.text)

    def _held(self) -> Clauses | None:
        """What the field holds, in rows, if they can say it."""
        try:
            return _in_rows(self.field.value)
        except Unsayable:
            return None

    def show(self, place: Place, field: FormField) -> None:
        """Another value. What is typed stays while the design says what it did before, or the same."""
        is_same = (place, field.key, field.value) == (self.place, self.field.key, self.field.value)
        is_typed = place == self.place and (self._is_ahead or says(field, self.text))
        self.place, self.field = place, field
        if not (is_same or is_typed):
            self._taken = shown(field)
            self._put(self._taken)

    @property
    def _is_ahead(self) -> bool:
        """Whether somebody is typing what has not been taken."""
        return self.editor.has_focus_within and self.text != self._taken

    def _put(self, text: str) -> None:
        held = None if self.as_text else self._held()
        with self.prevent(Input.Changed, TextArea.Changed):
            if self.rows and held:
                self.rows.show(held)
            elif held or self.rows:
                self._change(ClauseRows(held) if held else ConditionEditor(text))
            elif isinstance(self.editor, ConditionEditor):
                self.editor.load_text(text)
        self._judge()

    def _change(self, editor: Editor) -> None:
        self.editor.remove()
        self.editor = editor
        self.mount(editor, before=self.offers)

    def turn(self) -> str:
        """Text instead of rows, or rows instead of text; what is in the way of it, if anything is."""
        try:
            editor = ConditionEditor(self.text) if self.rows else ClauseRows(_read(self.text))
        except Unsayable as what:
            return f"Rows cannot say {what}."
        self.as_text = self.rows is not None
        self._change(editor)
        self._judge()
        self.call_after_refresh(editor.enter)
        return ""

    # What is wrong with it, and what else can be done

    def heed(self) -> None:
        self._asked = True
        self._judge()

    def _judge(self) -> None:
        """Mark what is wrong where it is wrong."""
        self._wants_one = False
        self._is_marked = self.editor.judge()
        for foot in self.query(".foot").results(Static):
            foot.update(self._foot())
        self.post_message(self.Considered(self))

    def complain(self, sentence: str) -> None:
        """What is said in a row need not be said again below all of them."""
        super().complain("" if self.rows and self._is_marked else sentence)

    def _foot(self) -> Content:
        """What else can be done, to be clicked; keys are the screen's."""
        if self.rows is None:
            try:
                _read(self.text)
            except Unsayable as what:
                return Content.styled(f"text: rows cannot say {what}", "dim")
            return _link("turn_condition", "in rows", "f2")
        links = [_link("add_row", "+ row", "^o"), _link("turn_condition", "as text", "f2")]
        if len(self.rows.rows) > 1:
            links.insert(1, _link("flip_rows", "all of them" if self.rows.any else "any of them", "f3"))
        return Content("   ").join(links)

    @on(ClauseRows.Changed)
    @on(OperatorCell.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        self.heed()
        self.flush()

    @on(TextArea.SelectionChanged)
    def _moved(self) -> None:
        self._wants_one = False
        self.post_message(self.Considered(self))

    def on_descendant_focus(self) -> None:
        self._asked = False
        self._judge()

    def on_descendant_blur(self) -> None:
        self.offers.show(Offered(), None)
        self._judge()
        super().on_descendant_blur()

    # What may stand there

    @property
    def spot(self) -> Spot | None:
        """Where the cursor is, if somebody may want to know what may stand there."""
        spot = self.editor.spot
        return spot if spot is not None and (spot.is_open or self._asked) else None

    def offer(self, offered: Offered, spot: Spot | None) -> None:
        """Show what may stand at a spot; too late, it is nothing to show."""
        if spot != self.spot:
            return
        self.offers.show(offered, spot)
        if self._wants_one:
            self._wants_one = False
            self._take(self.offers.chosen)

    def on_key(self, event: events.Key) -> None:
        if self._is_for_offers(event.key):
            event.stop()
            event.prevent_default()

    def _is_for_offers(self, key: str) -> bool:
        """While something is offered, the arrows choose, Tab takes (and Enter in a row), Esc turns it down."""
        chosen, some = self.offers.chosen, self.offers.offered.offers
        match key:
            case "down" if some:
                self.offers.action_cursor_down()
            case "up" if some:
                self.offers.action_cursor_up()
            case "down" if self.rows:
                self._asked = True
                self.post_message(self.Considered(self))
            case "tab" if some and self.offers.spot != self.spot:
                self._wants_one = True
            case "tab" | "enter" if chosen and (key == "tab" or self.rows):
                self._take(chosen)
            case "escape" if chosen:
                self.offers.show(Offered(), None)
            case _:
                return False
        return True

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(self.offers.offered.offers[event.option_index])

    def _take(self, offer: Offer | None) -> None:
        """Put an offer where the cursor is; if there is none after all, go on."""
        self.offers.show(Offered(), None)
        if offer is None:
            self.screen.focus_next()
        else:
            self.editor.take(offer)

    # What matches

    def tell(self, counted: Counted | None) -> None:
        """Show how many events match; None: nobody knows."""
        for said in self.query(".counted").results(Static):
            said.update(Text("\n").join(_said(counted)) if counted else "")


def _in_rows(value: object) -> Clauses:
    """What a field holds, in rows. Raises Unsayable."""
    if value is None:
        return Clauses()
    assert isinstance(value, dict | str)
    return clauses_of(value)


def _read(text: str) -> Clauses:
    """A text in rows. Raises Unsayable."""
    condition = typed(text).condition
    if condition is None and text.strip():
        raise Unsayable("a text with a mistake in it")
    return _in_rows(condition)


def _link(action: str, title: str, key: str) -> Content:
    return Content.from_markup(f"[@click=screen.{action}]$title[/] [dim]$key[/]", title=title, key=key)


def _said(counted: Counted) -> Iterator[Text]:
    from designer.told import told  # with all of an attempt: not before there are events

    share = counted.matched / counted.total if counted.total else 0
    filled = max(round(share * BAR), counted.matched > 0)
    count = f"{counted.matched:,} of {counted.total:,} events"
    verb = "match" if counted.alone else "are looked at"
    yield Text.assemble(("━" * filled, "bold"), ("─" * (BAR - filled), "dim"), f"  {share:.0%}")
    yield Text(f"{count} {verb}")
    if counted.example is not None:
        yield Text.assemble(("✓ ", "bold"), told(counted.example))
    if counted.near_miss is not None:
        yield Text.assemble(("✗ ", "bold"), told(counted.near_miss.document))
        found = (
            ", ".join(json.dumps(each, ensure_ascii=False) for each in counted.near_miss.found) or "nothing"
        )
        yield Text(f"  not {counted.near_miss.clause}: {found}", "dim")
