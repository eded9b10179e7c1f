"""The bodies of effects: what a callback sends, the xAPI statement or the calls of the track spec that are emitted."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid5

from engine.activations import activations
from engine.instant import milliseconds_text
from engine.owners import names
from engine.plan import Plan
from engine.progress import Attempt, Effect, MatchedEvent, Progress
from engine.report import owner_document
from engine.steps import Outcome

Document = dict[str, Any]

_NAMESPACE: Final = UUID("5d8a8d1c-3f0f-5c0e-9d43-8a7c8f2b6a10")
"""The namespace of the UUIDs made from effects. Another one would emit again what was emitted before."""

_IDENTIFIERS: Final = ("mbox", "mbox_sha1sum", "openid", "account")


def statement_id(effect: str) -> str:
    """The id of the statement of an effect (its id): the same UUID whenever it is asked for."""
    return str(uuid5(_NAMESPACE, effect))


def effect_body(plan: Plan, progress: Progress, effect: Effect) -> Any:
    """Return what an effect sends, as plain JSON values: a callback's body, a statement, or a list of calls.

    Needs progress that was computed with ``keep_documents=True``; raises ValueError without.
    """
    match effect.type:
        case "statement":
            return emitted_statement(plan, progress, effect)
        case "destination":
            return track_calls(plan, progress, effect)
        case _:
            from engine.dialects.learninglocker import (
                callback_body,  # beside all dialects, which take long to load
            )

            return callback_body(plan, progress, effect)


def emitted_statement(plan: Plan, progress: Progress, effect: Effect) -> Document:
    """The statement of one effect: the design's, with what it leaves out filled in from the attempt.

    The id follows from the effect's. ``actor`` is that of the newest statement that the attempt has taken, else the
    owner; ``timestamp`` is the effect's; ``context.registration`` that of the newest statement that has one, else a
    UUID of the attempt; ``context.statement`` refers to the newest statement. Needs progress that was computed with
    ``keep_documents=True``; raises ValueError without.
    """
    said = _outcome(plan, effect).statement or {}
    taken = [_unwrapped(each) for each in _documents(progress, effect) if "statement" in each]
    context = _context(plan, effect, taken) | _object(said.get("context"))
    filled = {"actor": _actor(progress.owner, taken), "timestamp": milliseconds_text(effect.at)}
    known = {key: value for key, value in filled.items() if value}
    return {"id": statement_id(effect.id)} | known | _without_id(said) | {"context": context}


def track_calls(plan: Plan, progress: Progress, effect: Effect) -> list[Document]:
    """The calls of one ``effect`` in ``progress`` by ``plan``: one for each activation of its destinations, in their
    order.

    ``properties`` are the traits that the activation selects, as they were then, with ``journey_context`` (the
    properties of each event that the attempt has taken, by the event's name) and ``journey_metadata``. ``messageId``
    follows from the effect's id, so a source that is sent a call twice can tell.
    """
    traits = _traits(progress, effect)
    journey = {
        "journey_context": _journey_context(_documents(progress, effect)),
        "journey_metadata": {"journey_id": plan.journey.id, "epoch_id": _attempt_id(plan, effect)},
    }
    return [
        {
            "type": "track",
            "event": activation.get("eventName") or plan.journey.steps[effect.step].name or effect.step,
            **_user(progress.owner),
            "properties": {name: traits[name] for name in selected if name in traits} | journey,
            "timestamp": milliseconds_text(effect.at),
            "messageId": str(uuid5(_NAMESPACE, f"{effect.id}/{number}")),
        }
        for number, (activation, selected) in enumerate(activations(_outcome(plan, effect)))
    ]


def _outcome(plan: Plan, effect: Effect) -> Outcome:
    step = plan.journey.steps[effect.step]
    assert isinstance(step, Outcome)
    return step


def _documents(progress: Progress, effect: Effect) -> list[Document]:
    """The events in ``progress`` that the attempt had taken by ``effect``, in full, oldest first."""
    attempt = progress.attempts[effect.attempt]
    positions = sorted({*attempt.taken, *_entry(attempt)})
    return [_whole(event) for event in map(progress.log.__getitem__, positions) if event.time <= effect.at]


def _entry(attempt: Attempt) -> tuple[int, ...]:
    return () if attempt.entry is None else (attempt.entry,)


def _whole(event: MatchedEvent) -> Document:
    if event.document is None:
        raise ValueError(
            f"the event {event.ref} was not kept in full; compute the progress with keep_documents=True"
        )
    return event.document


def _unwrapped(document: Document) -> Document:
    return _object(document.get("statement"))


def _object(value: object) -> Document:
    return value if isinstance(value, dict) else {}


def _without_id(statement: Document) -> Document:
    return {key: value for key, value in statement.items() if key != "id"}


def _attempt_id(plan: Plan, effect: Effect) -> str:
    return str(uuid5(_NAMESPACE, f"{plan.journey.id}\n{effect.owner}\n{effect.attempt}"))


def _actor(owner: str, taken: list[Document]) -> Document | None:
    """The actor of the newest statement, without a group's members; else the owner, if that identifies an actor."""
    for statement in reversed(taken):
        if actor := _object(statement.get("actor")):
            return {key: value for key, value in actor.items() if key != "member"}
    identified = owner_document(owner)
    return {"objectType": "Agent"} | identified if identified.keys() <= {*_IDENTIFIERS} else None


def _context(plan: Plan, effect: Effect, taken: list[Document]) -> Document:
    registrations = [_object(each.get("context")).get("registration") for each in reversed(taken)]
    registration = next((each for each in registrations if isinstance(each, str)), None)
    context: Document = {"registration": registration or _attempt_id(plan, effect)}
    newest = taken[-1].get("id") if taken else None
    if isinstance(newest, str):
        context["statement"] = {"objectType": "StatementRef", "id": newest}
    return context


def _traits(progress: Progress, effect: Effect) -> Document:
    """The owner's traits as of the effect: newest per trait."""
    traits: Document = {}
    for event in progress.log:
        if event.time <= effect.at:
            traits |= event.traits or {}
    return traits


def _journey_context(documents: list[Document]) -> Document:
    calls = [each for each in documents if isinstance(each.get("event"), str)]
    return {each["event"]: _object(each.get("properties")) for each in calls}


def _user(owner: str) -> Document:
    """Return who a call is about. An actor of statements is called by the plainest of its names."""
    identified = owner_document(owner)
    known = {key: value for key, value in identified.items() if key in ("userId", "anonymousId")}
    return known or {"userId": next(names(owner))}
