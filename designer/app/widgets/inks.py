"""Styles, by name, with which a journey, its outline and its map are painted, in the colours of the theme.

They are no component classes, because Textual works out all of those whenever it styles a widget.
"""

from __future__ import annotations

from typing import Final

from rich.style import Style
from textual.style import Style as Ink

INKS: Final = {
    "ground": "$foreground on $background",
    "transition": "$transition on $background",
    "chosen-transition": "bold $accent on $background",
    "label": "italic $quiet on $background",
    "title": "bold $foreground on $background",
    "detail": "$quiet on $background",
    "item": "$foreground on $background",
    "count": "bold $accent on $background",
    "token": "bold $accent on $background",
    "jump": "bold reverse $accent on $background",
    "chosen": "on $chosen-ground",
    "chosen-line": "bold reverse",
    "row": "$foreground on $surface",
    "chosen-row": "$foreground on $chosen-ground",
    "map": "$quiet on $surface",
    "map-view": "$foreground on $panel",
    "map-chosen": "bold reverse $accent on $panel",
    "error": "bold $error on $background",
    "warning": "bold $warning on $background",
    "note": "bold $quiet on $background",
    "entry": "bold $kind-entry on $background",
    "waypoint": "$kind-waypoint on $background",
    "checklist": "$kind-checklist on $background",
    "split": "$kind-split on $background",
    "delay": "$kind-delay on $background",
    "outcome": "$kind-outcome on $background",
    "exit": "bold $kind-exit on $background",
}


def ink(name: str) -> Style:
    """The style of a name, for the theme of the app that runs."""
    return Ink.parse(INKS[name]).rich_style
