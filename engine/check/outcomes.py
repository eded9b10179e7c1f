"""Outcomes: sent where nobody can receive them, as statements that no LRS takes, or twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any, Final
from urllib.parse import urlsplit

from engine.check.examples import example_statement
from engine.finding import Finding, Severity
from engine.journey import Journey
from engine.reach import on_the_way, steps_ahead
from engine.steps import Outcome, waits
from engine.xapi.validation import violations

_LOCAL: Final = (
    ".localhost", ".local", ".internal", ".intranet", ".intra", ".corp", ".home", ".lan", ".localdomain", ".test",
    ".invalid",
)  # fmt: skip
_PRIVATE: Final = re.compile(
    r"(127|10)(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|169\.254(\.\d+){2}|0\.0\.0\.0|::1|f[cd][0-9a-f:]+"
)
_PLACEHOLDER: Final = re.compile(
    r"[<>{}]|%7b|\$\(|(^|[/.?=&-])(your|my)[-_.]|change-?me|todo|xxx|placeholder|dummy|\.example(/|:|$)",
    re.IGNORECASE,
)


_SECRET: Final = re.compile(
    r"^[a-z]+://[^/?#@]*:[^/?#@]+@"
    r"|[?&#]((api|access|auth|secret|private)[-_]?)?(key|token|secret|password|passwd|pwd|sig|signature)=[^&#]",
    re.IGNORECASE,
)
"""A password before the host, or a parameter that is called so."""


def of_outcomes(journey: Journey) -> Iterator[Finding]:
    """Findings on each outcome, in the order of the document."""
    for id, step in journey.steps.items():
        if isinstance(step, Outcome) and step.callback is not None:
            yield from _address(id, step.callback)
        if isinstance(step, Outcome) and step.statement is not None:
            yield from _statement(id, step.statement)


def of_repeated_outcomes(journey: Journey) -> Iterator[Finding]:
    """Outcomes that one attempt may send twice. The graph must be sound."""
    sent = [id for id, step in journey.steps.items() if isinstance(step, Outcome) and step.active]
    ahead = {id: steps_ahead(journey, [id]) for id in sent}
    walked = on_the_way(journey)
    for first, second in combinations(sent, 2):
        is_in_row = second in ahead[first] or first in ahead[second]
        if is_in_row and {first, second} <= walked and _do_the_same(journey, first, second):
            message = f"{first!r} and {second!r} do the same, and one attempt may pass both"
            yield _about(second, "same-outcome", message, "remove one of them, if it is meant to happen once")
    for rule in journey.exit_rules:
        for id in rule.outcomes if rule.active else ():
            if any(waits(journey.steps[each]) for each in ahead.get(id, ()) if id in walked):
                message = f"the exit rule {rule.id!r} runs {id!r} again for an attempt that has passed it"
                yield _about(id, "same-outcome", message, "give the rule an outcome of its own")


def _do_the_same(journey: Journey, first: str, second: str) -> bool:
    """Tell whether both tell the same address, or emit the same statement."""
    one, other = journey.steps[first], journey.steps[second]
    assert isinstance(one, Outcome)
    assert isinstance(other, Outcome)
    told = (one.type, one.callback, one.statement)
    return one.type != "destination" and told == (other.type, other.callback, other.statement)


def _about(
    id: str, code: str, message: str, hint: str = "", severity: Severity = "note", place: str = ""
) -> Finding:
    """A finding about the outcome ``id``, or about a ``place`` inside it."""
    place = place or f"$.steps.{id}"
    return Finding(code=code, severity=severity, place=place, step=id, message=message, hint=hint)


def _statement(id: str, statement: dict[str, Any]) -> Iterator[Finding]:
    """Whatever an LRS would refuse of the ``statement`` of the outcome ``id`` once it is filled in."""
    place = f"$.steps.{id}.statement"
    for each in violations(example_statement(statement), place=place):
        message = f"an LRS refuses this: {each.message}"
        yield _about(id, "bad-statement", message, severity="warning", place=each.place)
    if "{{" in json.dumps(statement):
        message = f"the statement of {id!r} has a placeholder, and is sent as it stands"
        hint = "leave out actor, timestamp and registration: they are filled in"
        yield _about(id, "placeholder", message, hint, "warning", place)


def _address(id: str, address: str) -> Iterator[Finding]:
    place = f"$.steps.{id}.callback"
    if _SECRET.search(address):
        message = f"the callback of {id!r} has a password or a key in its address: whoever reads the design reads it"
        hint = "let a gateway of your own add it, and take this one out of use"
        yield _about(id, "secret-in-address", message, hint, "warning", place)
    if is_local(address):
        message = f"the callback of {id!r} goes to an address of one machine or network"
        hint = "name an address that the server can reach"
        yield _about(id, "local-callback", message, hint, "warning", place)
    elif _PLACEHOLDER.search(address):
        message = f"the callback of {id!r} is a placeholder: {address}"
        yield _about(id, "placeholder", message, "name the real one", "warning", place)
    elif address.lower().startswith("http:"):
        message = f"the callback of {id!r} goes over plain http, which anyone on the way can read"
        yield _about(id, "plain-http", message, "use https", place=place)


def is_local(address: str) -> bool:
    """Tell whether an address leads no further than this machine or a private network."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    is_bare = bool(host) and "." not in host and ":" not in host
    return is_bare or host.endswith(_LOCAL) or _PRIVATE.fullmatch(host) is not None
