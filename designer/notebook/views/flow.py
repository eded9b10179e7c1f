"""Flow along the transitions of the design, and where it stops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from designer.diagram.vector.colours import shade
from designer.notebook.code.simulations import Told, standing_of
from designer.notebook.code.standings import Progress
from designer.notebook.rendering.frames import frame
from designer.notebook.views.charts import Chart, bars, unique_names
from designer.notebook.views.group_views import by_group
from designer.notebook.views.sankey import sankey
from designer.notebook.views.view import View
from designer.reports.number_text import count
from engine.insight import FlowPlace
from engine.insight.visits import farewells
from engine.labels import branch
from engine.labels import title as title_of

_COLUMNS = ("step", "to", "why", "how", "times", "attempts", "people")


@by_group()
def flow(told: Told) -> View:
    """Return how often each transition was taken, and how many stopped at each step: waiting, ended, or taken out by a
    rule.

    What comes to a step (starts, at the entry) is what leaves it along transitions and what stops there; so the rows
    of a step add up to how often it was entered. Outcomes that an exit rule runs are entered without a transition.
    Steps that are switched off are passed through and not entered.

    >>> from designer.notebook import Journey, flow, simulate
    >>> run = simulate(Journey.new("Nothing").waypoint("never", {"x": 1}).exit(), [])
    >>> flow(run).frame[["step", "to", "times"]].values.tolist()
    [['start', 'never', 0], ['never', 'done', 0]]
    """
    progress = standing_of(told, "flow")
    rows = [*_transitions(progress), *_stops(progress), *_farewells(progress)]
    table = frame(_COLUMNS, rows).astype({"attempts": "Int64", "people": "Int64"})
    said = f"{count(progress.totals['entered'], 'attempt')}; each way as wide as it was taken"
    title = "Flow along the design"
    drawing = sankey(progress.journey, progress.flow, progress.steps)
    return View(title, {title: table}, _chart(progress), (said,), drawing)


def _chart(progress: Progress) -> Chart:
    """Each transition as a bar, for whoever wants the numbers beside each other."""
    steps = progress.journey.steps
    names = [
        f"{title_of(each.source, steps[each.source])} → {title_of(each.target, steps[each.target])}"
        for each in progress.flow.transitions
    ]
    rows = [
        {"name": name, "value": each.taken, "says": f"{each.taken:,}", "hue": shade("bar")}
        for name, each in zip(unique_names(names), progress.flow.transitions, strict=True)
    ]
    return bars(rows)


def _transitions(progress: Progress) -> Iterator[tuple[object, ...]]:
    for transition in progress.flow.transitions:
        why = branch(progress.journey.transitions[transition.index])
        yield (
            transition.source,
            transition.target,
            why,
            "went on",
            transition.taken,
            transition.attempts,
            transition.people,
        )


def _stops(progress: Progress) -> Iterator[tuple[object, ...]]:
    for place in progress.flow.places:
        for how, number in stops(place):
            yield (place.step, None, "", how, number, None, None)


def _farewells(progress: Progress) -> Iterator[tuple[object, ...]]:
    """Outcomes that exit rules ran, which no transition led to and none leads on from."""
    journey, attempts = progress.journey, [each for person in progress.people for each in person.attempts]
    ran = Counter(
        step for each in attempts for step in each.path[len(each.path) - farewells(journey, each) :]
    )
    for step, number in ran.items():
        yield (step, None, "", "ran on the way out", number, None, None)


def stops(place: FlowPlace) -> Iterator[tuple[str, int]]:
    """Yield how attempts stopped at a step, as far as any did."""
    transitions = {"waiting": place.waiting, "ended": place.ended}
    transitions |= {f"left by {rule}": number for rule, number in place.exited.items()}
    yield from ((how, number) for how, number in transitions.items() if number)
