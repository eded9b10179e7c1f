"""A field below which is offered what may stand where the cursor is."""

from __future__ import annotations

from textual import events, on
from textual.message import Message
from textual.widgets import OptionList, TextArea

from designer.app.widgets.clause_rows import ClauseRows
from designer.app.widgets.completion_list import CompletionList
from designer.app.widgets.condition_text import ConditionEditor
from designer.app.widgets.field_row import FieldRow
from designer.editing.conditions.completion import Offer
from designer.editing.conditions.cursor import OfferList, Spot
from designer.editing.form_field import FormField
from designer.editing.selection import Place

Editor = ClauseRows | ConditionEditor


class CompletionRow(FieldRow):
    """``offer`` shows what somebody else found out; typing does not wait for it."""

    editor: Editor

    class Considered(Message):
        """The text or the cursor is another one: somebody may want to find out about it, ``at_once`` or soon."""

        def __init__(self, row: CompletionRow, *, at_once: bool = False) -> None:
            self.row, self.at_once = row, at_once
            super().__init__()

    def __init__(self, place: Place, field: FormField) -> None:
        super().__init__(place, field)
        self.offers = CompletionList()
        self._wants_offers = False
        """Whether somebody types, or wants to know what may stand here."""
        self._known_spot: Spot | None = None
        """Where it is known what may stand, be it nothing."""
        self._owed_spot: Spot | None = None
        """Where somebody was quicker than the offers and wants the one that is meant."""

    @property
    def spot(self) -> Spot | None:
        """Return where the cursor is, if somebody may want to know what may stand there."""
        spot = self.editor.spot
        return spot if spot is not None and (spot.is_open or self._wants_offers) else None

    def look(self) -> None:
        """The text, the cursor or the value is another one."""
        if self._owed_spot != self.spot:
            self._owed_spot = None  # they typed on instead
        self.post_message(self.Considered(self))

    def heed(self) -> None:
        self._wants_offers = True
        self.look()

    @on(TextArea.SelectionChanged)
    def _moved(self) -> None:
        self.look()

    def on_descendant_focus(self) -> None:
        self._wants_offers = False
        self.look()

    def on_descendant_blur(self) -> None:
        self.offers.show(OfferList(), None)
        self.look()
        super().on_descendant_blur()

    def offer(self, offered: OfferList, spot: Spot | None) -> None:
        """Show what may stand at a spot; too late, it is nothing to show."""
        if spot != self.spot:
            return
        self._known_spot = spot
        self.offers.show(offered, spot)
        if spot is not None and spot == self._owed_spot:
            self._take(self.offers.chosen)

    def on_key(self, event: events.Key) -> None:
        if self._is_for_offers(event.key):
            event.stop()
            event.prevent_default()

    def _is_for_offers(self, key: str) -> bool:
        """While something is offered, the arrows choose, Tab takes (and Enter in one line), Esc turns it down."""
        chosen, some = self.offers.chosen, self.offers.offered.offers
        match key:
            case "down" if some:
                self.offers.action_cursor_down()
            case "up" if some:
                self.offers.action_cursor_up()
            case "down" if not self.editor.IS_TEXT:
                self.heed()
            case "tab" if self._is_owed:
                self._owed_spot = self.editor.spot
                self.post_message(self.Considered(self, at_once=True))
            case "tab" | "enter" if chosen and not (key == "enter" and self.editor.IS_TEXT):
                self._take(chosen)
            case "escape" if chosen:
                self.offers.show(OfferList(), None)
            case _:
                return False
        return True

    @property
    def _is_owed(self) -> bool:
        """Tell whether it will soon be known what may stand where somebody typed. Who asks twice does not wait
        for it.
        """
        return self._wants_offers and self.editor.spot not in (self._known_spot, self._owed_spot)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(self.offers.offered.offers[event.option_index])

    def _take(self, offer: Offer | None) -> None:
        """Put an offer where the cursor is; if there is none after all, go on."""
        self._owed_spot = None
        self.offers.show(OfferList(), None)
        if offer is None:
            self.screen.focus_next()
        else:
            self.editor.take(offer)
