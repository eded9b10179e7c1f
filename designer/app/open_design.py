"""A design that is open in the app: its desk, the events it is looked at with, and its screens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from designer.app.expected_errors import EXPECTED_ERRORS
from designer.app.shell import Shell
from designer.app.threads import in_thread
from designer.editing.session import Desk
from store.errors import outside

if TYPE_CHECKING:
    from textual.timer import Timer

    from designer.editing.selection import Place
    from designer.simulation.evidence import Evidence, Stop
    from engine.finding import Finding

FOLLOW: Final = 2.0
"""Seconds between two looks whether anything has come to the attached events."""

READING: Final = "reading"
"""The group of workers that read events."""


class OpenScreen(Protocol):
    """A screen of an open design, as the design knows it."""

    async def settle(self) -> bool:
        """Keep what is still being typed; tell whether it could be kept."""

    def draw_title(self) -> None:
        """Say what is open and what goes on."""

    def catch_up(self) -> None:
        """Take notice of what has changed since."""

    def go_to(self, place: Place) -> None:
        """Show a place of the journey."""

    def find_person(self, name: str) -> None:
        """Show somebody."""

    def remove(self) -> Awaitable[None]:
        """Take it from the app."""


class OpenDesign:
    """State that the screens of an open design share. ``busy`` says what goes on in the background, or nothing.

    ``make`` makes the screen of a tab and installs it in the app by its ``installed_name``.
    """

    def __init__(self, app: Shell, desk: Desk, make: Callable[[str, OpenDesign], OpenScreen]) -> None:
        self.app: Final = app
        self.workspace: Final = app.workspace
        self.desk: Final = desk
        self._make = make
        self.evidence: Evidence | None = None
        self.findings: Sequence[Finding] = ()
        """What was found in the design last."""
        self.busy = ""
        self._screens: dict[str, OpenScreen] = {}
        self._fingerprint: tuple[object, ...] = ()
        self._following: Timer | None = None
        self._people: tuple[object, list[str]] = (None, [])

    # Screens

    def screen(self, name: str) -> OpenScreen:
        """The screen of a tab, made when it is first wanted and kept until the design is closed."""
        if name not in self._screens:
            self._screens[name] = self._make(name, self)
        return self._screens[name]

    def installed_name(self, name: str) -> str:
        """The name by which the app knows the screen of the tab ``name``."""
        return f"{name} of {id(self)}"

    def show(self, name: str) -> None:
        """Bring a tab to the front."""
        front: object = self.app.screen
        is_open = front in self._screens.values()
        self.screen(name)
        if is_open:
            self.app.switch_screen(self.installed_name(name))
        else:
            self.app.push_screen(self.installed_name(name))

    async def settle(self) -> bool:
        """Have everything kept that is still being typed; what cannot be kept, a person may give up."""
        if all([await screen.settle() for screen in self._screens.values()]):
            return True
        from designer.app.dialogs import Ask  # seldom seen

        question = "Your last changes could not be kept. Leave all the same?"
        body = "Once what is wrong is mended, or after an export, nothing is lost."
        return await self.app.ask(Ask(question, body, "Leave", "Stay")) is True

    def _in_stack(self) -> bool:
        own: list[object] = list(self._screens.values())
        return any(screen in own for screen in self.app.screen_stack[1:])

    @property
    def is_shown(self) -> bool:
        """Tell whether one of its screens can be seen, perhaps under a dialog."""
        return bool(self._in_front())

    async def close(self) -> bool:
        """Go back to where the design was opened; answer whether a person agreed to that."""
        if not await self.settle():
            return False
        self.stop()
        self._follow(None)
        while self._in_stack():  # with what was opened over it meanwhile
            await self.app.pop_screen()
        self.app.start()
        for name, screen in self._screens.items():
            self.app.uninstall_screen(self.installed_name(name))
            await screen.remove()
        return True

    # Events

    def sources(self) -> list[Path]:
        """Return what was used before and is still there: the workspace's own log, and what designs were looked at
        with.
        """
        from designer.simulation.evidence import all_attached
        from store.log_folders import OWN, is_log

        own = self.workspace.folder / OWN
        used = [path for path in all_attached(self.workspace.settings) if path.exists()]
        return list(dict.fromkeys([*([own] if is_log(own) else []), *used]))

    def attach_again(self) -> None:
        """The events that the design was looked at with last, if they are still there."""
        from designer.simulation.evidence.attachments import last_attached

        with self.app.report_errors():
            if source := last_attached(self.workspace.settings, self.desk.journey.id):
                self._read(source)

    def attach(self, source: Path | None) -> None:
        """Look at the design with these events from now on; None: with none."""
        from designer.simulation.evidence.attachments import attach

        id = self.desk.journey.id
        self.app.note(lambda: attach(self.workspace.settings, id, source))
        if source is None:
            self.stop()
            self._attached(None)
        else:
            self._read(source)

    def read_again(self) -> bool:
        """Read the attached events again; answer whether any are attached."""
        if self.evidence is None:
            return False
        self._read(self.evidence.source)
        return True

    def people(self) -> list[str]:
        """The names of those whom the attached events are of, as far as they are held in memory, sorted."""
        if self.evidence is None:
            return []
        from designer.simulation.evidence.person_names import person_names

        known = (self.evidence, self.desk.journey.track_by)
        if self._people[0] != known:
            self._people = (known, person_names(*known))
        return self._people[1]

    def _follow(self, evidence: Evidence | None) -> None:
        """Look now and then whether anything has come to the source of ``evidence``, and read it again then."""
        if self._following is not None:
            self._following.stop()
        self._following = None
        if evidence is not None:
            look = partial(self._look_for_more, evidence.source)
            self._following = self.app.set_interval(FOLLOW, look)

    def _look_for_more(self, source: Path) -> None:
        from designer.simulation.evidence.fingerprint import fingerprint

        now = fingerprint(source)
        if now and now != self._fingerprint and not self.busy:
            self._read(source)

    def _read(self, source: Path) -> None:
        from designer.simulation.evidence.fingerprint import fingerprint

        self._fingerprint = fingerprint(source)
        self.app.in_background(
            self.app, partial(self._read_and_attach, source), group=READING, exclusive=True
        )

    async def _read_and_attach(self, source: Path) -> None:
        try:
            evidence = await self.read(source)
        except EXPECTED_ERRORS as trouble:
            self.app.say(f"The events cannot be attached: {trouble}", wrong=True)
        else:
            self._attached(evidence)

    async def read(self, source: Path) -> Evidence:
        """The events of a file or a log; the first row shows how far it is. Raises Refused, StoreError."""
        from designer.simulation.evidence.loader import open_evidence

        def read(stop: Stop) -> Evidence:
            return open_evidence(source, self.workspace.folder, watch=watching(stop), stop=stop)

        def watching(stop: Stop) -> Callable[[int], object]:
            return lambda position: loop.call_soon_threadsafe(show, stop, position)

        def show(stop: Stop, position: int) -> None:
            if not stop():
                self.is_busy(f"{reading} {min(position / size, 1):.0%}" if size else reading)

        loop = asyncio.get_running_loop()
        reading = f"reading {source.name}"
        with outside("read", source):
            size = source.stat().st_size if source.is_file() else 0
            with self.doing(reading):
                evidence = await in_thread(read)
        for note in evidence.rejected.notes:
            self.app.say(note)
        if evidence.rejected.count or evidence.rejected.impression:
            self.app.say(rejections(evidence), wrong=True)
        return evidence

    def _attached(self, evidence: Evidence | None) -> None:
        self.evidence = evidence
        self._follow(evidence)
        self._catch_up()

    def stop(self) -> bool:
        """Stop reading; whether anything was being read."""
        self.app.workers.cancel_group(self.app, READING)
        return bool(self.busy)

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        """Show that something takes a while, as long as the block goes on."""
        self.is_busy(what)
        try:
            yield
        finally:
            self.is_busy("")

    def is_busy(self, doing: str) -> None:
        """Show that something takes a while; nothing: that it is over."""
        self.busy = doing
        for screen in self._in_front():
            screen.draw_title()

    def _catch_up(self) -> None:
        for screen in self._in_front():
            screen.catch_up()

    def _in_front(self) -> list[OpenScreen]:
        """The tab that can be seen, perhaps under a dialog."""
        stack: list[object] = [*self.app.screen_stack]
        return [screen for screen in self._screens.values() if screen in stack]


def rejections(evidence: Evidence) -> str:
    """Return what was wrong with the first line that is no event, and how many more there are; or that there is
    nothing at all.
    """
    count, first = evidence.rejected.count, next(iter(evidence.rejected.first), "")
    if evidence.rejected.impression:
        return f"{evidence.rejected.impression}. {first}".strip()
    lines = "One line is no event" if count == 1 else f"{count:,} lines are no events; the first"
    return f"{lines}: {first}. All others are here."
