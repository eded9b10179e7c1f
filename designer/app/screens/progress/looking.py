"""Looking at how people stand: one view at a time, and what there is to say about a row of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from textual import on, work
from textual.content import Content
from textual.widgets import Static

from designer.app.actions import Action
from designer.app.dialogs import Enter, Read
from designer.app.screens.progress.standings import Standings
from designer.app.threads import in_thread
from designer.app.widgets.bars import COLOURS, coloured
from designer.app.widgets.lines import Lines
from designer.app.widgets.sheet import Sheet
from designer.app.widgets.strip import Strip
from designer.reports.cohorts import COHORTS
from designer.reports.funnel import FUNNEL
from designer.reports.number_text import SHADES, bar, count, moment
from designer.reports.people import PEOPLE
from designer.reports.report import Report, ReportRequest
from designer.reports.standing import Standing
from designer.reports.steps import STEPS
from designer.reports.stuck import STUCK
from designer.reports.table import Table
from designer.reports.times import TIMES

if TYPE_CHECKING:
    from designer.app.opened import Opened
    from designer.simulation.evidence import Evidence, Stop

VIEWS: Final = (STEPS, FUNNEL, TIMES, STUCK, COHORTS, PEOPLE)
KEYS: Final = dict(zip((view.name for view in VIEWS), "sftwcp", strict=True))
VERSIONS: Final = "versions"
TITLES: Final = {**{view.name: view.title for view in VIEWS}, VERSIONS: "Versions"}

LOOKING: Final = (
    *(
        Action(f"look('{view.name}')", KEYS[view.name], f"{view.title}: {view.about}", "Views")
        for view in VIEWS
    ),
    Action(f"look('{VERSIONS}')", "v", "Versions: two versions side by side", "Views"),
    Action("turn(1)", "right", "The next view", "Views", "Next view"),
    Action("turn(-1)", "left", "The view before", "Views"),
    Action("unit", "a", "Count attempts, or people", "Progress", "Attempts/people"),
    Action("find", "slash", "Find a person by name", "Progress", "Find"),
    Action("read", "enter", "Read all about what is chosen", "Progress"),
    Action("why", "y", "Why this person is where they are", "Progress", "Why"),
    Action("recalculate", "R", "Recalculate over the workspace's log", "Progress"),
)

STANDS: Final = {"completed": "completed", "running": "running", "exited": "exited", "gave_up": "gave up"}
"""How attempts stand, in the order of the bar: the key of the totals, and what it is called."""


class Looking(Standings):
    """``name`` is the view that is shown, ``asked`` what it is asked for."""

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened)
        self.name_of_view = STEPS.name
        self.asked = ReportRequest()

    @property
    def sheet(self) -> Sheet:
        return self.query_one(Sheet)

    @property
    def view(self) -> Report | None:
        return next((view for view in VIEWS if view.name == self.name_of_view), None)

    # Showing

    def told(self, standing: Standing | None, why_not: str = "") -> None:
        super().told(standing, why_not)
        self.draw_title()
        self.draw_totals()
        self.draw()

    def draw(self) -> None:
        """Show the view that was chosen."""
        self.draw_views()
        self._fill()

    def draw_title(self, more: str = "") -> None:
        super().draw_title(f"as of {moment(self.standing.until)}" if self.standing else more)

    def draw_views(self) -> None:
        self.query_one(Strip).show(TITLES, self.name_of_view)

    def draw_totals(self) -> None:
        """Everybody in one line and one bar."""
        line, bar_line = self.query_one("#totals", Static), self.query_one("#everybody", Static)
        if self.standing is None:
            line.update(Content(self.why_not))
            bar_line.update("")
            return
        width = max(self.size.width - 2, 1)
        line.update(_counted(self.standing, width))
        bar_line.update(_everybody(self.standing, width))

    @work(exclusive=True, group="table")
    async def _fill(self) -> None:
        self.sheet.show(await asyncio.to_thread(self.table, self.asked))
        self.tell(self.sheet.chosen)

    def table(self, asked: ReportRequest) -> Table:
        """The table of the view. Nothing of the screen is touched: it is made in a thread."""
        if self.standing is None or self.view is None:
            return Table((), ())
        return self.view.table(self.standing, asked)

    def detail(self, key: str) -> list[str]:
        """What there is to say about a row."""
        if self.standing is None or self.view is None or not key:
            return []
        return list(self.view.detail(self.standing, key))

    def tell(self, key: str) -> None:
        self.query_one("#detail", Static).update(Lines(self.detail(key)))

    @on(Sheet.Chosen)
    def _chosen(self, event: Sheet.Chosen) -> None:
        self.tell(event.key)

    @on(Sheet.Opened)
    def _opened(self) -> None:
        self.action_read()

    # Asking

    def action_look(self, name: str) -> None:
        self.name_of_view = name
        self.draw()

    def action_turn(self, onward: int) -> None:
        names = list(TITLES)
        self.action_look(names[(names.index(self.name_of_view) + onward) % len(names)])

    def action_unit(self) -> None:
        unit = "people" if self.asked.unit == "attempts" else "attempts"
        self.asked = replace(self.asked, unit=unit)
        self.action_look(FUNNEL.name)

    @work
    async def action_find(self) -> None:
        about = "A part of the name; empty for everybody."
        search = await self.app.push_screen_wait(Enter("Whom?", self.asked.search, about))
        if search is not None:
            self.asked = replace(self.asked, search=search.strip())
            self.action_look(
                self.name_of_view if self.name_of_view in (STUCK.name, VERSIONS) else PEOPLE.name
            )

    @work
    async def action_read(self) -> None:
        if lines := self.detail(self.sheet.chosen):
            await self.app.push_screen_wait(Read(lines[0], "\n".join(lines[1:])))

    @work(exclusive=True, group="why")
    async def action_why(self) -> None:
        """Every event of a person that was considered, and what would move them on."""
        standing, evidence, owner = self.standing, self.opened.evidence, self.person()
        if standing is None or not owner:
            self.waypost.say("Choose a person first: p lists everybody.")
        elif evidence is None:
            self.waypost.say("The events themselves are needed to say why: attach them with L.")
        else:
            self.waypost.say("looking at every event of this person …")
            with self.waypost.report_errors():
                lines = await in_thread(lambda stop: explained(standing, evidence, owner, stop))
                await self.app.push_screen_wait(Read(lines[0], "\n".join(lines[1:])))

    def person(self) -> str:
        """The owner whose row is chosen, if it is somebody's."""
        key = self.sheet.chosen.removeprefix("owner ")
        return key if self.standing is not None and key in self.standing.by_owner else ""


