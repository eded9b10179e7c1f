"""A condition's field: the editor, what may stand where the cursor is, and how many events match it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option

from designer.app.widgets.condition import ConditionEditor
from designer.app.widgets.field import FieldRow

if TYPE_CHECKING:
    from designer.completion import Offer
    from designer.evidence.counted import Counted

BAR = 20
"""Columns of the share that matches."""


class Offers(OptionList, can_focus=False):
    """Hidden while there is nothing to offer. The keys stay with the text; a click takes one, too."""


class ConditionRow(FieldRow):
    """``offer`` and ``tell`` show what somebody else found out about the text; typing waits for neither."""

    class Considered(Message):
        """The text or the cursor is another one: somebody may want to find out about it."""

        def __init__(self, row: ConditionRow) -> None:
            self.row = row
            super().__init__()

    _offers: Sequence[Offer] = ()
    _offered_for: tuple[str, int] = ("", 0)
    """The text and the cursor that the offers are for."""
    _wants_one = False
    """Whether somebody was quicker than the offers and wants the first of those that come."""

    def compose(self) -> ComposeResult:
        label, editor, note = super().compose()
        yield label
        yield editor
        yield Offers(classes="offers")
        yield Static("", classes="counted")
        yield note

    @property
    def editor(self) -> ConditionEditor:
        return self.query_one(ConditionEditor)

    @property
    def cursor(self) -> int:
        """Where in the text the cursor is."""
        row, column = self.editor.cursor_location
        return sum(len(line) + 1 for line in self.text.split("\n")[:row]) + column

    @on(TextArea.SelectionChanged)
    def _moved(self) -> None:
        self._wants_one = False
        self.post_message(self.Considered(self))

    def on_descendant_blur(self) -> None:
        self.offer(())
        super().on_descendant_blur()

    # What may stand there

    @property
    def spot(self) -> tuple[str, int]:
        """The text and the cursor, which is what offers are for."""
        return self.text, self.cursor

    def offer(self, offers: Sequence[Offer], spot: tuple[str, int] | None = None) -> None:
        """Show what may stand at a spot, but not what stands there already; too late, it is nothing to show."""
        if spot not in (None, self.spot):
            return
        self._offered_for = self.spot
        self._offers = [each for each in offers if self.text[each.start : each.end] != each.text]
        for listed in self.query(Offers):
            listed.clear_options()
            listed.add_options(Option(_line(each)) for each in self._offers)
            listed.highlighted = 0 if self._offers else None
            listed.set_class(bool(self._offers), "-some")
        if self._wants_one and self._offers:
            self._take(0)

    def on_key(self, event: events.Key) -> None:
        """While something is offered, the arrows choose, Tab takes, and Esc turns it down."""
        if not self._offers:
            return
        listed = self.query_one(Offers)
        match event.key:
            case "down":
                listed.action_cursor_down()
            case "up":
                listed.action_cursor_up()
            case "tab" if self._offered_for != self.spot:
                self._wants_one = True
            case "tab":
                self._take(listed.highlighted or 0)
            case "escape":
                self.offer(())
            case _:
                return
        event.stop()
        event.prevent_default()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_index)

    def _take(self, index: int) -> None:
        offer, self._wants_one = self._offers[index], False
        start, end = _location(self.text, offer.start), _location(self.text, offer.end)
        self.offer(())
        self.editor.replace(offer.text, start, end, maintain_selection_offset=False)
        self.editor.focus()

    # What matches

    def tell(self, counted: Counted | None) -> None:
        """Show how many events match; None: nobody knows."""
        for said in self.query(".counted").results(Static):
            said.update(Text("\n").join(_said(counted)) if counted else "")


def _location(text: str, offset: int) -> tuple[int, int]:
    """The row and column of an offset."""
    return text.count("\n", 0, offset), offset - (text.rfind("\n", 0, offset) + 1)


def _line(offer: Offer) -> Text:
    return Text.assemble(offer.said, (f"  {offer.about}", "dim"), no_wrap=True, overflow="ellipsis")


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
