"""Credentials of targets: from the environment, else from the keyring, never from a file."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import keyring
from msgspec import Struct

from designer.errors import Refused
from store.targets import Kind, Target

PARTS: Final[dict[Kind, tuple[str, ...]]] = {
    "learninglocker": ("key", "secret"),
    "segment": ("token",),
    "segment-xstate": ("token",),
    "lrs": ("key", "secret"),
    "track": ("write_key",),
}
"""The secrets of each kind: a client's key and secret (its id and secret for OAuth), a token, a source's write key."""

MASK: Final = "•••"
LONGEST: Final = 4096
"""Characters of a secret; no server takes a header that is longer by much."""

_SERVICE: Final = "waypost"
_held: Final[dict[tuple[str, str], str]] = {}
"""Secrets that were asked for in this run, by target and part, where there is no keyring to keep them."""


class Credentials(Struct, frozen=True):
    """The secrets of a target by part. Printing one shows none of them."""

    parts: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Credentials({', '.join(f'{part}={MASK}' for part in self.parts)})"

    @property
    def scheme(self) -> str:
        """``Bearer`` for a token, else ``Basic``."""
        return "Bearer" if "token" in self.parts else "Basic"

    def header(self) -> str:
        """The value of the Authorization header."""
        return f"{self.scheme} {self._value()}"

    def with_token(self, token: str) -> Credentials:
        """The same secrets with an access token, which is shown from then on."""
        return Credentials({**self.parts, "token": token})

    def without_token(self) -> Credentials:
        """The same secrets without an access token."""
        return Credentials({part: secret for part, secret in self.parts.items() if part != "token"})

    def _value(self) -> str:
        return self.parts["token"] if "token" in self.parts else self._pair()

    def _pair(self) -> str:
        """User and password; a source's write key comes without one."""
        user = self.parts.get("key", self.parts.get("write_key", ""))
        return b64encode(f"{user}:{self.parts.get('secret', '')}".encode()).decode()

    def masked(self, text: str) -> str:
        """The text without the secrets, also as they are written in headers and literals: a server or a library may
        repeat what it was given."""
        secrets = {*self.parts.values(), self._pair(), self._value()}
        written = (
            secrets | {ascii(secret)[1:-1] for secret in secrets} | {repr(each)[1:-1] for each in secrets}
        )
        for secret in sorted(filter(None, written), key=len, reverse=True):
            text = text.replace(secret, MASK)
        return text


def variables(target: Target) -> dict[str, str]:
    """The environment variable for each part: ``WAYPOST_TARGET_NAME_KEY`` and so on."""
    name = target.name.upper().replace("-", "_")
    return {part: f"WAYPOST_TARGET_{name}_{part.upper()}" for part in PARTS[target.kind]}


def credentials(target: Target) -> Credentials:
    """The secrets of a target. Raises Refused, naming what to set, or what is wrong with one; never the secret."""
    if missing := missing_parts(target):
        names = " and ".join(variables(target)[part] for part in missing)
        raise Refused(
            f"no {' and no '.join(missing)} for the target {target.name!r}: set {names}, or keep "
            f"{'them' if len(missing) > 1 else 'it'} in the keyring with `waypost target secrets {target.name}`"
        )
    found = _at_hand(target)
    for part, secret in found.items():
        check_secret(part, secret, f"the {part} of {target.name}")
    return Credentials(found)


def check_secret(part: str, secret: str, called: str) -> None:
    """Raise Refused if a secret cannot be sent in a header; ``called`` names it, as the secret itself is not shown."""
    if fault := _fault(part, secret):
        raise Refused(f"{called} {fault}; give it again without")


def _fault(part: str, secret: str) -> str:
    if "\n" in secret or "\r" in secret:
        return "has a line break in it"
    if not secret.isprintable():
        return "has a character in it that cannot be printed"
    if secret != secret.strip():
        return "has a space at its beginning or its end"
    if len(secret) > LONGEST:
        return f"is longer than {LONGEST:,} characters"
    if part in ("token", "write_key") and not secret.isascii():
        return "has a character beyond ASCII in it"
    if part == "token" and " " in secret:
        return "has a space in it"
    if part in ("key", "write_key") and ":" in secret:
        return "has a colon in it, which ends a user's name in Basic authentication"
    return ""


def missing_parts(target: Target) -> list[str]:
    """The parts that are neither in the environment nor in the keyring, nor held for this run."""
    return [part for part in PARTS[target.kind] if part not in _at_hand(target)]


def _at_hand(target: Target) -> dict[str, str]:
    found = {
        part: os.environ.get(name) or _from_keyring(target, part) for part, name in variables(target).items()
    }
    return {part: secret for part, secret in found.items() if secret}


def keep(target: Target, parts: Mapping[str, str]) -> None:
    """Put secrets of ``target`` into the keyring, ``parts`` by name. Raises Refused for one that cannot be sent, and
    where there is no keyring, naming the variables to set instead.
    """
    for part, secret in parts.items():
        check_secret(part, secret, f"the {part} that was given")
    try:
        for part, secret in parts.items():
            keyring.set_password(_SERVICE, f"{target.name}/{part}", secret)
    except Exception:  # noqa: BLE001 — a backend raises what it likes, and its words may hold the secret
        raise Refused(no_keyring_message(target)) from None


def hold(target: Target, parts: Mapping[str, str]) -> None:
    """Keep the secrets ``parts`` of ``target`` for this run alone. Raises Refused for one that cannot be sent."""
    for part, secret in parts.items():
        check_secret(part, secret, f"the {part} that was given")
        _held[target.name, part] = secret


def keep_or_hold(target: Target, parts: Mapping[str, str]) -> bool:
    """Put secrets into the keyring, or keep them for this run where there is none; whether they are in the keyring.

    Raises Refused for one that cannot be sent.
    """
    hold(target, parts)
    try:
        keep(target, parts)
    except Refused:
        return False
    return True


def forget(target: Target) -> None:
    """Take the secrets out of the keyring, where they are in one."""
    for part in PARTS[target.kind]:
        _held.pop((target.name, part), None)
        with suppress(Exception):
            keyring.delete_password(_SERVICE, f"{target.name}/{part}")


def no_keyring_message(target: Target) -> str:
    """The sentence that says so."""
    return f"this machine has no keyring; set {' and '.join(variables(target).values())} instead"


def _from_keyring(target: Target, part: str) -> str | None:
    if (held := _held.get((target.name, part))) is not None:
        return held
    try:
        return keyring.get_password(_SERVICE, f"{target.name}/{part}")
    except Exception:  # noqa: BLE001 — see above
        return None
