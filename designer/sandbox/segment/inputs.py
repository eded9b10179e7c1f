"""Bodies that Segment's side is sent (Public API 57.4 to 58.1). What definitions mean, the engine reads."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

Whole = Annotated[float, Meta(ge=1, le=1_000_000, multiple_of=1)]
"""A version's number; the generated clients have it as a float."""


class _Wire(Struct, rename="camel", kw_only=True):
    """Keys are in camelCase on the wire."""


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

    name: Annotated[str, Meta(min_length=1)]
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
    """A new status of a version."""

    version: Whole
    action: Literal["ARCHIVE", "PAUSE_ENTRY", "PUBLISH"]


class Of(_Wire):
    """The number of the version that is asked about."""

    version: Whole


class AnalyticsQuery(_Wire):
    """The version that is asked about, and the span; RFC 3339. It ends now if nothing is said."""

    version: Whole
    from_date: str
    to_date: str = ""


class Call(_Wire):
    """A call of the track spec; what else it has is kept."""

    type: str = ""
    event: str = ""
    user_id: str | int = ""
    anonymous_id: str | int = ""
    previous_id: str | int = ""
    group_id: str | int = ""
    name: str = ""
    message_id: str = ""
    timestamp: str = ""
    properties: dict[str, Any] = {}
    traits: dict[str, Any] = {}
    context: dict[str, Any] = {}


class Batch(_Wire):
    """Several calls."""

    batch: list[Call]
