"""Keys: who may ask, and for what. They are made at first start and shown once; only hashes of their secrets are
kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from hashlib import blake2b, sha256
from typing import Final, Literal

from msgspec import Struct

Kind = Literal["learninglocker", "segment", "source"]
Interface = Literal["learninglocker", "xapi", "segment", "source"]
"""What is spoken at an address. Learning Locker's keys open its xAPI interface, too."""

EVERYTHING: Final = ("all",)
PUBLIC_ONLY: Final = ("org/public/journey/view", "statements/read")


class AccessKey(Struct, frozen=True, kw_only=True):
    """The part of a key that is kept. A plain hash is enough: nobody guesses 256 random bits, however fast it is to
    try.
    """

    id: str
    kind: Kind
    digest: str
    scopes: tuple[str, ...] = EVERYTHING

    @property
    def owner(self) -> str:
        """The id of the user that the key stands for, as a Mongo id."""
        return blake2b(self.id.encode(), digest_size=12, person=b"waypost key").hexdigest()

    def may(self, *scopes: str) -> bool:
        """Tell whether one of these scopes is among its own."""
        return "all" in self.scopes or any(scope in self.scopes for scope in scopes)


ANYBODY: Final = AccessKey(id="", kind="learninglocker", digest="", scopes=())
"""Who asks for what needs no key."""


class KeyPair(Struct, frozen=True, repr_omit_defaults=True):
    """A client's key and secret, for Basic auth."""

    key: str
    secret: str

    def __repr__(self) -> str:
        return f"KeyPair(key={self.key!r}, secret='…')"


class Keys(Struct, frozen=True, kw_only=True):
    """The secrets themselves: only ever in memory, and never in a ``repr``.

    ``learninglocker`` may do everything, ``reader`` see public journeys and read statements; ``segment`` is the
    token of the Public API, ``source`` the write key of a source that sends events.
    """

    learninglocker: KeyPair
    reader: KeyPair
    segment: str
    source: str

    def __repr__(self) -> str:
        return "Keys(…)"


def make() -> Keys:
    """New keys."""
    return Keys(
        learninglocker=_pair(), reader=_pair(), segment=f"sgp_{secrets.token_urlsafe(32)}", source=_secret()
    )


def server_keys(keys: Keys) -> list[AccessKey]:
    """Return what the server keeps of keys."""
    return [
        _access_key("learninglocker", keys.learninglocker.key, _basic(keys.learninglocker)),
        _access_key("learninglocker", keys.reader.key, _basic(keys.reader), PUBLIC_ONLY),
        _access_key("segment", "segment", keys.segment),
        _access_key("source", "source", keys.source),
    ]


class KeyRing:
    """The keys that are known."""

    def __init__(self, keys: Iterable[AccessKey]) -> None:
        self._keys = {(key.kind, key.digest): key for key in keys}

    def find(self, kind: Kind, credential: str) -> AccessKey | None:
        """The key of that kind with this credential: ``key:secret``, a token, or a write key."""
        return self._keys.get((kind, digest(credential)))


def digest(credential: str) -> str:
    return sha256(credential.encode(errors="replace")).hexdigest()


def _access_key(kind: Kind, id: str, credential: str, scopes: tuple[str, ...] = EVERYTHING) -> AccessKey:
    return AccessKey(id=id, kind=kind, digest=digest(credential), scopes=scopes)


def _pair() -> KeyPair:
    return KeyPair(secrets.token_hex(20), _secret())


def _secret() -> str:
    return secrets.token_hex(32)


def _basic(pair: KeyPair) -> str:
    return f"{pair.key}:{pair.secret}"
