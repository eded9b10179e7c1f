"""Looking at how people stand: one view at a time, and what there is to say about a row of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from designer.app.actions import Action
from designer.app.dialogs import Enter, Read
from designer.app.screens.progress.calculation import Calculation
from designer.app.screens.progress.comparison import VersionComparison
from designer.app.screens.tab import TabScreen
from designer.app.threads import in_thread
from designer.app.widgets.bars import COLOURS, coloured
from designer.app.widgets.lines import Lines
from designer.app.widgets.sheet import Sheet
from designer.app.widgets.strip import Strip
from designer.reports.cohorts import COHORTS
from designer.reports.funnel import FUNNEL
from designer.reports.number_text import SHADES, bar, count
from designer.reports.people import PEOPLE
from designer.reports.report import Report, ReportRequest
from designer.reports.standing import Standing
from designer.reports.steps import STEPS
from designer.reports.stuck import STUCK
from designer.reports.table import Table
from designer.reports.times import TIMES

if TYPE_CHECKING:
    from designer.simulation.evidence import Evidence, Stop

VIEWS: Final = (STEPS, FUNNEL, TIMES, STUCK, COHORTS, PEOPLE)
KEYS: Final = dict(zip((view.name for view in VIEWS), "sftwcp", strict=True))
VERSIONS: Final = "versions"
TITLES: Final = {**{view.name: view.title for view in VIEWS}, VERSIONS: "Versions"}

REPORTS: Final = (
    *(
        Action(
            f"look('{view.name}')", KEYS[view.name], f"{view.title}: {view.about}", "Views", word=view.name
        )
        for view in VIEWS
    ),
    Action(f"look('{VERSIONS}')", "v", "Versions: two versions side by side", "Views", word=VERSIONS),
    Action("turn(1)", "right", "The next view", "Views", "Next view", "next_view"),
    Action("turn(-1)", "left", "The view before", "Views", word="previous_view"),
    Action("unit", "a", "Count attempts, or people", "Progress", "Attempts/people"),
    Action("find", "slash", "Find a person by name", "Progress", "Find"),
    Action("read", "enter", "Read all about what is chosen", "Progress"),
    Action("why", "y", "Why this person is where they are", "Progress", "Why"),
    Action("compare", "b", "Compare with another version", "Progress", "Compare"),
)

STANDS: Final = {"completed": "completed", "running": "running", "exited": "exited", "gave_up": "gave up"}
"""How attempts stand, in the order of the bar: the key of the totals, and what it is called."""


class ReportView:
    """``name`` is the view that is shown, ``asked`` what it is asked for."""

    ACTIONS: ClassVar[Sequence[Action]] = REPORTS

    def __init__(self, screen: TabScreen, calculation: Calculation) -> None:
        self.sheet: Final = Sheet(id="sheet")
        self.totals: Final = Static("", id="totals")
        self.everybody: Final = Static("", id="everybody")
        self.strip: Final = Strip("")
        self.details: Final = Static("", id="detail", markup=False)
        self.comparison: Final = VersionComparison(screen, calculation, self._fill)
        self.name = STEPS.name
        self.asked = ReportRequest()
        self._screen, self._calculation = screen, calculation

    @property
    def _report(self) -> Report | None:
        return next((view for view in VIEWS if view.name == self.name), None)

    # Showing

    def show(self) -> None:
        """Show how people stand now."""
        self.comparison.forget()
        self.draw_totals()
        self.draw()

    def draw(self) -> None:
        """Show the view that was chosen."""
        self.draw_views()
        self._fill()
        if self.name == VERSIONS:
            self.comparison.make()

    def draw_views(self) -> None:
        """Name the views, the one that is shown among them."""
        self.strip.show(TITLES, self.name)

    def draw_totals(self) -> None:
        """Show everybody in one line and one bar."""
        line, bar_line = self.totals, self.everybody
        if self._calculation.standing is None:
            line.update(Content(self._calculation.why_not))
            bar_line.update("")
            return
        width = max(self._screen.size.width - 2, 1)
        line.update(_totals_text(self._calculation.standing, width))
        bar_line.update(_everybody(self._calculation.standing, width))

    def _fill(self) -> None:
        self._screen.in_background(self._fill_sheet, exclusive=True, group="table")

    async def _fill_sheet(self) -> None:
        self.sheet.show(await asyncio.to_thread(self.table, self.asked))
        self.tell(self.sheet.chosen)

    def table(self, asked: ReportRequest) -> Table:
        """The table of the view. Nothing of the screen is touched: it is made in a thread."""
        standing, report = self._calculation.standing, self._report
        if standing is None:
            return Table((), ())
        return self.comparison.table(asked) if report is None else report.table(standing, asked)

    def detail(self, key: str) -> list[str]:
        """Return what there is to say about the row ``key``."""
        standing, report = self._calculation.standing, self._report
        if standing is None or not key:
            return []
        return self.comparison.detail(key) if report is None else list(report.detail(standing, key))

    def tell(self, key: str) -> None:
        """Show what there is to say about a row."""
        self.details.update(Lines(self.detail(key)))

    # Asking

    def look(self, name: str) -> None:
        """Show another view."""
        self.name = name
        self.draw()

    def turn(self, onward: int) -> None:
        """Show the next view, or the one before."""
        names = list(TITLES)
        self.look(names[(names.index(self.name) + onward) % len(names)])

    def unit(self) -> None:
        """Count attempts instead of people, or people instead of attempts."""
        unit = "people" if self.asked.unit == "attempts" else "attempts"
        self.asked = replace(self.asked, unit=unit)
        self.look(FUNNEL.name)

    def find(self) -> None:
        """Ask for a name, and show whoever is called so."""
        self._screen.converse(self._find)

    async def _find(self) -> None:
        about = "A part of the name; empty for everybody."
        search = await self._screen.waypost.ask(Enter("Whom?", self.asked.search, about))
        if search is not None:
            self.asked = replace(self.asked, search=search.strip())
            self.look(self.name if self.name in (STUCK.name, VERSIONS) else PEOPLE.name)

    def compare(self) -> None:
        """Ask for another version, and compare with it."""
        self._screen.converse(self._compare)

    async def _compare(self) -> None:
        if (version := await self.comparison.ask_for_version()) is not None:
            self.name = VERSIONS
            self.draw_views()
            self.comparison.compare_with(version)

    def read(self) -> None:
        """Read all about the row that is chosen."""
        self._screen.converse(self._read)

    async def _read(self) -> None:
        if lines := self.detail(self.sheet.chosen):
            await self._screen.waypost.ask(Read(lines[0], "\n".join(lines[1:])))

    def why(self) -> None:
        """Read every event of a person that was considered, and what would move them on."""
        self._screen.converse(self._why, exclusive=True, group="why")

    async def _why(self) -> None:
        standing, evidence = self._calculation.standing, self._screen.opened.evidence
        owner = self.person()
        if standing is None or not owner:
            self._screen.waypost.say("Choose a person first: p lists everybody.")
        elif evidence is None:
            self._screen.waypost.say("The events themselves are needed to say why: attach them with L.")
        else:
            self._screen.waypost.say("looking at every event of this person …")
            with self._screen.waypost.report_errors():
                lines = await in_thread(lambda stop: explained(standing, evidence, owner, stop))
                await self._screen.waypost.ask(Read(lines[0], "\n".join(lines[1:])))

    def person(self) -> str:
        """The owner whose row is chosen, if it is somebody's."""
        key = self.sheet.chosen.removeprefix("owner ")
        return (
            key
            if self._calculation.standing is not None and key in self._calculation.standing.by_owner
            else ""
        )


def _totals_text(standing: Standing, width: int) -> Content:
    """Say how many stand how in ``standing``; where ``width`` columns are too few, without what nobody does, then
    without the people.
    """
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
    """Explain in lines why ``owner`` stands in ``standing`` as they do, by ``evidence``; ``stop`` ends it.

    Raises ConditionError, StoreError, Stopped.
    """
    from designer.reports.explanation import lines
    from designer.simulation.evidence.condition_trial import stoppable
    from engine.explain import explain

    simulated = standing.simulated
    mine = [event for event in stoppable(evidence.events, stop) if simulated.owner_of(event) == owner]
    told = explain(
        simulated.plan, owner, mine, until=standing.until, seed=simulated.seed, voided=simulated.voided
    )
    return list(lines(standing.journey, told))
