"""The outbox in words and in JSON, and what its entries are as requests."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from designer.delivery.delivery_requests import DeliveryRequest, Recipients
from engine import instant
from engine.owners import name as owner_name
from engine.report import owner_document
from store.outbox import OutboxEntry

_CREDENTIALS: Final = re.compile(r"(?<=//)[^/?#]*@")

Row = dict[str, object]


def without_credentials(url: str) -> str:
    """A URL without the credentials in it."""
    return _CREDENTIALS.sub("***@", url)


def row(entry: OutboxEntry) -> Row:
    """An entry for programs; ``tripCount`` and ``deactivatedAt`` are those of its outcome."""
    return {
        "id": entry.id,
        "journey": entry.journey,
        "step": entry.effect.step,
        "owner": owner_document(entry.effect.owner),
        "attempt": entry.effect.attempt,
        "at": instant.text(entry.effect.at),
        "type": entry.effect.type,
        "url": without_credentials(entry.url) or None,
        "target": entry.target or None,
        "state": entry.state,
        "supersededAt": entry.superseded,
        "tries": [{"at": each.at, "status": each.status, "error": each.error} for each in entry.tries],
        "nextTry": entry.next_try if entry.open else None,
        "tripCount": entry.trips.trip_count,
        "deactivatedAt": entry.trips.deactivated_at,
    }


def line(entry: OutboxEntry) -> str:
    """An entry for people, in a line."""
    effect = entry.effect
    what = f"{entry.state:10}  {instant.text(effect.at)}  {owner_name(effect.owner)}  {effect.step}  {_address(entry)}"
    return "  ".join([what, *_story(entry)])


def _address(entry: OutboxEntry) -> str:
    """Return where an entry goes: a callback's URL, else what it is and the target it was last sent to."""
    if entry.url:
        return without_credentials(entry.url)
    what = "calls" if entry.effect.type == "destination" else entry.effect.type
    return f"{what} to {entry.target}" if entry.target else what


def _story(entry: OutboxEntry) -> list[str]:
    """Return what has been tried, and what comes next."""
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


def _end(entry: OutboxEntry) -> str:
    last = entry.tries[-1]
    if last.delivered:
        return f"at {last.at}: {last.status}"
    return f"at {last.at}: {last.error or 'without an end'}"


def request_rows(entry: OutboxEntry, body: bytes, recipients: Recipients) -> list[Row]:
    """The requests that ``deliver`` would make of ``body`` for an entry, secrets masked; none where it has none of
    ``recipients``.
    """
    return [_request_row(each) for each in _requests(entry, body, recipients)]


def _request_row(request: DeliveryRequest) -> Row:
    content: object = msgspec.json.decode(request.body)
    return {
        "method": request.method,
        "url": without_credentials(request.url),
        "headers": _headers(request),
        "body": content,
    }


def request_texts(entry: OutboxEntry, body: bytes, recipients: Recipients) -> list[str]:
    """The texts of the requests for ``entry`` with ``body`` to ``recipients``, the bodies to the letter."""
    return [_request_text(each) for each in _requests(entry, body, recipients)]


def _request_text(request: DeliveryRequest) -> str:
    lines = [f"{name}: {value}" for name, value in _headers(request).items()]
    return "\n".join(
        [f"{request.method} {without_credentials(request.url)}", *lines, "", request.body.decode()]
    )


def _requests(entry: OutboxEntry, body: bytes, recipients: Recipients) -> list[DeliveryRequest]:
    recipient = recipients.get(entry.effect.type)
    return recipient.requests(entry, body) if recipient else []


def _headers(request: DeliveryRequest) -> dict[str, str]:
    scheme = request.authorization.partition(" ")[0]
    return request.headers | ({"Authorization": f"{scheme} •••"} if scheme else {})
