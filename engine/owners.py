"""Owners as people write them: an address with or without ``mailto:``, an account's name, a user id, a persona."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from engine.report import owner_document

NEAR: Final = 3
"""The number of similar names that are suggested."""
_MAILTO: Final = "mailto:"


def names(owner: str) -> Iterator[str]:
    """Everything that a person may call the owner (canonical JSON, as in ``Progress.owner``), the plainest first."""
    for kind, identified in owner_document(owner).items():
        if isinstance(identified, dict):
            yield str(identified["name"])
            yield f"{identified['name']} at {identified['homePage']}"
            yield f"{identified['homePage']}:{identified['name']}"
            continue
        if kind == "mbox":
            yield str(identified).removeprefix(_MAILTO)
        yield str(identified)
    yield owner


def name(owner: str) -> str:
    """An owner as people would name it, in full."""
    plain, full, *_ = (*names(owner), "")
    told = full if full != owner else plain
    return "".join(each if each.isprintable() else "\ufffd" for each in told)


def is_called(owner: str, written: str) -> bool:
    """Tell whether a person who writes this may mean the owner. Case does not matter; JSON may be written in any
    way.
    """
    asked = _canonical(written).casefold()
    return any(each.casefold() == asked for each in names(owner))


def is_like(owner: str, part: str) -> bool:
    """Tell whether the text is part of the owner's full name. Case does not matter; nothing is part of every name."""
    return part.strip().casefold() in name(owner).casefold()


def _canonical(written: str) -> str:
    """JSON as the owners have it; any other text as it is."""
    try:
        document = json.loads(written)
    except ValueError:
        return written.strip()
    if not isinstance(document, dict):
        return written.strip()
    identified = {
        key: dict(sorted(part.items())) if isinstance(part, dict) else part for key, part in document.items()
    }
    return json.dumps(identified, separators=(",", ":"), ensure_ascii=False)


def near(written: str, owners: Iterable[str]) -> list[str]:
    """The plainest names of the few owners that are most alike: those that contain the text, then those spelt alike."""
    by_name = {next(names(owner)): owner for owner in owners}
    asked = written.strip().casefold().removeprefix(_MAILTO)
    containing = sorted(each for each in by_name if asked and asked in each.casefold())
    alike = get_close_matches(written, by_name, n=NEAR)
    return list(dict.fromkeys([*containing, *alike]))[:NEAR]
