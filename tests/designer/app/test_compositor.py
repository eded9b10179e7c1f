"""What has gone from the screen has gone from the terminal as well."""

from __future__ import annotations

import pytest
from textual._compositor import ChopsUpdate
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Label

from designer.app.compositor import Compositor


class Notices(Screen[None]):
    """A rack that is as high as what it holds, and something that is not shown."""

    CSS = "#rack, #holder { height: auto; } #hidden { display: none; }"

    def __init__(self) -> None:
        super().__init__()
        self._compositor = Compositor()

    def compose(self) -> ComposeResult:
        with Vertical(id="rack"), Vertical(id="holder"):
            yield Label("a notice")
        yield Label("hidden", id="hidden")


@pytest.mark.asyncio
async def test_what_goes_after_something_hidden_was_refreshed_is_painted_over() -> None:
    app, screen = App[None](), Notices()
    async with app.run_test() as pilot:
        await app.push_screen(screen)
        await pilot.pause()
        rack, compositor = screen.query_one("#rack"), screen._compositor
        screen.query_one("#holder").display = False
        compositor.update_widgets({screen.query_one("#hidden")})
        rack.refresh(layout=True)  # as after a removal: Textual asks for the size
        assert not rack.size.height
        update = compositor.render_update()
        assert isinstance(update, ChopsUpdate)
        assert [span[0] for span in update.spans] == [0]
