"""Answers of Segment's side (Public API 57.4 to 58.1)."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct, field

from designer.sandbox.persistence import Status

Data = TypeVar("Data")


class Envelope(Struct, Generic[Data]):
    """Every answer is under ``data``."""

    data: Data


class _Wire(Struct, rename="camel", kw_only=True):
    """Keys are in camelCase on the wire."""


class Created(_Wire):
    """A journey that was made: its id and the number of its version."""

    container_id: str
    version_number: int


class CreatedJourney(_Wire):
    """The answer to creating."""

    journey: Created


class VersionDetails(_Wire):
    """The version that was made last."""

    id: str
    version: int
    status: Status
    definition: dict[str, Any]
    created_at: str
    updated_at: str
    created_by: str
    updated_by: str


class JourneyDetails(_Wire):
    """A journey with its newest version, an object inside it as in the generated clients' ``JourneyInfo``."""

    container_id: str
    name: str
    description: str
    created_at: str
    updated_at: str
    created_by: str
    updated_by: str
    version: VersionDetails


class Listed(_Wire):
    """The journeys of a space."""

    journeys: list[JourneyDetails]


class Details(_Wire):
    """The answer to reading."""

    journey: JourneyDetails


class Figure(_Wire):
    """Figures of instances, and of profiles."""

    total: int
    unique: int


class TopLevel(_Wire):
    """Figures of the journey as a whole."""

    entered: Figure
    completed: Figure
    in_progress: Figure
    exited: Figure


class StateKey(_Wire):
    """The key that names a state."""

    id: str
    name: str = ""


class StepLevel(_Wire, omit_defaults=True, kw_only=True):
    """The number of times that a transition was taken; without ``from``, the entry."""

    source: StateKey | None = field(name="from", default=None)
    to: StateKey
    analytics: Figure


class Analytics(_Wire):
    """Figures of one version, in a span of time."""

    top_level_analytics: TopLevel
    step_level_analytics: list[StepLevel]


class AnalyticsAnswer(_Wire):
    """The answer to asking for them."""

    journey_analytics: Analytics


class Removed(_Wire):
    """The answer to removing."""

    status: Literal["SUCCESS"] = "SUCCESS"


class StatusAnswer(_Wire):
    """The status as it is now."""

    container_id: str
    version: int
    status: Status


class DestinationsAnswer(_Wire):
    """The states whose destinations were updated."""

    container_id: str
    version: int
    destinations: list[dict[str, Any]]


class Taken(_Wire):
    """The answer of a source."""

    success: bool = True


class Error(_Wire, omit_defaults=True):
    """One thing that is wrong."""

    type: str
    message: str = ""
    field: str = ""
    status: int = 0


class Errors(_Wire):
    """The reasons why a request was refused."""

    errors: list[Error]
