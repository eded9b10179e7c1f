"""Records of a population: how likely people go on at each step, and how long they take.

The document ``NAME.people.json`` has the fields of ``Population``; keys that are not known are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from engine.calendar.moment_text import parse_moment
from engine.duration import Duration
from engine.finding import Finding, Invalid
from engine.journey import Journey
from engine.steps import SchemaAddress
from engine.typed_json import FAILED, read
from engine.yaml_text import parse_named


class StepChances(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The chances of those who wait at a step."""

    chance: Annotated[
        float,
        Meta(ge=0, le=1, description="The share that goes on by an event; the others wait for the clock."),
    ] = 1.0
    times: Annotated[
        tuple[Duration, ...],
        Meta(min_length=1, description="How long they take: the shortest, some in even shares, the longest."),
    ] = field(default_factory=lambda: (Duration("1h"), Duration("1d"), Duration("3d")))
    branches: Annotated[
        dict[str, Annotated[float, Meta(ge=0)]],
        Meta(
            description="Event split: how many take the branch to each step, in proportion; alike if left out."
        ),
    ] = {}


class Population(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The chances of a whole population."""

    format: Annotated[Literal[1], Meta(description="The format of populations.")] = 1
    start: Annotated[str, Meta(description="When the first of them begins.")] = "2026-01-01T00:00:00Z"
    over: Annotated[
        Duration, Meta(description="How long it takes until all have begun; 30d if left out.")
    ] = field(default_factory=lambda: Duration("30d"))
    steps: Annotated[dict[str, StepChances], Meta(description="The chances at each step, by its id.")] = {}
    others: Annotated[
        StepChances,
        Meta(description="The chances at steps that are not named; everybody goes on in 1h to 3d."),
    ] = field(default_factory=StepChances)
    schema: SchemaAddress = field(name="$schema", default=None)

    def at(self, step: str) -> StepChances:
        """Return the chances at a ``step``."""
        return self.steps.get(step, self.others)


class InvalidPopulation(Invalid):
    """A population that cannot live."""


def load(text: str | bytes, journey: Journey, name: str = "") -> Population:
    """Read the document of a file called ``name``, for people in ``journey``. Raises InvalidPopulation with every
    finding.
    """
    findings: list[Finding] = []
    try:
        population = read(Population, parse_named(text, name), "$", findings.append)
    except Invalid as error:
        raise InvalidPopulation(error.findings) from None
    if population is not FAILED:
        findings += _faults(population, journey)
    if findings:
        raise InvalidPopulation(findings)
    assert isinstance(population, Population)
    return population


def _faults(population: Population, journey: Journey) -> Iterator[Finding]:
    try:
        parse_moment(population.start)
    except ValueError as error:
        yield Finding(code="bad-time", place="$.start", message=str(error))
    for id, chances in population.steps.items():
        known = journey.steps
        if id not in known:
            hint = f"it has {', '.join(known)}"
            yield Finding(
                code="unknown-step",
                place=f"$.steps.{id}",
                message=f"the journey has no step {id!r}",
                hint=hint,
            )
            continue
        targets = {each.target for _, each in journey.out(id)}
        for target in chances.branches.keys() - targets:
            message = f"no transition leads from {id!r} to {target!r}"
            yield Finding(code="unknown-branch", place=f"$.steps.{id}.branches.{target}", message=message)
