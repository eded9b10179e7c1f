"""Responses, judged by their status and their type: an answer, or the sentence about why there is none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from designer.publish.credentials import Credentials
from designer.publish.requests import ServerAnswer
from designer.publish.server_failures import Busy, ErrorDetail, RequestRejected, ServerFailure, Uncertain
from engine.finding import InvalidJourney
from engine.typed_json import parse_json

_LONGEST_QUOTE: Final = 300
"""Characters of a server's own words that are passed on."""

_FAR: Final = 366 * 86_400.0
"""Seconds. A server that asks to wait longer is not waited for."""

_MEANING: Final = {
    400: "the request is not understood",
    401: "the credentials are missing or wrong",
    403: "these credentials may not do that",
    404: "there is no such thing there",
    405: "the server has no such operation",
    409: "it is in the way of something under way, or exists already",
    413: "the request is too large",
    415: "the server does not take this type of content",
    422: "the server finds the content at fault",
}


def answer_of(
    status: int, headers: Mapping[str, str], content: bytes, label: str, credentials: Credentials
) -> ServerAnswer:
    """The answer with this ``status``, ``headers`` and ``content``; ``label`` names the request, ``credentials`` are
    masked in it.

    Raises ServerFailure and its kinds.
    """
    if status == 429:
        raise Busy(f"{label} was put off: too many requests{_until(headers)}", _wait(headers))
    if status >= 500:
        said = _fault_text(content, credentials)
        raise Uncertain(
            f"{label} failed in the server ({status}){said}{_until(headers)}", wait=_wait(headers)
        )
    if status >= 400:
        raise _rejection(status, content, label, credentials)
    if status >= 300 or status < 200:
        raise ServerFailure(f"{label} was answered with the status {status}, which says nothing here")
    known = {key.lower(): value for key, value in headers.items()}
    return ServerAnswer(status, known, _json(known.get("content-type", ""), content, label))


def _json(kind: str, content: bytes, label: str) -> object:
    if not content:
        return None
    type = kind.partition(";")[0].strip().lower()
    if type != "application/json" and not type.endswith("+json"):
        raise Uncertain(
            f"{label} was answered with {type or 'no type'}, not JSON; does the target's URL "
            "lead to the right place?",
            passing=False,
        )
    try:
        return parse_json(content)
    except InvalidJourney:
        raise Uncertain(f"{label} was answered with half a document, or with none that is JSON") from None


def _rejection(status: int, content: bytes, label: str, credentials: Credentials) -> RequestRejected:
    faults = tuple(
        ErrorDetail(
            credentials.masked(fault.message)[:_LONGEST_QUOTE],
            credentials.masked(fault.field)[:_LONGEST_QUOTE],
        )
        for fault in _faults(_plain(content))
    )
    meaning = _MEANING.get(status, "the server refuses")
    reasons = "; ".join(
        f"{fault.field}: {fault.message}" if fault.field else fault.message for fault in faults
    )
    return RequestRejected(f"{label}: {meaning} ({status}){': ' if reasons else ''}{reasons}", status, faults)


def _plain(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _faults(body: object) -> Iterator[ErrorDetail]:
    """The reasons in an error's body: Segment's ``errors``, Learning Locker's ``message`` or ``messages``."""
    if not isinstance(body, dict):
        return
    errors = body.get("errors")
    if isinstance(errors, dict):  # a field and what is wrong with it, as mongoose has it
        errors = [{"field": field, **_object(error)} for field, error in errors.items()]
    if isinstance(errors, list) and errors:
        for error in map(_object, errors):
            yield ErrorDetail(_text(error.get("message") or error.get("type")), _text(error.get("field")))
        return
    messages = body.get("messages", body.get("message"))
    for message in messages if isinstance(messages, list) else [messages]:
        if message:
            yield ErrorDetail(_text(message))


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {"message": value}


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _fault_text(content: bytes, credentials: Credentials) -> str:
    said = "; ".join(fault.message for fault in _faults(_plain(content)))
    return f": {credentials.masked(said)[:_LONGEST_QUOTE]}" if said else ""


def _wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that Retry-After asks to wait: it holds seconds or a date (RFC 9110)."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - datetime.now(UTC)).total_seconds())


def _until(headers: Mapping[str, str]) -> str:
    """Return when the server wants to be asked again, if it says so."""
    wait = _wait(headers)
    if wait is None:
        return ""
    if wait < 120:
        return f"; it asks to wait {wait:.0f} s"
    if wait > _FAR:
        return "; it asks to wait for more than a year"
    then = datetime.now(UTC) + timedelta(seconds=wait)
    return f"; it asks to wait until {then:%Y-%m-%d %H:%M} UTC"
