"""Completions at the cursor, below a field."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from designer.editing.conditions.completion import Offer
from designer.editing.conditions.cursor import OfferList, Spot


class CompletionList(OptionList, can_focus=False):
    """Hidden while there is nothing to offer. The keys stay with the field; a click takes one, too."""

    DEFAULT_CSS = """
    CompletionList { display: none; height: auto; max-height: 8; border: none; padding: 0 0 0 1; background: $panel; }
    CompletionList.-some { display: block; }
    """

    offered = OfferList()
    spot: Spot | None = None
    """What the offers are for."""

    def show(self, offered: OfferList, spot: Spot | None) -> None:
        self.offered, self.spot = offered, spot
        self.clear_options()
        self.add_options(Option(_line(each)) for each in offered.offers)
        self.highlighted = offered.meant
        self.set_class(bool(offered.offers), "-some")
        if offered.offers:
            self.call_after_refresh(self.scroll_visible, animate=False)

    @property
    def chosen(self) -> Offer | None:
        """The highlighted offer; None if none is highlighted."""
        return None if self.highlighted is None else self.offered.offers[self.highlighted]


def _line(offer: Offer) -> Text:
    return Text.assemble(offer.said, (f"  {offer.about}", "dim"), no_wrap=True, overflow="ellipsis")
