"""Answers of Learning Locker's side, for its OpenAPI document. The documents are made elsewhere."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from engine.steps import Count as Positive


class Waypoint(Struct, kw_only=True):
    """A waypoint. ``conditions`` is a mongo query, as JSON text."""

    id: str = field(name="_id", default="")
    description: str = ""
    active: bool = field(name="isActive", default=True)
    conditions: str | dict[str, Any]
    count: Positive = 1
    order: int = 0


class Outcome(Struct, kw_only=True):
    """An outcome: what is told to whom when a journey is completed."""

    id: str = field(name="_id", default="")
    description: str = ""
    active: bool = field(name="isActive", default=True)
    type: str = "callback"
    callback: str | None = None
    trip_count: int = field(name="tripCount", default=0)
    deactivated_at: str | None = field(name="deactivatedAt", default=None)


class RecalculateStatus(Struct, rename="camel"):
    """The state of a recalculation."""

    in_progress: bool = False
    total_count: int = 0
    remaining_count: int = 0


class Journey(Struct, kw_only=True):
    """A journey."""

    id: str = field(name="_id", default="")
    description: str = ""
    active: bool = field(name="isActive", default=True)
    public: bool = field(name="isPublic", default=True)
    track_by: str = field(name="trackBy", default="actor")
    sequential: bool = field(name="isSequential", default=False)
    repeatable: bool = field(name="isRepeatable", default=False)
    sources: list[str] = []
    waypoints: list[Waypoint] = []
    outcomes: list[Outcome] = []
    recalculate_status: RecalculateStatus = field(name="recalculateStatus", default_factory=RecalculateStatus)
    created_at: str = field(name="createdAt", default="")
    updated_at: str = field(name="updatedAt", default="")
    version: int = field(name="__v", default=0)
    owner: str = ""
    organisation: str = ""


class JourneyProgress(Struct, kw_only=True, rename="camel"):
    """Somebody's progress in a journey."""

    id: str = field(name="_id", default="")
    journey: str
    owner: dict[str, Any] = {}
    organisation: str = ""
    created_at: str = ""
    updated_at: str = ""
    started_at: str = ""
    duration: int = 0
    lock_key: str = ""
    pending_progress: dict[str, Any] = {}
    completions: list[dict[str, Any]] = []


class StatementDocument(Struct, kw_only=True):
    """A statement as it is kept."""

    id: str = field(name="_id")
    statement: dict[str, Any]
    timestamp: str
    stored: str


class Count(Struct):
    """A number of models."""

    count: int


class Edge(Struct):
    """A model and its cursor."""

    cursor: str
    node: dict[str, Any]


class PageInfo(Struct, rename="camel"):
    """The pages beyond a page."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class Page(Struct, rename="camel"):
    """A page of the connection interface."""

    edges: list[Edge]
    page_info: PageInfo


class Failure(Struct, kw_only=True, rename="camel"):
    """The reason why a request was refused."""

    error_id: str
    message: str | None = None
    messages: list[str] | None = None
