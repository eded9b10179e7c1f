"""The paths that people took against the paths that the design allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from msgspec import Struct

from designer.diagram.vector.colours import shade
from designer.notebook.code.arguments import Design, design_of
from designer.notebook.code.simulations import Told, standing_of
from designer.notebook.code.standings import Progress
from designer.notebook.rendering.frames import frame
from designer.notebook.views.allowed_paths import AllowedPaths, Path, allowed_paths, off_the_design
from designer.notebook.views.charts import bars, unique_names
from designer.notebook.views.group_views import by_group
from designer.notebook.views.view import View, chart_view
from designer.reports.number_text import count, percent
from engine.insight.visits import farewells
from engine.journey import Journey
from engine.labels import title
from engine.progress import Attempt, Status

How = Literal["completed", "gave up", "on the way", "left early", "not allowed", "never taken"]

MOST: Final = 200
"""Paths of the design that are listed."""
MOST_DRAWN: Final = 24
"""Paths in the picture."""
_STATUS_WORDS: Final[dict[Status, How]] = {
    "completed": "completed",
    "gave_up": "gave up",
    "running": "on the way",
    "exited": "left early",
}
_TO_THE_END: Final = ("completed", "gave up")
_HUES: Final[dict[How, str]] = {
    "completed": "entry",
    "gave up": "other",
    "on the way": "bar",
    "left early": "delay",
    "not allowed": "drop",
    "never taken": "line",
}


class TakenRoute(Struct, frozen=True):
    """A path with whoever took it, as (owner, attempt); ``off`` is the step at which it leaves the design."""

    path: Path
    how: How
    taken: frozenset[tuple[str, int]] = frozenset()
    off: str = ""


@by_group()
def conformance(told: Told, design: Design | None = None) -> View:
    """Every path that was taken or could have been: how often, by how many, and whether the design allows it.

    The design is the one that was run, unless another is given to hold the paths against. Loops are listed once round;
    whoever went round more often has a row of their own.

    >>> from designer.notebook import Journey, conformance, simulate
    >>> run = simulate(Journey.new("Nothing").waypoint("never", {"x": 1}).exit(), [])
    >>> conformance(run).frame[["path", "how", "attempts"]].values.tolist()
    [['start>never>done', 'never taken', 0]]
    """
    progress = standing_of(told, "conformance")
    against = progress.journey if design is None else design_of(design)
    possible = allowed_paths(against, MOST)
    routes = _routes(progress, against, possible)
    entered = progress.totals["entered"]
    columns = ["path", "how", "allowed", "attempts", "people", "share", "leaves_design_at"]
    table = frame(columns, [_row(route, entered) for route in routes]).astype({"share": float})
    chart = bars(_bars(against, routes, entered))
    return chart_view("Paths taken and paths allowed", {"Paths": table}, chart, *_says(routes, possible))


def _routes(progress: Progress, design: Journey, possible: AllowedPaths) -> list[TakenRoute]:
    """The paths of ``progress`` through ``design``, the most trodden first, then those that are ``possible`` and
    were not taken.
    """
    taken = sorted(_taken_routes(progress, design), key=lambda route: (-len(route.taken), route.path))
    walked = {route.path for route in taken if route.how in _TO_THE_END}
    return [*taken, *(TakenRoute(path, "never taken") for path in possible.paths if path not in walked)]


def _says(routes: Sequence[TakenRoute], possible: AllowedPaths) -> Iterator[str]:
    missed = sum(route.how == "never taken" for route in routes)
    number = len(possible.paths)
    yield f"{number - missed:,} of {number:,} allowed paths were taken to the end"
    if possible.cut:
        yield f"only the first {MOST} allowed paths are listed"
    astray = sum(len(route.taken) for route in routes if route.how == "not allowed")
    yield f"{count(astray, 'attempt')} took a path that the design does not allow"


def _taken_routes(progress: Progress, design: Journey) -> list[TakenRoute]:
    found: dict[tuple[Path, How, str], set[tuple[str, int]]] = defaultdict(set)
    for person in progress.people:
        for attempt in person.attempts:
            path = attempt.path[: len(attempt.path) - farewells(progress.journey, attempt)]
            off = off_the_design(design, path) or ""
            found[path, _how(attempt, off), off].add((person.owner, attempt.number))
    return [TakenRoute(path, how, frozenset(who), off) for (path, how, off), who in found.items()]


def _how(attempt: Attempt, off: str) -> How:
    if off:
        return "not allowed"
    return _STATUS_WORDS[attempt.status]


def _row(route: TakenRoute, entered: int) -> tuple[object, ...]:
    people = len({owner for owner, _ in route.taken})
    share = len(route.taken) / entered if entered else None
    return (
        ">".join(route.path),
        route.how,
        route.how != "not allowed",
        len(route.taken),
        people,
        share,
        route.off,
    )


def _bars(design: Journey, routes: Sequence[TakenRoute], entered: int) -> list[dict[str, object]]:
    shown = routes[:MOST_DRAWN]
    labels = unique_names([" › ".join(_names(design, route.path)) for route in shown])
    return [
        {
            "name": label,
            "value": len(route.taken),
            "says": f"{len(route.taken):,} · {percent(len(route.taken) / entered if entered else None)} {route.how}",
            "hue": shade(_HUES[route.how]),
        }
        for label, route in zip(labels, shown, strict=True)
    ]


def _names(design: Journey, path: Path) -> Iterator[str]:
    """The names of the steps; of a long path, the first two and the last two."""
    names = [title(id, design.steps[id]) if id in design.steps else id for id in path]
    if len(names) > 5:
        names = [*names[:2], f"… {len(names) - 4} …", *names[-2:]]
    yield from names
