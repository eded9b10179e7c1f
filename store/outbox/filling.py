"""An owner's progress into the outbox: what outcomes of type callback call for, once, and what no longer follows.

An effect's body is the same whenever it is computed, and needs whole events. So it is computed when the effect is new,
and kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from engine.plan import Plan
from engine.progress import Effect, Progress, superseded
from engine.steps import Outcome
from store.outbox.entry import Callback
from store.outbox.outbox import Outbox


def fill(outbox: Outbox, plan: Plan, before: Iterable[Effect], progress: Progress) -> None:
    """After an owner's progress has changed: ``before`` are the effects it had.

    Needs progress that was computed with whole events (``keep_documents``). Raises StoreError.
    """
    known = {effect.id for effect in progress.effects if outbox.entry(effect.id)}
    gone = {effect.id for effect in superseded(before, progress.effects)}
    outbox.put(callbacks(plan, progress, known), again=known, gone=gone)


def callbacks(plan: Plan, progress: Progress, known: Collection[str] = ()) -> list[Callback]:
    """What an owner's effects call for, but for those that are known."""
    from engine.dialects.learninglocker import callback_body  # beside all dialects, which take long to load

    urls = callback_urls(plan)
    return [
        Callback(
            effect=effect,
            journey=plan.journey.id,
            url=urls[effect.step],
            body=msgspec.json.encode(callback_body(plan, progress, effect)),
        )
        for effect in progress.effects
        if effect.step in urls and effect.id not in known
    ]


def callback_urls(plan: Plan) -> dict[str, str]:
    """Where each outcome that has a callback sends it, by step."""
    outcomes = {id: step for id, step in plan.journey.steps.items() if isinstance(step, Outcome)}
    return {id: step.callback for id, step in outcomes.items() if step.type == "callback" and step.callback}
