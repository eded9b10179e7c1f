"""What a target wants to see before it answers: from the environment, else from the keyring, never from a file."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import keyring
from keyring.errors import KeyringError
from msgspec import Struct

from designer.errors import Refused
from store.targets import Kind, Target

PARTS: Final[dict[Kind, tuple[str, ...]]] = {
    "learninglocker": ("key", "secret"),
    "segment": ("token",),
    "segment-xstate": ("token",),
}
"""The secrets of each kind: a client's key and secret, or a token."""

MASK: Final = "•••"
_SERVICE: Final = "waypost"


class Credentials(Struct, frozen=True):
    """The secrets of a target by part. Printing one shows none of them."""

    parts: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Credentials({', '.join(f'{part}={MASK}' for part in self.parts)})"

    @property
    def scheme(self) -> str:
        return "Basic" if "key" in self.parts else "Bearer"

    def header(self) -> str:
        """The value of the Authorization header."""
        return f"{self.scheme} {self._token()}"

    def _token(self) -> str:
        if "key" not in self.parts:
            return self.parts["token"]
        return b64encode(f"{self.parts['key']}:{self.parts['secret']}".encode()).decode()

    def masked(self, text: str) -> str:
        """The text without the secrets: a server may repeat what it was sent."""
        for secret in sorted({*self.parts.values(), self._token()}, key=len, reverse=True):
            text = text.replace(secret, MASK)
        return text


def variables(target: Target) -> dict[str, str]:
    """The environment variable for each part: ``WAYPOST_TARGET_NAME_KEY`` and so on."""
    name = target.name.upper().replace("-", "_")
    return {part: f"WAYPOST_TARGET_{name}_{part.upper()}" for part in PARTS[target.kind]}


def credentials(target: Target) -> Credentials:
    """The secrets of a target. Raises Refused, naming what to set."""
    if missing := missing_parts(target):
        names = " and ".join(variables(target)[part] for part in missing)
        raise Refused(
            f"no {' and no '.join(missing)} for the target {target.name!r}: set {names}, or keep "
            f"{'them' if len(missing) > 1 else 'it'} in the keyring with `waypost target secrets {target.name}`"
        )
    return Credentials(_at_hand(target))


def missing_parts(target: Target) -> list[str]:
    """The parts that are neither in the environment nor in the keyring."""
    return [part for part in PARTS[target.kind] if part not in _at_hand(target)]


def _at_hand(target: Target) -> dict[str, str]:
    found = {part: os.environ.get(name) or _kept(target, part) for part, name in variables(target).items()}
    return {part: secret for part, secret in found.items() if secret}


def keep(target: Target, parts: Mapping[str, str]) -> None:
    """Put secrets into the keyring. Raises Refused where there is none, naming the variables to set instead."""
    try:
        for part, secret in parts.items():
            keyring.set_password(_SERVICE, f"{target.name}/{part}", secret)
    except KeyringError:
        raise Refused(without_keyring(target)) from None


def forget(target: Target) -> None:
    """Take the secrets out of the keyring, where they are in one."""
    for part in PARTS[target.kind]:
        with suppress(KeyringError):
            keyring.delete_password(_SERVICE, f"{target.name}/{part}")


def without_keyring(target: Target) -> str:
    return f"this machine has no keyring; set {' and '.join(variables(target).values())} instead"


def _kept(target: Target, part: str) -> str | None:
    try:
        return keyring.get_password(_SERVICE, f"{target.name}/{part}")
    except KeyringError:
        return None
