"""Findings about a journey, told at the place in the document it was read from."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from engine.finding import Finding

_LAST_PART = re.compile(r"[.\[][^.\[]*$")


def at_wire(finding: Finding, places: Mapping[str, str]) -> Finding:
    """The finding with its place in the wire document; ``places`` gives it for the parts of a journey's document."""
    place, rest = finding.place, ""
    while place not in places:
        cut = _LAST_PART.search(place)
        if cut is None:
            return finding
        place, rest = place[: cut.start()], cut[0] + rest
    return replace(finding, place=places[place] + rest)
