"""A request as an act sees it, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeAlias, TypeVar

from msgspec import Struct

from designer.sandbox.keys import AccessKey, Interface
from designer.sandbox.state import ServerState

Query = TypeVar("Query")


class NoParameters(Struct, frozen=True):
    """No parameters."""


class Content(Struct, frozen=True):
    """A body as it was sent: its media type with parameters, and its bytes."""

    media: str
    data: bytes


class OperationCall(Struct, Generic[Query], frozen=True, kw_only=True):
    """A call: who asks (``key``), for what (``path``, ``query``), with what (``body``: JSON, None if there is none).

    The body of a raw route is Content.
    """

    key: AccessKey
    path: Mapping[str, str]
    query: Query
    body: object
    headers: Mapping[str, str]


class OperationAnswer(Struct, frozen=True, kw_only=True):
    """``body`` is what JSON can say, and is not changed any more; with status 204 there is none.

    With a ``media`` type, it is bytes of that type.
    """

    status: int = 200
    body: object = None
    media: str = ""
    headers: Mapping[str, str] = {}


Act: TypeAlias = Callable[[ServerState, OperationCall[Any]], OperationAnswer]


class OperationRoute(Struct, frozen=True, kw_only=True):
    """One operation: where it is, what it takes and what it answers, for the server and for its OpenAPI document.

    ``answers`` are types by status; None: no body. ``body`` is the type that documents the body; None: it has none.
    ``id`` is the operation's name. ``raw``: the act reads the body itself, whatever its type. ``public``: no key is
    needed. ``media``: what it may answer beside JSON. ``intake``: the act does nothing but take events in.
    """

    id: str
    method: str
    path: str
    act: Act
    tells: str
    kind: Interface
    answers: Mapping[int, Any]
    query: type[Struct] = NoParameters
    body: Any = None
    headers: tuple[str, ...] = ()
    raw: bool = False
    intake: bool = False
    public: bool = False
    media: str = ""
