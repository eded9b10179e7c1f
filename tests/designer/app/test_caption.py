"""Words that change, and what stands below them."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from designer.app.widgets.caption import Caption


class Captioned(App[None]):
    CSS = "Caption { width: 20; }"

    def compose(self) -> ComposeResult:
        yield Caption("one", markup=False)
        yield Static("below")


@pytest.mark.asyncio
async def test_what_is_below_makes_room_for_words_that_take_more_rows_and_comes_back() -> None:
    app = Captioned()
    async with app.run_test(size=(40, 12)) as pilot:
        caption, below = app.query_one(Caption), app.query(Static).last()
        rows = []
        for words in ("two", "three words that do not fit in a row", "two\nrows", "[four]", ""):
            caption.say(words)
            await pilot.pause()
            assert below.region.y == caption.region.bottom
            rows.append(caption.region.height)
    assert rows == [1, 2, 2, 1, rows[-1]]
