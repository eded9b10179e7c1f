"""Types that the xAPI interface takes and answers, for its OpenAPI document."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Verb(Struct, frozen=True):
    """A verb: what was done, as an IRI."""

    id: str


class Statement(Struct, frozen=True, kw_only=True):
    """A statement; what else it may hold, the specification says."""

    actor: dict[str, Any]
    verb: Verb
    object: dict[str, Any]
    id: str | None = None
    timestamp: str | None = None


class StatementPage(Struct):
    """Statements that were found. ``more`` is where the next ones are; empty: these are all."""

    statements: list[dict[str, Any]]
    more: str


class About(Struct):
    """The versions that are spoken."""

    version: list[str]


class PersonRecord(Struct, kw_only=True, omit_defaults=True):
    """All that is known of a person."""

    object_type: str = "Person"
    name: list[str] = []
    mbox: list[str] = []
    mbox_sha1sum: list[str] = []
    openid: list[str] = []
    account: list[dict[str, Any]] = []


class Activity(Struct, kw_only=True):
    """All that is known of an activity."""

    id: str
    definition: dict[str, Any] = {}
