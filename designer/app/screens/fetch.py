"""A journey that is on a server already, as a new design."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from designer.app.dialogs import Choice, Choose, Enter
from designer.app.screens.publish.secret_entry import have_secrets
from designer.publish import pull
from store.names import BadName, check
from store.targets import Target

if TYPE_CHECKING:
    from designer.app.shell import Shell


async def fetch(app: Shell) -> None:
    """Ask from where and which, take it in and open it. Raises Refused, StoreError, InvalidJourney."""
    target = await _choose_target(app, [each for each in app.workspace.targets.all() if each.keeps_journeys])
    if target is None or not await have_secrets(app, target):
        return
    id = await app.ask(Enter("Which journey?", about=f"Its id on {target.name}."))
    if not id:
        return
    called = Enter(
        "What is the design called?", app.workspace.unused_name(id), "a-z, 0-9 and hyphens", _wrong(app)
    )
    if name := await app.ask(called):
        app.say(f"asking {target.name} …")
        brought = await pull(app.workspace, name, target.name, remote=id, say=app.say)
        app.open(brought.version.name)


async def _choose_target(app: Shell, targets: list[Target]) -> Target | None:
    """Ask in ``app`` for one of ``targets``, if there are any."""
    if not targets:
        app.say("There is no server yet: n on a design's Publish screen adds one, or `waypost target add`.")
        return None
    choices = [Choice(each.name, each.name, f"{each.kind} at {each.url}") for each in targets]
    chosen = await app.ask(Choose("From which server?", choices))
    return next((each for each in targets if each.name == chosen), None)


def _wrong(app: Shell) -> Callable[[str], str]:
    """Return what is wrong with a name for a new design."""

    def wrong(name: str) -> str:
        try:
            check(name)
        except BadName as bad:
            return str(bad)
        return f"there is a design named {name!r} already" if name in app.workspace.names() else ""

    return wrong
