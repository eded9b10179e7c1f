"""Findings about single steps and the journey's own fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from engine.finding import Finding
from engine.journey import Journey
from engine.steps import Checklist, Outcome


def of_steps(journey: Journey) -> Iterator[Finding]:
    """Findings on the journey's own fields, then on each step in the order of the document."""
    if not journey.active:
        message = "the journey is not active, so a server does not run it"
        yield Finding(code="inactive-journey", severity="note", place="$.active", message=message)
    yield from _same_names(journey)
    for id, step in journey.steps.items():
        if isinstance(step, Outcome) and step.callback is not None and is_local(step.callback):
            yield Finding(
                code="local-callback",
                severity="warning",
                place=f"$.steps.{id}.callback",
                step=id,
                message=f"the callback of {id!r} goes to an address of one machine or network",
                hint="name an address that the server can reach",
            )
        match step:
            case Checklist():
                yield from _of_checklist(id, step)
            case Outcome(callback=str(address)) if address.lower().startswith("http:"):
                message = f"the callback of {id!r} goes over plain http, which anyone on the way can read"
                yield Finding(
                    code="plain-http",
                    severity="note",
                    place=f"$.steps.{id}.callback",
                    step=id,
                    message=message,
                    hint="use https",
                )
            case _:
                pass


def is_local(address: str) -> bool:
    """Tell whether an address leads no further than this machine or a private network."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return host == "localhost" or host.endswith(_LOCAL) or _PRIVATE.fullmatch(host) is not None


_LOCAL: Final = (".localhost", ".local", ".internal", ".lan", ".test", ".invalid")
_PRIVATE: Final = re.compile(
    r"(127|10)(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|169\.254(\.\d+){2}|0\.0\.0\.0|::1|f[cd][0-9a-f:]+"
)


def _same_names(journey: Journey) -> Iterator[Finding]:
    """Steps that people cannot tell apart by their names."""
    first: dict[str, str] = {}
    for id, step in journey.steps.items():
        other = first.setdefault(step.name, id) if step.name else id
        if other != id:
            yield Finding(
                code="same-name",
                severity="note",
                place=f"$.steps.{id}.name",
                step=id,
                message=f"{id!r} and {other!r} are both called {step.name!r}",
                hint="give each a name of its own, so that reports can be read",
            )


def _of_checklist(id: str, checklist: Checklist) -> Iterator[Finding]:
    active = sum(item.active for item in checklist.items.values())
    if not active:
        yield Finding(
            code="empty-checklist",
            severity="warning",
            place=f"$.steps.{id}.items",
            step=id,
            message=f"{id!r} has no active item, so everybody passes it at once",
            hint="add an item, switch one on, or delete the checklist",
        )
    elif checklist.required is not None and checklist.required > active:
        yield Finding(
            code="too-many-required",
            place=f"$.steps.{id}.required",
            step=id,
            message=f"{id!r} takes {checklist.required} items and only {active} are active, so it is never reached",
            hint="lower it, or switch more items on",
        )
