"""The wire documents of Segment's Public API for journeys (57.4 to 58.1): their objects, keys and kinds.

``reading.read`` makes these of JSON. A destination's action, its mappings and other keys are looked at and kept as
they are; everything else is translated.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeAlias

from msgspec import Meta, Struct

from engine.duration import Duration

JSON: TypeAlias = dict[str, Any]

DIALECT: Final = "segment"
"""The key of this dialect in ``Journey.extras``."""

PROPERTIES: Final = "properties."
"""Where a track event has what Segment calls a property."""

ENTRY_RULES: Final[dict[str, Literal["multiple", "once", "after_exit"]]] = {
    "MULTIPLE": "multiple",
    "ONCE": "once",
    "RE_ENTRY_AFTER_EXIT": "after_exit",
}
"""The wire's entry rules as ours."""

Id = Annotated[str, Meta(min_length=1)]


class _Wire(Struct, frozen=True, rename="camel"):
    """Keys are in camelCase on the wire."""


class _Tagged(_Wire, frozen=True, tag_field="type"):
    """Its ``type`` says which kind it is."""


class Key(_Wire, frozen=True):
    """The key that names a state or an exit rule."""

    id: Id
    name: str = ""


class PlainTransition(_Wire, frozen=True):
    """The ordinary transition."""

    next: str


class Branch(_Tagged, frozen=True, tag="CONDITION"):
    """A transition taken when its condition holds."""

    condition: str
    next: str


class Timeout(_Tagged, frozen=True, tag="TIMEOUT"):
    """A transition taken after waiting."""

    duration: Duration
    next: str


class Otherwise(_Tagged, frozen=True, tag="DEFAULT"):
    """The transition taken when no condition holds."""

    next: str


class Share(_Wire, frozen=True):
    """A transition drawn with this probability."""

    percentage: Annotated[float, Meta(ge=0, le=100)]
    next: str


class ActionDefinition(_Wire, frozen=True):
    """The action of a destination."""

    action_id: str
    mappings: dict[str, Any]
    id: str = ""
    name: str = ""
    enabled: bool = True
    use_default_mappings: bool = False


class PropertySelections(_Wire, frozen=True):
    """Traits of the profile that are sent along."""

    profile: tuple[str, ...] = ()


class Activation(_Wire, frozen=True):
    """One event that is sent to a destination."""

    event_name: str
    action_definition: ActionDefinition
    id: str = ""
    property_selections: PropertySelections = PropertySelections()


class Destination(_Wire, frozen=True):
    """A destination and what is sent there."""

    destination_id: str
    activations: tuple[Activation, ...]


class EventEntry(_Tagged, frozen=True, tag="EVENT_ENTRY"):
    """An event starts an instance."""

    key: Key
    condition: str
    transitions: tuple[PlainTransition, ...]


class AudienceEntry(_Tagged, frozen=True, tag="AUDIENCE_ENTRY"):
    """Joining an audience starts an instance."""

    key: Key
    audience_id: Id
    transitions: tuple[PlainTransition, ...]


class SimpleDelay(_Tagged, frozen=True, tag="SIMPLE_DELAY"):
    """Waits for a fixed time."""

    key: Key
    duration: Duration
    transitions: tuple[PlainTransition, ...]


class EventSplit(_Tagged, frozen=True, tag="EVENT_SPLIT"):
    """Hold until: waits for the first matching event, or its timeout."""

    key: Key
    transitions: tuple[Branch | Timeout, ...]


class ConditionSplit(_Tagged, frozen=True, tag="CONDITION_SPLIT"):
    """Data split: the first condition that holds, at once."""

    key: Key
    transitions: tuple[Branch | Otherwise, ...]


class RandomSplit(_Tagged, frozen=True, tag="RANDOM_SPLIT"):
    """Random split: a draw."""

    key: Key
    transitions: tuple[Share, ...]


class Send(_Tagged, frozen=True, tag="DESTINATION"):
    """Sends the profile to destinations, and goes on."""

    key: Key
    destinations: tuple[Destination, ...]
    transitions: tuple[PlainTransition, ...]


class End(_Tagged, frozen=True, tag="EXIT"):
    """The end."""

    key: Key


State: TypeAlias = (
    EventEntry | AudienceEntry | SimpleDelay | EventSplit | ConditionSplit | RandomSplit | Send | End
)


class RelatedDestination(_Wire, frozen=True):
    """A destination state that exit rules send to: nothing leads there and nowhere does it lead."""

    key: Key
    type: Literal["DESTINATION"]
    destinations: tuple[Destination, ...]


class _ExitRule(_Wire, frozen=True, kw_only=True, tag_field="exitType"):
    key: Key
    type: Literal["EXIT_RULE"]
    enabled: bool
    concurrency_enabled: bool
    connected_destinations: tuple[str, ...] = ()


class ExitOnEvent(_ExitRule, frozen=True, tag="EVENT_PERFORMED"):
    """An event ends the instance."""

    condition: str


class ExitOnAudience(_ExitRule, frozen=True, tag="AUDIENCE_MEMBERSHIP_CHANGE"):
    """Joining or leaving an audience ends the instance."""

    audience_id: Id


class ExitRules(_Wire, frozen=True):
    """The rules that end an instance wherever it is; ``enabled`` switches all of them."""

    enabled: bool
    rules: tuple[ExitOnEvent | ExitOnAudience, ...]
    related_destinations: tuple[RelatedDestination, ...] = ()


class Concurrency(_Wire, frozen=True):
    """Instances side by side, one for each value of an event property."""

    enabled: bool
    concurrency_key: str = ""


class EntryRules(_Wire, frozen=True):
    """The rule of who may enter again."""

    type: Literal["MULTIPLE", "ONCE", "RE_ENTRY_AFTER_EXIT"]
    concurrency: Concurrency = Concurrency(enabled=False)


class Definition(_Wire, frozen=True):
    """The states and the rules around them."""

    initial_state: str
    entry_rules: EntryRules
    exit_rules: ExitRules
    states: tuple[State, ...]


class CreateBody(_Wire, frozen=True):
    """The body that creates a journey. ``containerId`` is the server's id, where the journey was read from it."""

    name: str
    description: str
    definition: Definition
    container_id: str = ""


class StepsBody(_Wire, frozen=True):
    """The body that replaces the steps of a journey."""

    initial_state: str
    states: tuple[State, ...]


class StateDestinations(_Wire, frozen=True):
    """The destinations of one state."""

    state_id: str
    destinations: tuple[Destination, ...]


class DestinationsBody(_Wire, frozen=True):
    """The body that updates destinations."""

    state_destinations: tuple[StateDestinations, ...]
