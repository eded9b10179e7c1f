"""What an owner's effects call for: those of outcomes that have a callback.

An effect's body is the same whenever it is computed, and needs whole events. So it is computed when the effect is new,
and kept.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from engine.plan import Plan
from engine.progress import Progress
from engine.steps import Outcome
from store.outbox.entry import Callback


def callbacks(plan: Plan, progress: Progress, known: Collection[str] = ()) -> list[Callback]:
    """One for each effect that is not known.

    Needs progress that was computed with whole events (``keep_documents``); raises ValueError without.
    """
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
