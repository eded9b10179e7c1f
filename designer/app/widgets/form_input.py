"""Inputs of a form. Whatever key writes something is theirs, not a command of the screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input, Select

from designer.app.widgets.key_character import is_printable, is_typing


class FormInput(Input):
    """One line of text."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """How far it can be scrolled. Nothing beside it depends on that: a layout of the screen is spared."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep every sign that can be typed out of the row of keys."""
        return is_printable(key, character)

    def on_click(self, event: events.Click) -> None:
        """Choose the whole text by two clicks, to be typed over."""
        if event.chain >= 2:
            self.select_all()


class FormSelect(Select[str]):
    """One of a few ``choices``: a letter chooses the next one that begins with it."""

    def __init__(self, choices: Sequence[str], value: str) -> None:
        super().__init__(((each, each) for each in choices), value=value, allow_blank=False, compact=True)
        self._choices = list(choices)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take letters; they are not for the screen."""
        return is_printable(key, character)

    def on_key(self, event: events.Key) -> None:
        if is_typing(event):
            event.stop()
            self._choose(event.character or "")

    def _choose(self, letter: str) -> None:
        after = self._choices.index(str(self.value)) + 1
        onward = [*self._choices[after:], *self._choices[:after]]
        if letter and (found := next((each for each in onward if each.startswith(letter.lower())), None)):
            self.value = found
