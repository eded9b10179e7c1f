"""The people of a dry run: a list to search, and the story of whoever is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from designer.app.widgets.lines import Lines
from designer.simulation.replay import Person
from engine.journey import Journey
from engine.labels import GLYPHS, kind, title

NAME: Final = 26
"""Columns of a name: about half of the narrowest list there is."""

_ENDS = {"completed": "✓", "exited": "▲", "gave_up": "✗"}


class People(Vertical):
    """``show`` gives it people, ``tell`` the story of one of them."""

    class Asked(Message):
        """A person searches for somebody."""

    class Chosen(Message):
        """A person looks at somebody; ``opened``: and wants to know everything."""

        def __init__(self, owner: str, opened: bool) -> None:
            self.owner, self.opened = owner, opened
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._listed: list[str] = []

    def compose(self) -> ComposeResult:
        yield Label("", id="who", markup=False)
        yield Input(placeholder="search people", compact=True, id="find")
        yield OptionList(id="owners")
        with VerticalScroll(id="told"):
            yield Static("", id="story", markup=False)

    @property
    def called(self) -> str:
        """Return what was typed to search."""
        return self.query_one("#find", Input).value

    @property
    def owner(self) -> str | None:
        """Return who is chosen."""
        at = self.query_one(OptionList).highlighted
        return self._listed[at] if at is not None and at < len(self._listed) else None

    def find(self) -> None:
        """Put the cursor where one searches."""
        self.query_one("#find").focus()

    def search(self, name: str) -> None:
        """Search for a name, and go to whoever is found."""
        self.query_one("#find", Input).value = name
        self.query_one(OptionList).focus()

    def show(self, journey: Journey, who: str, people: Sequence[Person]) -> None:
        """Show a heading with ``who`` they are, and people in ``journey``; whoever is chosen stays chosen if they
        are there.
        """
        chosen = self.owner
        self.query_one("#who", Label).update(who)
        listed = self.query_one(OptionList)
        self._listed = [each.owner for each in people]
        with self.prevent(OptionList.OptionHighlighted):
            listed.clear_options()
            listed.add_options(Option(_line(journey, each)) for each in people)
            if self._listed:
                listed.highlighted = self._listed.index(chosen) if chosen in self._listed else 0

    def tell(self, story: Iterable[Text]) -> None:
        self.query_one("#story", Static).update(Lines(story))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Asked())

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(OptionList).focus()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._chose(opened=False)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._chose(opened=True)

    def _chose(self, *, opened: bool) -> None:
        if self.owner is not None:
            self.post_message(self.Chosen(self.owner, opened))


def _line(journey: Journey, person: Person) -> Text:
    last = person.last
    step = journey.steps[last.target]
    sign = _ENDS.get(last.status, GLYPHS[kind(step)])
    name = Text(person.name)
    name.truncate(NAME, overflow="ellipsis", pad=True)
    where = f"  {sign} {title(last.target, step)}"
    return Text.assemble(name, (where, "dim"), no_wrap=True, overflow="ellipsis")
