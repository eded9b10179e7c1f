"""The demands of a count of one more event, in words: another value, another day."""

from __future__ import annotations

import json
from typing import Any

from engine.calendar.moment_text import day_text
from engine.explain.stay import ClauseReason
from engine.explain.step_tests import count_at
from engine.labels import bare_path
from engine.moment import Moment, context
from engine.plan import Place, Plan
from engine.progress import Attempt, Progress
from engine.steps import DAY
from engine.tally import Tally, key_at
from engine.token import Token


def refusal(plan: Plan, place: Place, moment: Moment, attempt: Attempt, name: str) -> ClauseReason | None:
    """Return why the event at hand, which satisfies the condition at ``place``, does not count for an ``attempt`` that
    waits there; None where it does. ``name`` is what the item there is called.
    """
    tally, event = plan.tallies.get(place), moment.event
    if tally is None or event is None:
        return None
    known = context(Token.of(attempt), moment)
    earlier = attempt.open.get(place[-1], ())
    if tally.counted(moment.log, earlier, moment.position, known) is not None:
        return None
    if tally.daily:
        return ClauseReason("its day counts already", (day_text(event.time, tally.local(known)),), name)
    assert tally.path is not None
    path = bare_path(".".join(tally.path))
    value = key_at(tally.path, event.document or {})
    if value is None:
        return ClauseReason(f"needs {path}", of=name)
    return ClauseReason(f"{path} counts already", (json.loads(value),), name)


def another(plan: Plan, place: Place) -> str:
    """Say what every further event for ``place`` has to be like; empty where any will do."""
    if place not in plan.tallies:
        return ""
    count = count_at(plan.journey, place)
    if count.distinct == DAY:
        said = ", each on another day"
    else:
        said = "" if count.distinct is None else f", each with another {bare_path(count.distinct)}"
    return said if count.within is None else f"{said}, within {count.within}"


def unseen(tally: Tally, progress: Progress, counted: tuple[int, ...]) -> dict[str, Any]:
    """The query for events with a value that none of those that are ``counted`` has."""
    if tally.path is None:
        return {}
    documents = (progress.log[at].document or {} for at in counted)
    values = [json.loads(value) for each in documents if (value := key_at(tally.path, each)) is not None]
    return {".".join(tally.path): {"$exists": True, "$nin": values}}
