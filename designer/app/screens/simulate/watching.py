"""Who is where: the people at a step or called so, and the story of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import Final

from msgspec.structs import replace
from rich.text import Text
from textual import on, work

from designer.app.actions import Action
from designer.app.dialogs import Read
from designer.app.screens.picturing import ROOMY
from designer.app.screens.simulate.travelling import Travelling
from designer.app.threads import in_thread
from designer.app.widgets.canvas import GraphCanvas
from designer.app.widgets.people import People
from designer.editing.selection import JOURNEY, Place, title_at
from designer.reports.event_text import moment, what
from designer.reports.explanation import lines
from designer.simulation.replay import MOST_LISTED, Played, Story
from engine import owners

WATCHING: Final = (
    Action("people", "p", "People on and off", "People", "People"),
    Action("find", "f", "Find a person by name", "People"),
    Action("read", "y", "Everything about this person, and why they are where they are", "People"),
    Action("out", "escape", "Back to the canvas; once more: people of all steps", "Look"),
)

BEHIND: Final = 0.4
"""Seconds by which the list may be behind a clock that runs."""


class Watching(Travelling):
    """The people follow once the clock rests."""

    _people: bool | None = None
    _listed_at = 0.0

    @property
    def people(self) -> People:
        return self.query_one(People)

    def make_room(self) -> None:
        super().make_room()
        roomy = self.app.size.width >= ROOMY
        shown = roomy if self._people is None else self._people
        self.people.display = shown
        self.query_one("#watched").display = roomy or not shown

    def moved(self) -> None:
        """The list keeps up with a clock that runs, a little behind; the story waits until it rests."""
        if not self.is_playing:
            self.list_people()
        elif monotonic() - self._listed_at > BEHIND:
            self._list()

    def choose(self, place: Place) -> None:
        super().choose(place)
        self.list_people()

    def list_people(self) -> None:
        """The people of the chosen step, or everybody, as of now, and the story of whoever is chosen."""
        if self.played is not None and self.people.display:
            self._list()
            self.tell()

    def _list(self) -> None:
        if self.played is None or not self.people.display:
            return
        self._listed_at = monotonic()
        step = self.place.step
        found = self.played.people(self.index, step, self.people.called)
        where = "Everybody" if step is None else f"At {title_at(self.journey, Place(step=step))}"
        number = f"{len(found):,}{' or more' if len(found) == MOST_LISTED else ''}"
        self.people.show(self.played.journey, f"{where}: {number}", found)

    @on(People.Asked)
    def _asked(self) -> None:
        self.list_people()

    @on(People.Chosen)
    def _looked_at(self, event: People.Chosen) -> None:
        if event.opened:
            self.action_read()
        else:
            self.tell()

    @work(exclusive=True, group="story")
    async def tell(self) -> None:
        """The story of whoever is chosen."""
        owner, played, index = self.people.owner, self.played, self.index
        if owner is None or played is None:
            self.people.tell(())
            return
        with self.waypost.report_errors():
            story = await in_thread(lambda _: played.story(owner, index))
            for people in self.query(People):
                people.tell(told(played, story))

    @on(GraphCanvas.Opened)
    def _who_is_here(self) -> None:
        if not self.people.display:
            self.action_people()
        self.people.query_one("#owners").focus()

    # Actions

    def action_people(self) -> None:
        self._people = not self.people.display
        self.make_room()
        self.list_people()
        (self.people.query_one("#owners") if self.people.display else self.canvas).focus()

    def action_find(self) -> None:
        if not self.people.display:
            self.action_people()
        self.people.find()

    @work
    async def action_read(self) -> None:
        owner, played = self.people.owner, self.played
        if owner is None or played is None:
            self.waypost.say("Choose a person first: f finds one by name.")
            return
        story = await in_thread(lambda _: played.story(owner, self.index))
        past = tuple(each for each in story.happenings if each.at <= story.clock)
        timeline = Text("\n").join(happened(played, replace(story, happenings=past))).plain
        why = "\n".join(lines(played.journey, story.explained))
        await self.app.push_screen_wait(Read(owners.name(owner), f"{timeline}\n\n{why}"))

    def action_out(self) -> None:
        """From the people to the canvas; then to everybody."""
        if self.focused is self.canvas:
            self.choose(JOURNEY)
            return
        if not self.query_one("#watched").display:
            self._people = None
            self.make_room()
        self.canvas.focus()


def told(played: Played, story: Story) -> Iterator[Text]:
    """What happened, and in short why somebody is where they are."""
    yield Text(owners.name(story.explained.owner), "bold")
    for stay in story.explained.stays:
        yield from (Text(said) for said in stay.says)
        for onward in stay.onward:
            at = f" on {moment(onward.at)}" if onward.at is not None else ""
            yield Text(f"→ {onward.says}{at}", "dim")
    yield Text("")
    yield from happened(played, story)


def happened(played: Played, story: Story) -> Iterator[Text]:
    """What happened, an event or a timer after the other; what is still to come is dim."""
    for each in story.happenings:
        style = "dim" if each.at > story.clock else ""
        event = played.document(each.event) if each.event is not None else None
        yield Text(
            f"{moment(each.at)}  {what(event.document) if event else 'the time is up'}", style or "bold"
        )
        yield from (Text(f"  {said}", style) for said in each.says)