def _counted(standing: Standing, width: int) -> Content:
    """How many stand how; where a line is too short for that, without what nobody does, then without the people."""
    totals = standing.totals
    parts = {
        key: Content.assemble((f"{shade} ", COLOURS[shade]), (f"{totals[key]:,}", "bold"), f" {said}")
        for (key, said), shade in zip(STANDS.items(), SHADES, strict=True)
    }
    some = [part for key, part in parts.items() if totals[key]]
    entered = Content.assemble((f"{totals['entered']:,}", "bold"), " entered")
    people = Content(count(totals["owners"], "person", "people"))
    told = ([entered, *parts.values(), people], [entered, *some, people], [entered, *some])
    lines = [Content("  ").join(each) for each in told]
    return next((line for line in lines if line.cell_length <= width), lines[-1])


def _everybody(standing: Standing, width: int) -> Content:
    all_of_them = standing.totals["entered"]
    if not all_of_them:
        return Content.styled("Nobody has entered.", "dim")
    shares = [standing.totals[key] / all_of_them for key in STANDS]
    return coloured(bar(shares, width))


def explained(standing: Standing, evidence: Evidence, owner: str, stop: Stop) -> list[str]:
    """Why somebody stands where they stand, in lines. Raises ConditionError, StoreError, Stopped."""
    from designer.reports.explanation import lines
    from designer.simulation.evidence.condition_trial import stoppable
    from engine.explain import explain

    simulated = standing.simulated
    mine = [event for event in stoppable(evidence.events, stop) if simulated.owner_of(event) == owner]
    told = explain(
        simulated.plan, owner, mine, until=standing.until, seed=simulated.seed, voided=simulated.voided
    )
    return list(lines(standing.journey, told))
