"""The servers of the workspace: added, taken out, their secrets kept in the keyring, never in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from msgspec import convert

from designer.app.actions import Action
from designer.app.dialogs import Ask, Choice, Choose, Enter
from designer.app.screens.publish.destinations import Destinations
from designer.app.screens.tab import TabScreen
from designer.errors import Refused
from designer.publish.credentials import PARTS, forget, keep_or_hold, missing_parts, variables
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
        target = await self._described()
        if target is None:
            return
        with self._screen.waypost.report_errors():
            self._screen.workspace.targets.add(target)
            self._destinations.draw()
            self._destinations.sheet.choose(f"server {target.name}")
            if missing_parts(target):
                await self._keep_secrets(target)

    async def _described(self) -> Target | None:
        """Return what a new server is called, speaks, and where it is; None if it is left."""
        choices = [Choice(each, each, about) for each, about in KINDS.items()]
        kind = await self._screen.waypost.ask(Choose("What does the server speak?", choices))
        asked = [
            Enter("What is it called here?", about="a-z, 0-9 and hyphens", wrong=_wrong_name),
            Enter("Where is it?", "https://", wrong=_wrong_address),
            *([Enter("Which space?", about="Its id in Segment.")] if kind != "learninglocker" else []),
        ]
        answers: list[str] = []
        for dialog in asked if kind else ():
            if not (answer := await self._screen.waypost.ask(dialog)):
                return None
            answers.append(answer)
        if kind is None:
            return None
        name, url, *space = answers
        return Target(
            name=name, kind=convert(kind, Kind), url=checked(url, allow_http=False), space="".join(space)
        )

    def secrets(self) -> None:
        """Ask for the secrets of the server that is chosen."""
        self._screen.converse(self._ask_for_secrets)

    async def _ask_for_secrets(self) -> None:
        if (target := self._destinations.server()) is not None:
            with self._screen.waypost.report_errors():
                await self._keep_secrets(target)

    async def _keep_secrets(self, target: Target) -> None:
        """Keep the secrets of ``target`` that a person types. Raises Refused for a secret that no server can be
        sent.
        """
        names = " and ".join(variables(target).values())
        parts: dict[str, str] = {}
        for part in PARTS[target.kind]:
            about = f"Kept in this machine's keyring alone. Or leave it, and set {names}."
            given = await self._screen.waypost.ask(
                Enter(f"The {part} of {target.name}", about=about, secret=True)
            )
            if not given:
                return
            parts[part] = given
        if keep_or_hold(target, parts):
            self._screen.waypost.say(f"The secrets of {target.name} are in the keyring.")
        else:
            self._screen.waypost.say(
                f"No keyring here: the secrets of {target.name} are kept until Waypost ends."
            )

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
