"""Journeys in what servers answer: lists, connections, and objects that have one journey in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from engine.dialects.dialect import dialect_of

_WITHIN: Final = (
    "data",
    "journey",
    "journeys",
    "edges",
    "node",
    "nodes",
    "results",
    "result",
    "items",
    "documents",
)
"""Keys that lead to a journey in an answer."""

_DEEPEST: Final = 6


class AnsweredJourney(Struct, frozen=True):
    """A journey in an answer: its id and name, if it has them, and its document as its dialect reads it."""

    id: str
    name: str
    document: dict[str, Any]


def journeys_in(answer: object) -> tuple[AnsweredJourney, ...]:
    """The journeys in an answer, in their order; none if there is none."""
    return tuple(_find_journeys(answer, _DEEPEST))


def _find_journeys(value: object, depth: int) -> Iterator[AnsweredJourney]:
    if isinstance(value, list) and depth:
        for each in value:
            yield from _find_journeys(each, depth - 1)
    elif isinstance(value, dict) and depth:
        if dialect_of(value) is not None:
            yield _answered_journey(value)
        elif (document := _as_creation_body(value)) is not None:
            yield _answered_journey(document)
        else:
            for key in _WITHIN:
                yield from _find_journeys(value.get(key), depth - 1)


def _answered_journey(document: dict[str, Any]) -> AnsweredJourney:
    inner = document["journey"] if isinstance(document.get("journey"), dict) else document
    ids = (inner.get(key) for key in ("containerId", "_id", "id"))
    names = (inner.get(key) for key in ("name", "description"))
    return AnsweredJourney(_first_text(ids), _first_text(names), document)


def _first_text(values: Iterator[Any]) -> str:
    found = (value.get("$oid") if isinstance(value, dict) else value for value in values)
    return next((value for value in found if isinstance(value, str) and value), "")


def _as_creation_body(value: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what Segment answers, the version inside the journey or beside it, as a journey is created there."""
    inner = value.get("journey")
    journey: Mapping[str, Any] = inner if isinstance(inner, dict) else value
    version = value.get("version") if isinstance(value.get("version"), dict) else journey.get("version")
    if not isinstance(version, dict) or not isinstance(version.get("definition"), dict):
        return None
    names = {key: journey[key] for key in ("name", "description", "containerId") if key in journey}
    return {**names, "definition": version["definition"]}
