"""The parts of a journey: the shapes of step in one tagged union, the transitions between them, the exit rules.

Every field carries the sentence that the designers show as its help (``help_of``).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any, Final, Literal, TypeAlias, assert_never

import msgspec
from msgspec import Meta, Struct, field

from engine.duration import Duration

ID: Final = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
"""An id of a step, an item or a rule."""

Condition: TypeAlias = dict[str, Any] | str
"""A mongo query (an object) or a text in Segment's query language."""

SchemaAddress: TypeAlias = Annotated[
    str | None,
    Meta(description="Where editors find the JSON Schema of this document; it means nothing to a run."),
]
Name = Annotated[str, Meta(description="What people call it.")]
Description = Annotated[str, Meta(description="A sentence or two for whoever reads the design next.")]
Active = Annotated[bool, Meta(description="Off: it is passed through and not recorded.")]
Count = Annotated[int, Meta(ge=1, le=1_000_000, description="How many matching events it takes.")]
Query = Annotated[
    Condition, Meta(description="Which events count: a mongo query, or Segment's query language.")
]


class PersonalZone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The zone where the person lives."""

    path: Annotated[str, Meta(description="Where its name is known: traits.timezone.")]
    otherwise: Annotated[str, Meta(description="The zone of whoever has none there.")] = field(name="else")


Zone: TypeAlias = Annotated[
    str | PersonalZone | None, Meta(description="Whose clock counts: Europe/Berlin, or the person's zone.")
]

Distinct = Annotated[
    str | None,
    Meta(description="Events with different values count: a path into the event, or day for different days."),
]
Within = Annotated[
    Duration | None,
    Meta(description="They have to come within this time: 7d; with a zone, days are calendar days."),
]
SameKey = Annotated[bool, Meta(description="Off: events with any concurrency key count, or with none.")]

DAY: Final = "day"
"""The ``distinct`` of a count that asks for events on different days."""


class FirstMatch(Struct, frozen=True, tag_field="on", tag="first_match", forbid_unknown_fields=True):
    """An attempt starts when its first step takes an event."""


class OnEvent(Struct, frozen=True, tag_field="on", tag="event", forbid_unknown_fields=True):
    """An event that matches the condition."""

    condition: Query


class OnAudience(Struct, frozen=True, tag_field="on", tag="audience", forbid_unknown_fields=True):
    """An owner enters an audience; for an exit rule: enters or leaves it."""

    audience: Annotated[str, Meta(min_length=1, description="The audience's id or key.")]


Trigger: TypeAlias = FirstMatch | OnEvent | OnAudience


class _Step(
    Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="kind"
):
    name: Name = ""
    description: Description = ""
    active: Active = True


class Entry(_Step, frozen=True, tag="entry"):
    """The start of an attempt."""

    trigger: Annotated[Trigger, Meta(description="What starts an attempt.")]


class Waypoint(_Step, frozen=True, tag="waypoint"):
    """Waits until enough events match its condition."""

    condition: Query
    count: Count = 1
    distinct: Distinct = None
    within: Within = None
    zone: Zone = None
    same_key: SameKey = True


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A waypoint inside a checklist."""

    name: Name = ""
    description: Description = ""
    active: Active = True
    condition: Query
    count: Count = 1
    distinct: Distinct = None
    within: Within = None
    zone: Zone = None
    same_key: SameKey = True


class Checklist(_Step, frozen=True, tag="checklist"):
    """Waits until enough of its items are complete, in any order."""

    items: Annotated[dict[str, Item], Meta(description="The waypoints to reach, in any order.")]
    required: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        Meta(description="How many items it takes; all active ones if empty."),
    ] = None


class Split(_Step, frozen=True, tag="split"):
    """Chooses one of several branches."""

    on: Annotated[
        Literal["event", "data", "random"],
        Meta(description="event: the first matching event decides; data: what is known now; random: a draw."),
    ]
    sticky: Annotated[
        bool, Meta(description="Random only: an owner draws the same branch in every attempt.")
    ] = False


