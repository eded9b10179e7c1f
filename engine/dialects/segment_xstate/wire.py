"""The wire document of Segment's alpha of 2026: an XState machine, as far as two published examples show it.

What they do not show is refused rather than guessed: targets and events with more than is known here are errors,
while keys around them are carried along.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeAlias

from msgspec import Meta, Struct, field

JSON: TypeAlias = dict[str, Any]

DIALECT: Final = "segment-xstate"
"""The key of this dialect in ``Journey.extras``."""

UNITS: Final = {"minutes": "PT{}M", "hours": "PT{}H", "days": "P{}D"}
"""Units of time and how ISO 8601 writes so many of them. The examples show minutes only."""


class _Wire(Struct, frozen=True, rename="camel"):
    """Keys are in camelCase on the wire."""


class _Meta(_Wire, frozen=True, kw_only=True, tag_field="type"):
    name: str = ""


class NamedEvent(_Wire, frozen=True):
    """An event by its name."""

    event: str


class Options(_Wire, frozen=True):
    """The conditions that have to hold. The examples have one event here."""

    every: tuple[NamedEvent, ...] = field(name="AND")


class Ast(_Wire, frozen=True):
    """A condition."""

    type: Literal["ast"]
    options: Options


class Wait(_Wire, frozen=True):
    """The time that a split waits."""

    duration: Annotated[int, Meta(ge=1)]
    duration_units: Literal["minutes", "hours", "days"]


class EntryMeta(_Meta, frozen=True, tag="entry"):
    """An event starts an instance. ``event`` is an Ast."""

    event: dict[str, Any]


class SplitMeta(_Meta, frozen=True, tag="split"):
    """Waits for the first matching event, or for its delay to pass."""

    split_type: Literal["event"]
    delay: Wait


class BranchMeta(_Meta, frozen=True, tag="splitBranch"):
    """A branch of a split, which is a state of its own. ``condition`` is an Ast."""

    condition: dict[str, Any]


class ElseMeta(_Meta, frozen=True, tag="splitElseBranch"):
    """The branch taken when the delay has passed."""


class ExitMeta(_Meta, frozen=True, tag="exit"):
    """The end."""


class Target(Struct, frozen=True, forbid_unknown_fields=True):
    """The state that a transition leads to; its key alone means the same."""

    target: str


class State(_Wire, frozen=True):
    """A state; ``on`` maps a label to a target."""

    meta: EntryMeta | SplitMeta | BranchMeta | ElseMeta | ExitMeta
    on: dict[str, str | Target] = {}


class PropertyFilter(_Wire, frozen=True):
    """The event property that tells instances apart."""

    property: str = ""


class Concurrency(_Wire, frozen=True):
    """Instances side by side, one for each value of an event property."""

    enabled: bool
    property_filter: PropertyFilter = PropertyFilter()


class EntryRules(_Wire, frozen=True):
    """The rule of who may enter again."""

    type: Literal["multiple"]
    concurrency: Concurrency = Concurrency(enabled=False)


class Definition(_Wire, frozen=True):
    """The machine and the rules around it. The shape of exit rules is not published."""

    initial: str
    states: dict[str, State]
    entry_rules: EntryRules = EntryRules(type="multiple")
    exit_rules: Any = None


class CreateBody(_Wire, frozen=True, kw_only=True):
    """The body that creates a draft. ``containerId`` is the server's id, where the journey was read from it."""

    name: str
    description: str = ""
    definition: Definition
    container_id: str = ""
