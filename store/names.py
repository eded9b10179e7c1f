"""Names of designs in a workspace: slugs, unused ones, and near ones for a name that is not there."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

from engine.slug import slug as slug_of
from engine.slug import unused_id

_NAME: Final = re.compile(r"[a-z0-9-]+")


class BadName(ValueError):
    """A name that is no slug."""

    def __init__(self, name: str) -> None:
        suggestion = slug(name)
        super().__init__(f"{name!r} cannot be a name: use a-z, 0-9 and hyphens, such as {suggestion!r}")


class NameTaken(ValueError):
    """A name that another design has."""

    def __init__(self, name: str, taken: Collection[str]) -> None:
        super().__init__(
            f"there is a design named {name!r} already; {unused_slug(name, taken)!r} would be free"
        )


class NoSuchDesign(LookupError):
    """No design has the name; the message suggests near ones."""

    def __init__(self, name: str, names: Collection[str]) -> None:
        near = get_close_matches(name, names)
        known = f"did you mean {' or '.join(map(repr, near))}?" if near else _names_there(names)
        super().__init__(f"there is no design named {name[:80]!r}; {known}")
        self.name = name
        self.near = near


def _names_there(names: Collection[str]) -> str:
    return f"there are {', '.join(sorted(names))}" if names else "the workspace is empty"


def check(name: str) -> str:
    """The name itself. Raises BadName."""
    if not _NAME.fullmatch(name):
        raise BadName(name)
    return name


def slug(title: str) -> str:
    """A title as a name: "Été: 5 comments" → "ete-5-comments"; "journey" if nothing of it can be kept."""
    return slug_of(title.casefold()) or "journey"


def unused_slug(title: str, taken: Collection[str]) -> str:
    """A slug of the title that is not taken; ``-2``, ``-3`` … is added if it is."""
    return unused_id(slug(title), taken)