class Until(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A moment to wait for: a date known of the attempt, a weekday, or days and hours."""

    date: Annotated[
        str | None,
        Meta(description="A date, or the path to one: traits.renewal_date, entry.properties.due, steps.…"),
    ] = None
    offset: Annotated[
        str | None, Meta(description="How long before or after the date: -7d, +1mo, -5wd (working days).")
    ] = None
    weekday: Annotated[
        Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] | None,
        Meta(description="The next such day."),
    ] = None
    at: Annotated[str | None, Meta(description="The time of day: 09:00.")] = None
    days: Annotated[str | None, Meta(description="The days on which it may go on: mon-fri, or sat,sun.")] = (
        None
    )
    between: Annotated[str | None, Meta(description="The hours in which it may go on: 09:00-17:00.")] = None
    excluded: Annotated[tuple[str, ...], Meta(description="Days left out: 2026-12-25.")] = field(
        name="except", default=()
    )

    @property
    def path(self) -> str | None:
        """Return where the date is found that has to be known; None where there is none, or it is written here."""
        return None if self.date is None or self.date[:1].isdigit() else self.date


class Delay(_Step, frozen=True, tag="delay"):
    """Waits for a time, or until a moment."""

    duration: Annotated[
        Duration | None,
        Meta(description="How long: 90s, 45m, 2h, 3d, 2w or a sum such as 1d12h; with a zone also 1mo, 1y."),
    ] = None
    until: Annotated[Until | None, Meta(description="The moment to wait for, in place of a duration.")] = None
    zone: Zone = None
    follow: Annotated[
        bool, Meta(description="On: the moment is reckoned again when a trait of the person changes.")
    ] = False


class Outcome(_Step, frozen=True, tag="outcome"):
    """Something happens: a callback is called, a statement is emitted, or destinations receive the owner."""

    type: Annotated[Literal["callback", "statement", "destination"], Meta(description="What happens.")]
    callback: Annotated[
        str | None, Meta(description="The URL that receives the completed attempt by POST.")
    ] = None
    statement: Annotated[dict[str, Any] | None, Meta(description="The xAPI statement to emit.")] = None
    destinations: Annotated[
        list[dict[str, Any]] | None, Meta(description="Segment destinations with their activations.")
    ] = None


class Exit(_Step, frozen=True, tag="exit"):
    """The end of an attempt."""

    completes: Annotated[bool, Meta(description="Off: the attempt gave up rather than completed.")] = True


Step: TypeAlias = Entry | Waypoint | Checklist | Split | Delay | Outcome | Exit

KINDS: Final[dict[str, type[Step]]] = {
    "entry": Entry,
    "waypoint": Waypoint,
    "checklist": Checklist,
    "split": Split,
    "delay": Delay,
    "outcome": Outcome,
    "exit": Exit,
}


class Transition(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The transition from one step to the next; at most one of ``when``, ``after``, ``by``, ``percent``,
    ``default``.
    """

    source: Annotated[str, Meta(description="The step it leaves.")] = field(name="from")
    target: Annotated[str, Meta(description="The step it leads to.")] = field(name="to")
    name: Name = ""
    when: Annotated[Condition | None, Meta(description="Split: the condition of this branch.")] = None
    after: Annotated[Duration | None, Meta(description="The timeout: taken after waiting this long.")] = None
    by: Annotated[Until | None, Meta(description="The deadline: taken when this moment comes.")] = None
    zone: Zone = None
    same_key: Annotated[
        bool, Meta(description="Event split: off, events with any concurrency key count, or with none.")
    ] = True
    percent: Annotated[
        Annotated[float, Meta(ge=0, le=100)] | None,
        Meta(description="Random split: the share of this branch."),
    ] = None
    default: Annotated[
        bool,
        Meta(
            description="Data split: taken when no branch is true; delay: when there is no date to wait for."
        ),
    ] = False

    @property
    def plain(self) -> bool:
        """It has no condition, timeout, deadline or share: the ordinary transition."""
        guards = (self.when, self.after, self.by, self.percent)
        return all(guard is None for guard in guards) and not self.default

    @property
    def timed(self) -> bool:
        """The clock takes it: after a time, or by a moment."""
        return self.after is not None or self.by is not None


class ExitRule(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Ends an attempt at once, wherever it is."""

    id: Annotated[str, Meta(description="Its id, unique among the exit rules.")]
    name: Name = ""
    active: Annotated[bool, Meta(description="Off: the rule is ignored.")] = True
    trigger: Annotated[OnEvent | OnAudience, Meta(description="What ends the attempt.")]
    same_key: Annotated[
        bool, Meta(description="Only events with the attempt's own concurrency key count.")
    ] = True
    outcomes: Annotated[tuple[str, ...], Meta(description="Outcome steps to run first.")] = ()


def date_path(step: Step) -> str | None:
    """Return where the date is found that a delay waits for; None where it waits for none that has to be known."""
    return step.until.path if isinstance(step, Delay) and step.until is not None else None


def waits(step: Step) -> bool:
    """Tell whether an attempt stops at the step until an event or a timer moves it (semantics §1)."""
    match step:
        case Waypoint() | Delay():
            return step.active
        case Checklist():
            return step.active and any(item.active for item in step.items.values())
        case Split():
            return step.on == "event"
        case Entry() | Outcome() | Exit():
            return False
        case _ as unknown:
            assert_never(unknown)


def is_recorded(step: Step) -> bool:
    """Tell whether an attempt notes that it came there; it passes through others."""
    return step.active and (waits(step) or not isinstance(step, Checklist))


@cache
def type_description(kind: type[Struct]) -> msgspec.inspect.StructType:
    """The fields of a part with their types; reading them off its annotations takes long."""
    described = msgspec.inspect.type_info(kind)
    assert isinstance(described, msgspec.inspect.StructType)
    return described


def help_of(kind: type[Struct]) -> dict[str, str]:
    """The help sentence of each field of a part, by the field's name in the document."""
    return {part.encode_name: _description(part.type) for part in type_description(kind).fields}


def _description(type_: msgspec.inspect.Type) -> str:
    extra = type_.extra_json_schema if isinstance(type_, msgspec.inspect.Metadata) else None
    return str((extra or {}).get("description", ""))
