"""What is played: the attached events, others from a file, a scenario, or made-up people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual import on, work

from designer.app.actions import Action
from designer.app.dialogs import Choice, Choose, Read
from designer.app.screens.file import EVENTS, ChooseFile
from designer.app.screens.simulate.injecting import Injecting
from designer.app.screens.simulate.running import CHOOSING as GROUP
from designer.app.screens.tab import FILE
from designer.app.threads import in_thread
from designer.app.widgets.judged import Judged
from designer.simulation.sources.event_source import EventSource
from designer.simulation.sources.source import Play
from engine.scenario import SUFFIX

if TYPE_CHECKING:
    from designer.app.opened import Opened

CHOOSING: Final = (
    Action(
        "choose_play", "c", "Choose what is played: events, a scenario, made-up people", "Events", "Choose"
    ),
    Action("expected", "e", "What the scenario expects, and what came instead", "Events"),
)

ATTACHED: Final = "attached"
MADE_UP: Final = "made up"


class Choosing(Injecting):
    """What is chosen is played here alone: nothing of it is attached or stored."""

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened)
        self._used: dict[Path, None] = {}

    @work(exclusive=True, group=GROUP)
    async def action_choose_play(self) -> None:
        chosen = await self.app.push_screen_wait(Choose("Play what?", list(self._choices())))
        if chosen == FILE:
            chosen = await self.app.push_screen_wait(ChooseFile("Play the events of which file?", EVENTS))
            chosen = chosen and str(Path(chosen).absolute())
        if chosen == ATTACHED and self.opened.evidence is None:
            self.action_attach()
        elif chosen is not None:
            with self.waypost.report_errors():
                self.perform(await self._opened(chosen))

    def _choices(self) -> Iterator[Choice]:
        evidence = self.opened.evidence
        about = "a statement log, or a file of them" if evidence is None else evidence.title
        yield Choice(ATTACHED, "attach events…" if evidence is None else "the attached events", about)
        yield Choice(MADE_UP, "made-up people", "somebody for each path of the design")
        here = None if evidence is None else evidence.source
        for path in dict.fromkeys([*self._used, *self.opened.sources()]):
            if path != here:
                yield Choice(str(path), path.name, str(path.parent))
        yield Choice(FILE, "a file…", "events, one a line, or a scenario")

    async def _opened(self, chosen: str) -> Play | None:
        """What was chosen, ready to be played. Raises InvalidScenario, Refused, StoreError."""
        if chosen == ATTACHED:
            return None
        if chosen == MADE_UP:
            from designer.simulation.sources.people_source import PeopleSource  # and so all of coverage

            return PeopleSource()
        path = Path(chosen)
        play = (
            await self._scenario(path)
            if path.name.endswith(SUFFIX)
            else EventSource(await self.opened.read(path))
        )
        self._used[path] = None
        return play

    async def _scenario(self, path: Path) -> Play:
        from designer.simulation.sources.scenario_source import ScenarioSource  # and so all dialects

        with self.opened.doing(f"reading {path.name}"):
            return await in_thread(lambda _: ScenarioSource.open(path, self.workspace.folder))

    @on(Judged.Opened)
    def action_expected(self) -> None:
        if self.judgement is None:
            self.waypost.say(
                "Nothing is expected: c chooses a scenario, R runs it without what was injected."
            )
        elif not self.judgement.wrong:
            self.waypost.say("Everything came as the scenario expects.")
        else:
            title = f"What the scenario expects: {len(self.judgement.wrong):,} did not come"
            self.app.push_screen(Read(title, "\n".join(self.judgement.why)))
