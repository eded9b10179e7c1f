"""Made-up events that would do something in a journey, for whoever wants to see what happens then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from designer.simulation.evidence.condition_trial import queries
from designer.simulation.replay import Replay
from engine import instant, owners
from engine.check.examples import example_event
from engine.events import Event, RejectedEvent, from_document, owner_of
from engine.journey import Journey
from engine.labels import branch, title
from engine.steps import Checklist, Condition, Entry, OnEvent, Split, Waypoint

Document = dict[str, Any]

SOMEBODY: Final = "somebody@example.org"
SECOND: Final = 1_000_000


class Witness(Struct, frozen=True):
    """An event, whose it is, and what it is for."""

    whose: str
    what_for: str
    document: Document


def for_owner(played: Replay, owner: str, index: int) -> Iterator[Witness]:
    """The events that would move ``owner`` on in ``played`` from where they are after ``index`` moves; all of them
    have been tried.
    """
    for stay in played.story(owner, index).explained.stays:
        for onward in stay.onward:
            if onward.event is not None:
                yield Witness(next(owners.names(owner)), onward.says, onward.event)


def for_anybody(journey: Journey, at: int) -> Iterator[Witness]:
    """An event of somebody new for each condition of the journey, at an instant."""
    for what_for, condition in _conditions(journey):
        for query in queries(condition):
            made = (example_event(dict(query), model) for model in _models(at))
            fitting = (
                document for document in made if document is not None and _has_owner(document, journey)
            )
            if (document := next(fitting, None)) is not None:
                yield Witness(SOMEBODY, what_for, document)


def _conditions(journey: Journey) -> Iterator[tuple[str, Condition]]:
    for id, step in journey.steps.items():
        match step:
            case Entry(trigger=OnEvent(condition=condition)) | Waypoint(condition=condition):
                yield title(id, step), condition
            case Checklist(items=items):
                for item, part in items.items():
                    yield f"{title(id, step)}: {part.name or item}", part.condition
            case Split(on="event"):
                for _, transition in journey.out(id):
                    if transition.when is not None:
                        yield f"{title(id, step)}: {branch(transition)}", transition.when
            case _:
                pass
    for rule in journey.exit_rules:
        if isinstance(rule.trigger, OnEvent):
            yield f"leaves by {rule.name or rule.id}", rule.trigger.condition


def _models(at: int) -> Iterator[Document]:
    """Yield what made-up events begin with: a statement, a call."""
    when = instant.text(at)
    yield {
        "timestamp": when,
        "personaIdentifier": SOMEBODY,
        "statement": {
            "actor": {"mbox": f"mailto:{SOMEBODY}"},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"},
            "object": {"id": "https://example.org/activity"},
            "timestamp": when,
        },
    }
    yield {"type": "track", "event": "Something", "userId": SOMEBODY, "properties": {}, "timestamp": when}


def _has_owner(document: Document, journey: Journey) -> bool:
    """Tell whether ``document`` is an event, and somebody's in ``journey``."""
    event = _event(document)
    return event is not None and owner_of(event, journey.track_by) is not None


def _event(document: Document) -> Event | None:
    try:
        return from_document(json.loads(json.dumps(document)))
    except (RejectedEvent, TypeError, ValueError):
        return None
