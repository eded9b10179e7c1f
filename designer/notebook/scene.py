"""A journey as the page draws it: what is in each box and on each line, and where, in plain JSON values.

Lengths are the layout's cells; the page makes pixels of them. Whatever is seen has a sentence for those who do not see.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from designer.diagram.chart import Chart
from designer.diagram.drawing import shortened
from designer.diagram.text_picture import WIDEST_LABEL, WIDEST_LINE
from designer.editing.selection import Place, title_at
from designer.editing.transitions import guard_of
from engine.finding import Finding, Severity
from engine.journey import Journey
from engine.labels import branch, count_label, detail, kind, title
from engine.steps import Checklist, Step

Worst = Mapping[str | int, Finding]
"""The worst finding of a step (by id) or a transition (by index)."""

_GRAVITY: tuple[Severity, ...] = ("note", "warning", "error")


class DrawnItem(Struct, frozen=True, omit_defaults=True):
    """A line of a checklist's box."""

    id: str
    text: str
    off: bool = False


class DrawnStep(Struct, frozen=True, omit_defaults=True):
    """A box: the cells x ≤ column < x + width, y ≤ row < y + height."""

    id: str
    kind: str
    title: str
    x: int
    y: int
    width: int
    height: int
    label: str
    """All that stands in it, in its order, to be read out; ``onward`` is said after it."""
    onward: str = ""
    detail: str = ""
    items: tuple[DrawnItem, ...] = ()
    off: bool = False
    mark: Severity | None = None
    finding: str = ""
    matched: str = ""
    """How many events match here, for the last line of the box."""


class DrawnTransition(Struct, frozen=True, omit_defaults=True):
    """A line from corner to corner, and the cells (x, y, width) on it that its text has."""

    index: int
    source: str
    target: str
    guard: str
    points: tuple[tuple[int, int], ...]
    label: str
    text: str = ""
    slot: tuple[int, int, int] | None = None
    mark: Severity | None = None
    finding: str = ""


class Scene(Struct, frozen=True):
    """The whole picture."""

    name: str
    direction: str
    width: int
    height: int
    steps: tuple[DrawnStep, ...]
    transitions: tuple[DrawnTransition, ...]


def scene(journey: Journey, chart: Chart, worst: Worst, matched: Mapping[str, str] = {}) -> Scene:
    """Describe what to draw of ``journey``, laid out as ``chart`` at the level of boxes; ``worst`` has the severity
    of findings, ``matched`` says how many events match at a step.
    """
    layout = chart.layout
    return Scene(
        name=journey.name or journey.id,
        direction=layout.direction,
        width=layout.width,
        height=layout.height,
        steps=tuple(_step(journey, chart, id, worst, matched.get(id, "")) for id in journey.steps),
        transitions=tuple(
            _transition(journey, chart, index, worst) for index in range(len(journey.transitions))
        ),
    )


def worst(findings: list[Finding]) -> Worst:
    """The worst finding of each step and transition that has any."""
    found: dict[str | int, Finding] = {}
    for finding in sorted(findings, key=lambda each: _GRAVITY.index(each.severity)):
        where = finding.step if finding.transition is None else finding.transition
        if where is not None:
            found[where] = finding
    return found


def _step(journey: Journey, chart: Chart, id: str, worst: Worst, matched: str) -> DrawnStep:
    step, box, finding = journey.steps[id], chart.layout.boxes[id], worst.get(id)
    called, does = shortened(title(id, step), WIDEST_LINE - 2), shortened(detail(step), WIDEST_LINE)
    items = tuple(_items(step))
    seen = (
        f"{kind(step)} {called}",
        "" if step.active else "off",
        does,
        *(item.text for item in items),
        matched,
    )
    return DrawnStep(
        id=id,
        kind=kind(step),
        title=called,
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        label=", ".join(filter(None, seen)),
        onward=_onward(journey, id),
        detail=does,
        items=items,
        off=not step.active,
        mark=finding.severity if finding else None,
        finding=finding.message if finding else "",
        matched=matched,
    )


def _items(step: Step) -> list[DrawnItem]:
    if not isinstance(step, Checklist):
        return []
    return [
        DrawnItem(id, shortened(count_label(item.name or id, item), WIDEST_LINE - 2), not item.active)
        for id, item in step.items.items()
    ]


def _onward(journey: Journey, id: str) -> str:
    """Say where step ``id`` of ``journey`` leads, for somebody who does not see the picture."""
    onward = [title_at(journey, Place(step=transition.target)) for _, transition in journey.out(id)]
    return f"leads to {', '.join(onward)}" if onward else "leads nowhere"


def _transition(journey: Journey, chart: Chart, index: int, worst: Worst) -> DrawnTransition:
    transition, route, finding = journey.transitions[index], chart.layout.routes[index], worst.get(index)
    slot = route.slot
    return DrawnTransition(
        index=index,
        source=transition.source,
        target=transition.target,
        guard=guard_of(transition),
        points=route.points,
        label=f"transition {title_at(journey, Place(transition=index))}",
        text=shortened(branch(transition), WIDEST_LABEL),
        slot=(slot.x, slot.y, slot.width) if slot else None,
        mark=finding.severity if finding else None,
        finding=finding.message if finding else "",
    )
