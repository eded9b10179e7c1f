"""Lists that lead to places of a design: every place but its transitions, and those where something is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from designer.editing.selection import JOURNEY, Place, place_of, title_at
from engine.finding import Finding, Severity
from engine.journey import Journey
from engine.labels import GLYPHS, kind
from engine.steps import Checklist


class NamedPlace(Struct, frozen=True):
    """A line of the outline."""

    name: str
    place: Place


class PlaceOutline(Struct, frozen=True):
    """The places of a design in order; ``at`` is the number of the chosen one."""

    places: tuple[NamedPlace, ...]
    at: int | None


class PlacedFinding(Struct, frozen=True):
    """A finding in a sentence, and the place where it can be mended."""

    severity: Severity
    says: str
    place: Place


def place_outline(journey: Journey, chosen: Place) -> PlaceOutline:
    """List the places of ``journey``; a transition is not among them."""
    places = tuple(NamedPlace(name, place) for name, place in _places(journey))
    at = next((number for number, each in enumerate(places) if each.place == chosen), None)
    return PlaceOutline(places, at)


def _places(journey: Journey) -> Iterator[tuple[str, Place]]:
    yield f"◇ {title_at(journey, JOURNEY)}", JOURNEY
    for id, step in journey.steps.items():
        yield f"{GLYPHS[kind(step)]} {title_at(journey, Place(step=id))}", Place(step=id)
        for item in step.items if isinstance(step, Checklist) else ():
            inner = Place(step=id, item=item)
            yield f"   □ {title_at(journey, inner)}", inner
    for rule in journey.exit_rules:
        yield f"▲ {rule.name or rule.id}", Place(rule=rule.id)


def placed_findings(journey: Journey, findings: Sequence[Finding]) -> tuple[PlacedFinding, ...]:
    """Say each of the ``findings`` in a sentence that begins with its place in ``journey``."""
    return tuple(_placed(journey, finding) for finding in findings)


def _placed(journey: Journey, finding: Finding) -> PlacedFinding:
    place = place_of(journey, finding)
    hint = f" ({finding.hint})" if finding.hint else ""
    return PlacedFinding(finding.severity, f"{title_at(journey, place)}: {finding.message}{hint}", place)
