"""The servers of the workspace: added, taken out, their secrets kept in the keyring, never in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from msgspec import convert

from designer.app.actions import Action
from designer.app.dialogs import Ask, Choice, Choose, Enter
from designer.app.screens.publish.destinations import Destinations
from designer.app.screens.publish.secret_entry import ask_for_secrets
from designer.app.screens.tab import TabScreen
from designer.errors import Refused
from designer.publish.credentials import forget, missing_parts
from designer.publish.server_addresses import checked
from store.names import BadName, check
from store.targets import Kind, Target

SERVERS: Final = (
    Action("add_server", "n", "Add a server", "Servers", "New server"),
    Action("secrets", "k", "Keep this server's secrets in the keyring", "Servers"),
    Action("remove_server", "delete", "Take this server out", "Servers"),
)

KINDS: Final[dict[str, str]] = {
    "learninglocker": "Learning Locker, or waypost serve",
    "segment": "Segment's Public API of 2025",
    "segment-xstate": "Segment's drafts of 2026",
    "lrs": "any LRS, for statements that outcomes send",
    "track": "a source of the track spec, for destinations",
}

_ABOUT_ADDRESS: Final[dict[Kind, str]] = {
    "lrs": "Its xAPI endpoint, such as https://lrs.example.org/xapi",
    "track": "What /v1/track is under, such as https://api.segment.io",
}


class Servers:
    """Dialogs about servers, which ask one thing at a time."""

    ACTIONS: ClassVar[Sequence[Action]] = SERVERS

    def __init__(self, screen: TabScreen, destinations: Destinations) -> None:
        self._screen, self._destinations = screen, destinations

    def add_server(self) -> None:
        """Ask for all that is to be known of a server, and add it."""
        self._screen.converse(self._add_server)

    async def _add_server(self) -> None:
        with self._screen.waypost.report_errors():
            if (target := await self._describe()) is not None:
                self._screen.workspace.targets.add(target)
                if not target.keeps_journeys:
                    self._screen.waypost.say(
                        f"{target.name} was added for statements and calls of outcomes, which `waypost deliver` sends."
                    )
                    return
                self._destinations.draw()
                self._destinations.sheet.choose(f"server {target.name}")

    async def _describe(self) -> Target | None:
        """Return what a new server speaks, is called, and where it is; None if it is left. Its secrets are asked for
        as soon as it has a name.
        """
        ask = self._screen.waypost.ask
        choices = [Choice(each, each, about) for each, about in KINDS.items()]
        if (chosen := await ask(Choose("What does the server speak?", choices))) is None:
            return None
        kind = convert(chosen, Kind)
        name = await ask(Enter("What is it called here?", about="a-z, 0-9 and hyphens", wrong=_wrong_name))
        if not name:
            return None
        nowhere = Target(name=name, kind=kind, url="", space="")
        if missing_parts(nowhere) and not await ask_for_secrets(self._screen.waypost, nowhere):
            self._screen.waypost.say("Without its secrets for now: k asks for them again.")
        url = await ask(
            Enter("Where is it?", "https://", about=_ABOUT_ADDRESS.get(kind, ""), wrong=_wrong_address)
        )
        needs_space = kind in ("segment", "segment-xstate")
        space = await ask(Enter("Which space?", about="Its id in Segment.")) if url and needs_space else ""
        if not url or space is None:
            return None
        return Target(name=name, kind=kind, url=checked(url, allow_http=False), space=space)

    def secrets(self) -> None:
        """Ask for the secrets of the server that is chosen."""
        self._screen.converse(self._ask_for_secrets)

    async def _ask_for_secrets(self) -> None:
        if (target := self._destinations.server()) is not None:
            with self._screen.waypost.report_errors():
                await ask_for_secrets(self._screen.waypost, target)

    def remove_server(self) -> None:
        """Take the server that is chosen out."""
        self._screen.converse(self._remove_server)

    async def _remove_server(self) -> None:
        if (target := self._destinations.server()) is None:
            return
        body = "What was published there stays in the history, and on the server."
        if await self._screen.waypost.ask(Ask(f"Take {target.name} out?", body, "Take it out", "Keep it")):
            with self._screen.waypost.report_errors():
                self._screen.workspace.targets.remove(target.name)
                forget(target)
            self._destinations.draw()


def _wrong_address(url: str) -> str:
    """Return what is wrong with an address, for a dialog that says so at once."""
    try:
        checked(url, allow_http=False)
    except Refused as refused:
        return str(refused)
    return ""


def _wrong_name(name: str) -> str:
    try:
        check(name)
    except BadName as bad:
        return str(bad)
    return ""
