"""Secrets of servers, typed by a person: kept in the keyring, or where there is none until the app ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.app.dialogs import Enter
from designer.errors import Refused
from designer.publish.credentials import PARTS, check_secret, keep_or_hold, missing_parts, variables
from store.targets import Target

if TYPE_CHECKING:
    from designer.app.shell import Shell


async def have_secrets(app: Shell, target: Target) -> bool:
    """Ask for the secrets of ``target`` that are missing, before anything is done with it; answer whether they are
    there then.
    """
    if missing_parts(target):
        await ask_for_secrets(app, target)
    return not missing_parts(target)


async def ask_for_secrets(app: Shell, target: Target) -> bool:
    """Ask for all secrets of ``target`` and keep them; answer whether a person gave them."""
    names = " and ".join(variables(target).values())
    about = f"It goes into this machine's keyring; without one it is kept until Waypost ends. Or set {names}."
    parts: dict[str, str] = {}
    for part in PARTS[target.kind]:
        title = f"The {part.replace('_', ' ')} of {target.name}"
        wrong = _Fault(part)
        if not (given := await app.ask(Enter(title, about=about, wrong=wrong, secret=True))):
            return False
        parts[part] = given
    if keep_or_hold(target, parts):
        app.say(f"The secrets of {target.name} are in the keyring.")
    else:
        app.say(f"No keyring here: the secrets of {target.name} are kept until Waypost ends.")
    return True


class _Fault:
    """The fault of the secret of a part, said while it is typed; the secret itself is never in it."""

    def __init__(self, part: str) -> None:
        self._part = part

    def __call__(self, secret: str) -> str:
        try:
            check_secret(self._part, secret, f"The {self._part.replace('_', ' ')}")
        except Refused as refused:
            return str(refused)
        return ""
