"""Time zones by name. Their rules come from the package ``tzdata``, never from the machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import tzinfo
from difflib import get_close_matches
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import tzdata

if TYPE_CHECKING:
    from importlib.resources.abc import (
        Traversable,
    )  # takes long to load, as zones do, and most designs name none
    from zoneinfo import ZoneInfo

Zones = Callable[[str], tzinfo | None]
"""The zone of a name such as ``Europe/Berlin``; None where there is none of that name."""

VERSION: Final[str] = tzdata.IANA_VERSION
"""The edition of the zone data, such as ``2026f``."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}", re.ASCII)


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo | None:
    """The zone of a name in the data that was installed with the package; None where there is none."""
    from zoneinfo import ZoneInfo

    if not _NAME.fullmatch(name):
        return None
    try:
        with _data(name).open("rb") as content:
            return ZoneInfo.from_file(content, key=name)
    except (OSError, ValueError):
        return None


def nearest_zone(name: str) -> str | None:
    """The name of a zone that is most like ``name``, or whose city it is; None if none is."""
    from importlib.resources import files

    names = [each for each in files("tzdata").joinpath("zones").read_text().split() if "/" in each]
    known = {key: each for each in names for key in (each.lower(), each.rpartition("/")[2].lower())}
    found = get_close_matches(name[:40].lower(), known, n=1, cutoff=0.8)
    return known[found[0]] if found else None


def _data(name: str) -> Traversable:
    from importlib.resources import files

    return files("tzdata.zoneinfo").joinpath(*name.split("/"))


def edition(names: Iterable[str]) -> str:
    """A digest of the rules of zones that there are: it changes when the law of one of them does. Empty for none."""
    rules = [name.encode() + b"\0" + _data(name).read_bytes() for name in sorted(set(names))]
    return blake2b(b"".join(rules), digest_size=8).hexdigest() if rules else ""
