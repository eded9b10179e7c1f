"""Records of a scenario: what happens, and what is expected to come of it.

The document ``NAME.scenario.json`` has the fields of ``Scenario``; keys that are not known are refused.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct, field

from engine.claim import Claim
from engine.duration import Duration
from engine.explain import OwnerExplanation
from engine.progress import Status
from engine.simulate import SimulationResult
from engine.steps import SchemaAddress

SUFFIXES: Final = (".scenario.json", ".scenario.yaml", ".scenario.yml")
"""How the names of their files end."""

SECOND: Final = Duration("1s")
BEGINNING: Final = "2026-01-01T00:00:00Z"

Document = dict[str, Any]


class Happening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events of one person, or all events of a file. What is left out is as it was in the happening before.

    Without a time of its own, the first event comes ``after`` the event before it, others ``every`` so often.
    """

    who: Annotated[
        str, Meta(description="Whose events: an address is a mailbox; else an account's name or a user id.")
    ] = ""
    at: Annotated[str, Meta(description="When, such as 2026-01-05T09:00:00Z.")] = ""
    after: Annotated[Duration | None, Meta(description="How long after the event before.")] = None
    event: Annotated[
        str | Document | list[str | Document] | None,
        Meta(description="A verb's IRI, the name of a track event, a whole document; or a list of these."),
    ] = None
    times: Annotated[int, Meta(ge=1, le=10_000, description="How often it happens.")] = 1
    every: Annotated[Duration, Meta(description="How long after each other; 1s if left out.")] = field(
        default_factory=lambda: SECOND
    )
    file: Annotated[str, Meta(description="A file of events instead, beside the scenario.")] = ""

    @property
    def written(self) -> list[str | Document]:
        """The events as they were written, once each."""
        return self.event if isinstance(self.event, list) else [] if self.event is None else [self.event]


class ExpectedAttempt(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The expected standing of an attempt. What is left out may be anything."""

    path: Annotated[str | None, Meta(description="The steps it entered: start>quiz>done.")] = None
    status: Annotated[Status | None, Meta(description="How it stands.")] = None
    waits_at: Annotated[str | None, Meta(description="The step at which it still waits.")] = None


class Expectation(ExpectedAttempt, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The expectation of somebody's events: how their only attempt stands, or all of their ``attempts``."""

    attempts: Annotated[
        tuple[ExpectedAttempt, ...] | None, Meta(description="Their attempts in order; none: nothing starts.")
    ] = None
    sends: Annotated[
        tuple[str, ...] | None, Meta(description="The outcomes that are carried out, in order, by step.")
    ] = None

    breaks: Annotated[
        tuple[str, ...], Meta(description="The claims, by id, that they break; by default none.")
    ] = ()

    @property
    def wanted(self) -> tuple[ExpectedAttempt, ...] | None:
        """The attempts that are expected; None where anything may have become of them."""
        if self.attempts is not None:
            return self.attempts
        return (self.only,) if self.only != ExpectedAttempt() else None

    @property
    def only(self) -> ExpectedAttempt:
        """Return what is expected of the only attempt."""
        return ExpectedAttempt(path=self.path, status=self.status, waits_at=self.waits_at)


class Scenario(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The events that happen to a journey, and what is expected of each owner, by what people call them."""

    format: Annotated[Literal[1], Meta(description="The format of scenarios.")] = 1
    name: Annotated[str, Meta(description="What it shows, in a few words.")] = ""
    journey: Annotated[
        str, Meta(min_length=1, description="A journey's file beside the scenario, or a design's name.")
    ]
    seed: Annotated[int, Meta(description="What random splits are drawn with.")] = 0
    start: Annotated[str, Meta(description="When the first event happens.")] = BEGINNING
    events: Annotated[tuple[Happening, ...], Meta(description="What happens, in order.")]
    until: Annotated[
        str, Meta(description="How far the clock runs: a time, or so long after the last event.")
    ] = ""
    claims: Annotated[
        tuple[Claim, ...],
        Meta(description="What must hold of everybody, beside the claims of the journey."),
    ] = ()
    expect: Annotated[dict[str, Expectation], Meta(description="What should come of it, by owner.")]
    schema: SchemaAddress = field(name="$schema", default=None)


class Miss(Struct, frozen=True, kw_only=True):
    """An expectation that did not hold. ``attempt`` says of which attempt, where there are several."""

    what: Literal["attempts", "path", "status", "waits_at", "sends", "claims"]
    expected: str
    happened: str
    attempt: int | None = None

    @property
    def where(self) -> str:
        """Return what it is of: ``path``; ``attempt 1, waits at`` for the first attempt."""
        of = "" if self.attempt is None else f"attempt {self.attempt + 1}, "
        return of + self.what.replace("_", " ")

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, but it was {self.happened}"


class PersonVerdict(Struct, frozen=True, kw_only=True):
    """Somebody, ``called`` so in the scenario: which expectations did not hold, and why they are where they are."""

    called: str
    owner: str
    misses: tuple[Miss, ...] = ()
    why: OwnerExplanation | None = None


class Verdict(Struct, frozen=True):
    """The dry run of a scenario, and everybody of whom something was expected, in the order of the scenario."""

    scenario: Scenario
    simulated: SimulationResult
    judged: tuple[PersonVerdict, ...]

    @property
    def held(self) -> bool:
        """Tell whether everything came as expected."""
        return not any(each.misses for each in self.judged)
