"""The outbox in words and in JSON, and what its entries are as requests."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Final

import msgspec

from engine import instant
from engine.owners import name as owner_name
from engine.report import owner_document
from store.outbox import Entry

_CREDENTIALS: Final = re.compile(r"(?<=//)[^/?#]*@")

Row = dict[str, object]


def shown(url: str) -> str:
    """A URL without the credentials in it."""
    return _CREDENTIALS.sub("***@", url)


def row(entry: Entry) -> Row:
    """An entry for programs; ``tripCount`` and ``deactivatedAt`` are those of its outcome."""
    return {
        "id": entry.id,
        "journey": entry.journey,
        "step": entry.effect.step,
        "owner": owner_document(entry.effect.owner),
        "attempt": entry.effect.attempt,
        "at": instant.text(entry.effect.at),
        "url": shown(entry.url),
        "state": entry.state,
        "supersededAt": entry.superseded,
        "tries": [{"at": each.at, "status": each.status, "error": each.error} for each in entry.tries],
        "nextTry": entry.next_try if entry.open else None,
        "tripCount": entry.trips.trip_count,
        "deactivatedAt": entry.trips.deactivated_at,
    }


def line(entry: Entry) -> str:
    """An entry for people, in a line."""
    effect = entry.effect
    what = f"{entry.state:10}  {instant.text(effect.at)}  {owner_name(effect.owner)}  {effect.step}  {shown(entry.url)}"
    return "  ".join([what, *_story(entry)])


def _story(entry: Entry) -> list[str]:
    """What has been tried, and what comes next."""
    told = []
    if entry.tries:
        tries = "1 try" if len(entry.tries) == 1 else f"{len(entry.tries)} tries"
        told.append(f"{tries}, the last {_end(entry)}")
    if entry.open and entry.next_try:
        told.append(f"next try {entry.next_try}")
    if entry.state == "given up":
        since = entry.trips.deactivated_at or entry.given_up
        told.append(f"since {since}, until waypost outbox DESIGN --reactivate {entry.effect.step}")
    if entry.delivered and entry.superseded:
        told.append("a late event has changed that since")
    return told


def _end(entry: Entry) -> str:
    last = entry.tries[-1]
    if last.delivered:
        return f"at {last.at}: {last.status}"
    return f"at {last.at}: {last.error or 'without an end'}"


def headers(effect: str) -> dict[str, str]:
    """Of the request for an effect: by its id, whoever receives it twice can tell."""
    return {
        "Content-Type": "application/json",
        "Idempotency-Key": effect,
        "User-Agent": f"waypost/{version('waypost')}",
    }


def request(entry: Entry, body: bytes) -> Row:
    """What ``deliver`` would send."""
    content: object = msgspec.json.decode(body)
    return {"method": "POST", "url": shown(entry.url), "headers": headers(entry.id), "body": content}


def request_text(entry: Entry, body: bytes) -> str:
    """The same for people, the body to the letter."""
    lines = [f"{name}: {value}" for name, value in headers(entry.id).items()]
    return "\n".join([f"POST {shown(entry.url)}", *lines, "", body.decode()])
