"""People at a step or called so, and the story of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import ClassVar, Final

from msgspec.structs import replace
from rich.text import Text

from designer.app.actions import Action
from designer.app.dialogs import Enter, Read
from designer.app.screens.export import may_overwrite
from designer.app.screens.graph_view import ROOMY, GraphView
from designer.app.screens.simulate.dry_run import DryRun
from designer.app.screens.simulate.timeline import Timeline
from designer.app.screens.tab import TabScreen
from designer.app.threads import in_thread
from designer.app.widgets.people_list import People
from designer.editing.selection import JOURNEY, Place, title_at
from designer.reports.event_text import event_summary, moment
from designer.reports.explanation import lines
from designer.simulation.replay import MOST_LISTED, Replay, Story
from engine import owners

PEOPLE: Final = (
    Action("people", "p", "People on and off", "People", "People"),
    Action("find", "F", "Find a person by name", "People"),
    Action("read", "y", "Everything about this person, and why they are where they are", "People"),
    Action("record", "W", "Save what this person did, and what came of it, as a scenario", "People"),
    Action("out", "escape", "One back: to the canvas, to the people of all steps, to the design", "Look"),
)

BEHIND: Final = 0.4
"""Seconds by which the list may be behind a clock that runs."""


class PeoplePanel:
    """The people follow the clock once it rests."""

    ACTIONS: ClassVar[Sequence[Action]] = PEOPLE

    def __init__(self, screen: TabScreen, view: GraphView, run: DryRun, timeline: Timeline) -> None:
        self.listing: Final = People(id="people")
        self._screen, self._view, self._run, self._timeline = screen, view, run, timeline
        self._wanted: bool | None = None
        self._listed_at = 0.0

    def make_room(self) -> None:
        """Show what there is room for, and what was asked for."""
        roomy = self._screen.app.size.width >= ROOMY
        shown = roomy if self._wanted is None else self._wanted
        self.listing.display = shown
        self._screen.query_one("#watched").display = roomy or not shown

    def follow(self) -> None:
        """The list keeps up with a clock that runs, a little behind; the story waits until it rests."""
        if not self._timeline.is_playing:
            self.list_people()
        elif monotonic() - self._listed_at > BEHIND:
            self._list()

    def list_people(self) -> None:
        """The people of the chosen step, or everybody, as of now, and the story of whoever is chosen."""
        if self._run.played is not None and self.listing.display:
            self._list()
            self.tell()

    def _list(self) -> None:
        if self._run.played is None or not self.listing.display:
            return
        self._listed_at = monotonic()
        step = self._view.place.step
        found = self._run.played.people(self._timeline.index, step, self.listing.called)
        where = "Everybody" if step is None else f"At {title_at(self._screen.journey, Place(step=step))}"
        number = f"{len(found):,}{' or more' if len(found) == MOST_LISTED else ''}"
        self.listing.show(self._run.played.journey, f"{where}: {number}", found)

    def tell(self) -> None:
        """Tell the story of whoever is chosen."""
        self._screen.in_background(self._tell, exclusive=True, group="story")

    async def _tell(self) -> None:
        owner, played, index = self.listing.owner, self._run.played, self._timeline.index
        if owner is None or played is None:
            self.listing.tell(())
            return
        with self._screen.waypost.report_errors():
            story = await in_thread(lambda _: played.story(owner, index))
            if self.listing.is_attached:
                self.listing.tell(describe_person(played, story))

    def show_who_is_here(self) -> None:
        """Go to the people of the chosen step."""
        if not self.listing.display:
            self.people()
        self.listing.query_one("#owners").focus()

    # Actions

    def people(self) -> None:
        """Show the people and go there, or hide them."""
        self._wanted = not self.listing.display
        self.make_room()
        self.list_people()
        (self.listing.query_one("#owners") if self.listing.display else self._view.canvas).focus()

    def find(self) -> None:
        """Go where one searches for a person."""
        if not self.listing.display:
            self.people()
        self.listing.find()

    def search(self, name: str) -> None:
        """List those who are called so, wherever they are."""
        if not self.listing.display:
            self.people()
        self._view.choose(JOURNEY)
        self.listing.search(name)

    def read(self) -> None:
        """Read everything about whoever is chosen."""
        self._screen.converse(self._read)

    async def _read(self) -> None:
        owner, played = self.listing.owner, self._run.played
        if owner is None or played is None:
            self._screen.waypost.say("Choose a person first: f finds one by name.")
            return
        with self._screen.waypost.keyboard.held():
            story = await in_thread(lambda _: played.story(owner, self._timeline.index))
        past = tuple(each for each in story.happenings if each.at <= story.clock)
        timeline = Text("\n").join(describe_story(played, replace(story, happenings=past))).plain
        why = "\n".join(lines(played.journey, story.explained))
        await self._screen.waypost.ask(Read(owners.name(owner), f"{timeline}\n\n{why}"))

    def record(self) -> None:
        """Save what whoever is chosen did as a scenario, as of now on the timeline."""
        self._screen.converse(self._record)

    async def _record(self) -> None:
        owner, played, clock = self.listing.owner, self._run.played, self._timeline.clock
        if owner is None or played is None:
            self._screen.waypost.say("Choose a person first: F finds one by name.")
            return
        from designer.simulation.scenarios.recordings import file_name, write_person

        name = file_name(owner)
        path = await self._screen.waypost.ask(Enter("Into which file?", name, str(Path.cwd())))
        if not path or not await may_overwrite(self._screen, Path(path).expanduser()):
            return
        with self._screen.waypost.report_errors():
            events = [each for each in played.events.get(owner, ()) if each.time <= clock]
            write_person(
                Path(path).expanduser(),
                self._screen.desk.name,
                played.playback.plan,
                owner,
                events,
                name=owners.name(owner),
                until=clock,
                seed=played.playback.seed,
            )
            self._screen.waypost.say(f"Written to {path}: waypost test runs it.")

    def out(self) -> None:
        """Go from the people to the canvas; then to everybody, then to the design."""
        if self._screen.focused is self._view.canvas:
            if self._view.place == JOURNEY:
                self._screen.opened.show("design")
            else:
                self._view.choose(JOURNEY)
            return
        if not self._screen.query_one("#watched").display:
            self._wanted = None
            self.make_room()
        self._view.canvas.focus()


def describe_person(played: Replay, story: Story) -> Iterator[Text]:
    """Tell the ``story`` of somebody in ``played``, and in short why they are where they are."""
    yield Text(owners.name(story.explained.owner), "bold")
    for stay in story.explained.stays:
        yield from (Text(said) for said in stay.says)
        for onward in stay.onward:
            at = f" on {moment(onward.at)}" if onward.at is not None else ""
            yield Text(f"→ {onward.says}{at}", "dim")
    yield Text("")
    yield from describe_story(played, story)


def describe_story(played: Replay, story: Story) -> Iterator[Text]:
    """Tell the ``story``, an event or a timer after the other; what ``played`` has not come to yet is dim."""
    for each in story.happenings:
        style = "dim" if each.at > story.clock else ""
        event = played.document(each.event) if each.event is not None else None
        yield Text(
            f"{moment(each.at)}  {event_summary(event.document) if event else 'the time is up'}",
            style or "bold",
        )
        yield from (Text(f"  {said}", style) for said in each.says)
