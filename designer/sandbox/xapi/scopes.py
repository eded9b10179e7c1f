"""Learning Locker's scopes: one of those listed lets a key use a part of the interface."""

from __future__ import annotations

from typing import Final

from designer.sandbox.faults import Fault
from designer.sandbox.keys import AccessKey

WRITE: Final = ("xapi/all", "statements/write")
READ: Final = ("all/read", "xapi/all", "xapi/read", "statements/read")
STATE: Final = ("xapi/all", "state")
PROFILE: Final = ("xapi/all", "profile")
READ_DOCUMENTS: Final = ("all/read", "xapi/read")


def demand(key: AccessKey, scopes: tuple[str, ...]) -> None:
    """Refuse (403) a key that has none of these scopes."""
    if not key.may(*scopes):
        raise Fault(403, f"the client lacks the scope {scopes[-1]}")
