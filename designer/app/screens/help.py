"""The keys of this place. Choosing a line does it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from designer.app.actions import Action, ActionOwner, Keymap, key_names
from designer.app.dialogs import Dialog, DialogList


class Help(Dialog[int]):
    """Answers the number of the action that was chosen."""

    def __init__(self, offered: Sequence[tuple[ActionOwner, Action]], keymap: Keymap) -> None:
        super().__init__()
        self.offered = list(offered)
        self._keymap_of_person = keymap

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Label("What can be done here", classes="question")
            yield DialogList(*self._options(), id="keys")
            yield Label("Enter does it · Esc closes · Ctrl+P finds it by name", classes="help")

    def _options(self) -> list[Option | None]:
        """A line an action, under the name of its group."""
        groups = dict.fromkeys(action.group for _, action in self.offered)
        lines: list[Option | None] = []
        for group in groups:
            lines.append(Option(Text(group, "bold"), disabled=True))
            lines += [
                Option(_line(action, self._keymap_of_person), id=str(number))
                for number, (_, action) in enumerate(self.offered)
                if action.group == group
            ]
        return lines

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        if event.option.id is not None:
            self.dismiss(int(event.option.id))


def _line(action: Action, keymap: Keymap) -> Text:
    return Text.assemble(("  " + key_names(action, keymap).ljust(18), "bold"), action.title)
