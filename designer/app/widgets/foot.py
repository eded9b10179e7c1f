"""The last row: the keys of this place. They come after the first picture, which is there sooner without them."""

from __future__ import annotations

from textual.containers import Horizontal


class Foot(Horizontal):
    """Keeps the row free until the keys are there."""

    def on_mount(self) -> None:
        self.call_after_refresh(self._name_the_keys)

    async def _name_the_keys(self) -> None:
        from textual.widgets import Footer

        if self.is_attached:  # the screen may be gone by now
            await self.mount(Footer(compact=True, show_command_palette=False))
            self.screen.refresh_bindings()  # it waits to be told of the keys, and was not there when they were
