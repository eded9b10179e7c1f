"""The choice of what is played: the attached events, others from a file, a scenario, or made-up people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Final

from designer.app.actions import Action
from designer.app.dialogs import Choice, Choose, Read
from designer.app.screens.file import EVENTS, ChooseFile
from designer.app.screens.simulate.dry_run import CHOOSING, DryRun
from designer.app.screens.tab import FILE, TabScreen
from designer.app.threads import in_thread
from designer.simulation.sources.event_source import EventSource
from designer.simulation.sources.source import Play
from engine.scenario import SUFFIXES

SOURCES: Final = (
    Action(
        "choose_play", "c", "Choose what is played: events, a scenario, made-up people", "Events", "Choose"
    ),
    Action("expected", "e", "What the scenario expects, and what came instead", "Events"),
)

ATTACHED: Final = "attached"
MADE_UP: Final = "made up"


class SourceChoice:
    """The choice of what is played here alone: nothing of it is attached or stored."""

    ACTIONS: ClassVar[Sequence[Action]] = SOURCES

    def __init__(self, screen: TabScreen, run: DryRun) -> None:
        self._screen, self._run = screen, run
        self._used: dict[Path, None] = {}

    def choose_play(self) -> None:
        """Ask what to play, and play it."""
        self._screen.converse(self._choose_play, exclusive=True, group=CHOOSING)

    async def _choose_play(self) -> None:
        chosen = await self._screen.waypost.ask(Choose("Play what?", list(self._choices())))
        if chosen == FILE:
            chosen = await self._screen.waypost.ask(ChooseFile("Play the events of which file?", EVENTS))
            chosen = chosen and str(Path(chosen).absolute())
        if chosen == ATTACHED and self._screen.opened.evidence is None:
            self._screen.action_attach()
        elif chosen is not None:
            with self._screen.waypost.report_errors():
                self._run.perform(await self._source(chosen))

    def _choices(self) -> Iterator[Choice]:
        evidence = self._screen.opened.evidence
        about = "a statement log, or a file of them" if evidence is None else evidence.title
        yield Choice(ATTACHED, "attach events…" if evidence is None else "the attached events", about)
        yield Choice(MADE_UP, "made-up people", "somebody for each path of the design")
        here = None if evidence is None else evidence.source
        for path in dict.fromkeys([*self._used, *self._screen.opened.sources()]):
            if path != here:
                yield Choice(str(path), path.name, str(path.parent))
        yield Choice(FILE, "a file…", "events, one a line, or a scenario")

    async def _source(self, chosen: str) -> Play | None:
        """Return what was chosen, ready to be played. Raises InvalidScenario, Refused, StoreError."""
        if chosen == ATTACHED:
            return None
        if chosen == MADE_UP:
            from designer.simulation.sources.people_source import PeopleSource  # and so all of coverage

            return PeopleSource()
        path = Path(chosen)
        play = (
            await self._scenario(path)
            if path.name.endswith(SUFFIXES)
            else EventSource(await self._screen.opened.read(path))
        )
        self._used[path] = None
        return play

    async def _scenario(self, path: Path) -> Play:
        from designer.simulation.sources.scenario_source import ScenarioSource  # and so all dialects

        with self._screen.opened.doing(f"reading {path.name}"):
            return await in_thread(lambda _: ScenarioSource.open(path, self._screen.workspace.folder))

    def expected(self) -> None:
        """Read what the scenario expects, and what came instead."""
        if self._run.judgement is None:
            self._screen.waypost.say(
                "Nothing is expected: c chooses a scenario, R runs it without what was injected."
            )
        elif not self._run.judgement.wrong:
            self._screen.waypost.say("Everything came as the scenario expects.")
        else:
            title = f"What the scenario expects: {len(self._run.judgement.wrong):,} did not come"
            self._screen.app.push_screen(Read(title, "\n".join(self._run.judgement.why)))
