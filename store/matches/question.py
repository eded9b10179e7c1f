"""Questions to a log: one for each filter of a plan, and one for what the plan wants to know of people.

The answer to a question depends on the event alone, and on what the plan asks of every event it takes: the question's
**frame** (whose it is, from which stores, its concurrency key, its document). So designs with equal conditions share
answers, and editing the graph asks nothing new.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import msgspec

from engine.plan import Plan
from store.matches.answer_cache import FORMAT, WOVEN

PROFILE: Final = "profile"
"""The question for traits and memberships."""


class PlanPortion(Plan):
    """A plan as the first phase sees it, with only some of its questions."""

    def __init__(self, plan: Plan, questions: Sequence[str]) -> None:
        self.journey = plan.journey
        self.tests = plan.tests
        self.key_path = plan.key_path
        self.filters = [filter for filter in plan.filters if filter.key in questions]
        self.live = set(range(len(self.filters)))
        self.uses_profile = plan.uses_profile
        self.keeps_documents = plan.keeps_documents


def questions(plan: Plan) -> list[str]:
    """The keys of the questions of ``plan``: the filters in their order, then perhaps the profile."""
    return [filter.key for filter in plan.filters] + [PROFILE] * plan.uses_profile


def frame(plan: Plan) -> str:
    """A name for what is asked of every event: the same for plans that ask the same."""
    journey = plan.journey
    asked = [
        journey.track_by,
        sorted(journey.sources),
        journey.concurrency_key,
        plan.uses_profile,
        plan.keeps_documents,
        FORMAT,
    ]
    return digest(msgspec.json.encode(asked).decode())


def merged_log_name(plan: Plan) -> str:
    """A name for the logs made of the answers to all questions: the same for plans that ask and heed the same."""
    heeded = sorted(plan.filters[number].key for number in plan.live)
    return digest(msgspec.json.encode([sorted(questions(plan)), heeded]).decode()) + WOVEN


def digest(text: str) -> str:
    """A short name for a long text: 24 hex digits."""
    return blake2b(text.encode(), digest_size=12).hexdigest()
