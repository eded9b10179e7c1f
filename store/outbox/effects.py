"""Requests of an owner's effects: a callback, a statement, or calls of the track spec.

An effect's body is the same whenever it is computed, and needs whole events. So it is computed when the effect is new,
and kept.
"""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2b
from typing import Final

import msgspec
from msgspec import Struct

from engine.emission import effect_body
from engine.plan import Plan
from engine.progress import Progress
from engine.steps import Outcome
from store.outbox.entry import EffectType, OutgoingRequest

TYPES: Final[tuple[EffectType, ...]] = ("callback", "statement", "destination")


class Address(Struct, frozen=True):
    """The address to which an outcome sends: a callback's URL, else empty; ``design`` is a digest of the rest."""

    url: str = ""
    design: str = ""


def outgoing_effects(
    plan: Plan, progress: Progress, known: Collection[str] = (), types: Collection[str] = TYPES
) -> list[OutgoingRequest]:
    """Return what is to be sent for the effects of these types that are not known, by their ids.

    Needs progress that was computed with whole events (``keep_documents``); raises ValueError without.
    """
    addresses = outcome_addresses(plan, types)
    return [
        OutgoingRequest(
            effect=effect,
            journey=plan.journey.id,
            url=addresses[effect.step].url,
            design=addresses[effect.step].design,
            body=msgspec.json.encode(effect_body(plan, progress, effect)),
        )
        for effect in progress.effects
        if effect.step in addresses and effect.id not in known
    ]


def outcome_addresses(plan: Plan, types: Collection[str] = TYPES) -> dict[str, Address]:
    """The outcomes of these types that have something to send, by step."""
    outcomes = {id: step for id, step in plan.journey.steps.items() if isinstance(step, Outcome)}
    found = {id: _address(step) for id, step in outcomes.items() if step.type in types}
    return {id: address for id, address in found.items() if address is not None}


def _address(outcome: Outcome) -> Address | None:
    match outcome.type:
        case "callback":
            return Address(url=outcome.callback) if outcome.callback else None
        case "statement":
            return Address(design=_digest(outcome.statement)) if outcome.statement else None
        case "destination":
            sends = any(each.get("activations") for each in outcome.destinations or ())
            return Address(design=_digest(outcome.destinations)) if sends else None


def _digest(part: object) -> str:
    return blake2b(msgspec.json.encode(part, order="sorted"), digest_size=8).hexdigest()
