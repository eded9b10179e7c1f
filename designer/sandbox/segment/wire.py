"""What Segment's side takes and answers (Public API 57.4 to 58.1). Definitions are the engine's to read."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from msgspec import Meta, Struct, field

from designer.sandbox.kept import Status

Whole = Annotated[float, Meta(ge=1, le=1_000_000, multiple_of=1)]
"""A version's number; the generated clients have it as a float."""

Data = TypeVar("Data")


class Enveloped(Struct, Generic[Data]):
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


class JourneyDetails(_Wire):
    """A journey whatever its version."""

    container_id: str
    name: str
    description: str
    created_at: str
    updated_at: str
    created_by: str
    updated_by: str
    version: int


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


class Details(_Wire):
    """The answer to reading."""

    journey: JourneyDetails
    version: VersionDetails


class Figure(_Wire):
    """Of instances, and of profiles."""

    total: int
    unique: int


class TopLevel(_Wire):
    """Of the journey as a whole."""

    entered: Figure
    completed: Figure
    in_progress: Figure
    exited: Figure


class StateKey(_Wire):
    """What names a state."""

    id: str
    name: str = ""


class StepLevel(_Wire, omit_defaults=True, kw_only=True):
    """How often a way was taken; without ``from``, the entry."""

    source: StateKey | None = field(name="from", default=None)
    to: StateKey
    analytics: Figure


class Analytics(_Wire):
    """Of one version, in a span of time."""

    top_level_analytics: TopLevel
    step_level_analytics: list[StepLevel]


class AnalyticsAnswer(_Wire):
    """The answer to asking for them."""

    journey_analytics: Analytics


class Removed(_Wire):
    """The answer to removing."""

    status: Literal["SUCCESS"] = "SUCCESS"


class DefinitionInput(_Wire):
    """The states and the rules around them, each in one of several shapes that the engine reads.

    Of 2025: ``initialState`` and a list of states. Of 2026: ``initial`` and a map of them.
    """

    states: list[dict[str, Any]] | dict[str, Any]
    initial_state: str = ""
    initial: str = ""
    entry_rules: dict[str, Any] = {}
    exit_rules: dict[str, Any] = {}


class CreateInput(_Wire):
    """A journey to create."""

    name: str
    definition: DefinitionInput
    description: str = ""


class StepsInput(_Wire):
    """The states that replace all others."""

    initial_state: str
    states: list[dict[str, Any]]


class StateDestinations(_Wire):
    """The destinations of one state."""

    state_id: str
    destinations: list[dict[str, Any]]


class DestinationsInput(_Wire):
    """Destinations to update."""

    state_destinations: list[StateDestinations]


class StatusInput(_Wire):
    """What to do with a version."""

    version: Whole
    action: Literal["ARCHIVE", "PAUSE_ENTRY", "PUBLISH"]


class StatusAnswer(_Wire):
    """What it is now."""

    container_id: str
    version: int
    status: Status


class DestinationsAnswer(_Wire):
    """The states whose destinations were updated."""

    container_id: str
    version: int
    destinations: list[dict[str, Any]]


class Of(_Wire):
    """Of which version."""

    version: Whole


class Asking(_Wire):
    """Of which version, and of what span; RFC 3339. It ends now if nothing is said."""

    version: Whole
    from_date: str
    to_date: str = ""


class Call(_Wire):
    """A call of the track spec; what else it has is kept."""

    type: str = ""
    event: str = ""
    user_id: str = ""
    anonymous_id: str = ""
    message_id: str = ""
    timestamp: str = ""
    properties: dict[str, Any] = {}
    traits: dict[str, Any] = {}
    context: dict[str, Any] = {}


class Batch(_Wire):
    """Several calls."""

    batch: list[Call]


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
    """Why a request was refused."""

    errors: list[Error]
