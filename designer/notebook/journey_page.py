"""A journey as one page that needs nothing from outside: its picture to look around in, and a run that is played."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from designer.diagram.box_text import Counted
from designer.diagram.chart import chart
from designer.diagram.layout import Direction
from designer.diagram.vector.colours import colour, style
from designer.diagram.vector.svg import escaped
from designer.notebook.module import module, text
from designer.notebook.scene import scene
from designer.reports.event_text import moment
from engine.edit.fields import plain
from engine.journey import Journey
from engine.playback import Playback

HEIGHT: Final = 560
"""Pixels of the picture."""
SPEEDS: Final = (1, 2, 5, 10, 50, 250)
"""Moves a second to choose from."""
SPEED: Final = 5
"""Moves a second at first."""

DIRECTIONS: Final[tuple[Direction, ...]] = ("right", "down")
"""Ways in which the picture runs, as V turns it."""

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_PAGE: Final = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" content="{policy}">'
    '<meta name="viewport" content="width=device-width"><title>{title}</title><style>{style}</style></head>'
    '<body class="waypost"><main><h1>{title}</h1></main>'
    '<script type="application/json" id="journey">{data}</script>'
    '<script type="module">{script}\nopenPage();\n</script></body></html>\n'
)


def journey_page(journey: Journey, playback: Playback | None = None) -> str:
    """The page of ``journey``, on which ``playback`` is played if there is one."""
    state: dict[str, Any] = {
        "chosen": {},
        "question": None,
        "offers": None,
        "counts": {},
        "height": HEIGHT,
        "speed": SPEED,
        "speeds": SPEEDS,
    }
    counted: Counted = None if playback is None else "people"
    data = {
        "state": state,
        "scenes": {
            direction: plain(scene(journey, chart(journey, direction=direction, counted=counted), {}))
            for direction in DIRECTIONS
        },
        "run": None if playback is None else _run(journey, playback),
    }
    return _PAGE.format(
        policy=_POLICY,
        title=escaped(journey.name or journey.id),
        style=_style(),
        data=msgspec.json.encode(data).decode().replace("<", "\\u003c"),
        script=module("page.js"),
    )


def _run(journey: Journey, playback: Playback) -> dict[str, Any]:
    """The moves of ``playback``, with the steps of ``journey`` by their numbers; -1: it starts."""
    steps = {id: number for number, id in enumerate(journey.steps)}
    moves = [
        {
            "at": moment(move.at),
            "path": [steps[id] for id in move.path],
            "transitions": list(move.transitions),
            "source": -1 if move.source is None else steps[move.source],
            "target": steps[move.target],
            "status": move.status,
        }
        for move in playback.moves
    ]
    return {"steps": list(steps), "moves": moves}


def _style() -> str:
    ground, ink = colour("paper"), colour("ink")
    return (
        f"{style()}\n{text('canvas.css')}"
        f"body{{margin:24px;background:{ground};color:{ink};font:14px/1.5 system-ui,sans-serif}}"
        "h1{font-size:20px;margin:0 0 12px}"
    )
