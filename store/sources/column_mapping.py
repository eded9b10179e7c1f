"""The columns of a table and what they hold: as somebody said, or guessed where names are plain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

from store.sources import cells

Shape = Literal["documents", "as they are", "statements", "calls"]
"""What a row becomes: the document in one of its cells, an event made of all its cells by their names, or one made of
those that are mapped."""

ROLES: Final = ("owner", "event", "time", "id", "verb", "object", "document")

_NAMES: Final = {
    "owner": (
        "owner", "userid", "user", "learnerid", "studentid", "learner", "student", "email", "mbox", "actor",
        "anonymousid",
    ),
    "event": ("eventtext", "event", "eventname", "eventtype", "action", "name"),
    "time": ("timestamp", "time", "ts", "eventtime", "eventtimestamp", "occurredat", "originaltimestamp", "createdat",
             "receivedat", "sentat", "datetime", "date"),
    "id": ("id", "messageid", "eventid", "uuid", "insertid"),
    "verb": ("verbid", "verb"),
    "object": ("objectid", "object", "activityid", "activity"),
    "document": ("statement", "document", "json", "raw", "payload", "data", "body", "message", "event"),
}  # fmt: skip
"""The names of columns that are plain, the likeliest first, without case and anything but letters and digits."""

_PARTS: Final = frozenset(
    {"actor", "verb", "object", "result", "context", "authority", "statement", "attachments"}
    | {"properties", "traits", "integrations", "person", "completedForwardingQueue", "lrs"}
)
"""Fields of events that are objects or arrays, which a cell may hold as text."""

_DOTTED: Final = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_][\w-]*)+", re.ASCII)


class ColumnMapping(Struct, frozen=True, kw_only=True):
    """The column for each role; an empty text: none. ``shape`` is what a row becomes."""

    shape: Shape = "as they are"
    owner: str = ""
    event: str = ""
    time: str = ""
    id: str = ""
    verb: str = ""
    object: str = ""
    document: str = ""

    def of(self, columns: Sequence[str], sample: Sequence[Mapping[str, Any]]) -> ColumnMapping:
        """Return itself, whatever ``columns`` a table has and its ``sample`` of rows shows."""
        return self

    def __str__(self) -> str:
        return ",".join(f"{role}={column}" for role in ROLES if (column := getattr(self, role)))

    def missing(self, columns: Iterable[str]) -> list[str]:
        """The columns that are named and not there."""
        there = set(columns)
        return [column for role in ROLES if (column := getattr(self, role)) and column not in there]

    def is_named(self, column: str) -> bool:
        """Tell whether a ``column`` has a role."""
        return any(getattr(self, role) == column for role in ROLES)

    def event_of(self, row: Mapping[str, Any]) -> Any:
        """The document that a row of JSON values becomes. Empty cells are None or not there."""
        if self.shape == "documents":
            return cells.parsed(row.get(self.document))
        if self.shape == "as they are":
            return nested(row)
        used = {column for role in ROLES if (column := getattr(self, role))}
        others = {key: value for key, value in row.items() if key not in used and value is not None}
        return self._statement(row, others) if self.shape == "statements" else self._call(row, others)

    def _call(self, row: Mapping[str, Any], others: dict[str, Any]) -> dict[str, Any]:
        call = {
            "type": "track",
            "messageId": cells.name(row.get(self.id)),
            _owner_key(self.owner): cells.name(row.get(self.owner)),
            "event": cells.name(row.get(self.event)),
            "timestamp": cells.moment(row.get(self.time)),
            "properties": nested(others),
        }
        return {key: value for key, value in call.items() if value is not None}

    def _statement(self, row: Mapping[str, Any], others: dict[str, Any]) -> dict[str, Any]:
        statement = {
            "id": cells.name(row.get(self.id)),
            "actor": actor(cells.name(row.get(self.owner))),
            "verb": {"id": cells.name(row.get(self.verb))},
            "object": {"id": cells.name(row.get(self.object))} if self.object else None,
            "timestamp": cells.moment(row.get(self.time)),
        }
        found = {key: value for key, value in statement.items() if value is not None}
        for column, value in others.items():
            first = column.partition(".")[0]
            into = () if first in _PARTS else ("context", "extensions", f"urn:column:{column}")
            _put(found, into or tuple(column.split(".")), cells.parsed(value))
        return found


class NamedColumns(Struct, frozen=True):
    """The columns that somebody named, by role; those of the other roles are guessed."""

    by_role: dict[str, str]

    def of(self, columns: Sequence[str], sample: Sequence[Mapping[str, Any]]) -> ColumnMapping:
        """The mapping of a table with these ``columns`` and such rows as the ``sample`` has. Raises ValueError."""
        if "document" in self.by_role:
            return ColumnMapping(shape="documents", document=self.by_role["document"])
        free = [column for column in columns if column not in self.by_role.values()]
        guessed = {role: column for role in ROLES[:-1] if (column := named_column(role, free))}
        found = {**guessed, **self.by_role}
        is_call = "event" in self.by_role or ("verb" not in self.by_role and "verb" not in guessed)
        for role in ("verb", "object") if is_call else ("event",):
            found.pop(role, None)
        return ColumnMapping(shape=_shape(found), **found)


Columns: TypeAlias = ColumnMapping | NamedColumns


def actor(owner: Any) -> Any:
    """The actor of a statement by an address, or else by the name of an account; an object is one already."""
    if not isinstance(owner, str):
        return owner
    if owner.startswith("mailto:") or re.fullmatch(r"[^@\s]+@[^@\s]+", owner):
        return {"mbox": owner if owner.startswith("mailto:") else f"mailto:{owner}"}
    return {"account": {"homePage": "urn:table", "name": owner}}


def _owner_key(column: str) -> str:
    return "anonymousId" if _key(column) == "anonymousid" else "userId"


def nested(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as an object: ``verb.id`` in a column's name nests, empty cells are left out.

    >>> nested({"verb.id": "http://example.org/read", "result": None})
    {'verb': {'id': 'http://example.org/read'}}
    """
    document: dict[str, Any] = {}
    for column, value in row.items():
        if value is not None:
            keys = _keys(column)
            value = cells.sql_time(value) if keys[-1] in _TIMES else value
            _put(document, keys, cells.parsed(value) if keys[-1] in _PARTS else value)
    return document


def _keys(column: str) -> tuple[str, ...]:
    """Return where a column's cells stand in an object."""
    before, extensions, iri = column.partition(".extensions.")
    if extensions and _DOTTED.fullmatch(f"{before}.extensions"):
        return (*before.split("."), "extensions", iri)
    return tuple(column.split(".")) if _DOTTED.fullmatch(column) else (column,)


_TIMES: Final = frozenset({"timestamp", "stored", "originalTimestamp", "sentAt", "receivedAt"})


def _put(document: dict[str, Any], keys: Sequence[str], value: object) -> None:
    *parents, last = keys
    for parent in parents:
        inner = document.setdefault(parent, {})
        document = inner if isinstance(inner, dict) else document.setdefault(".".join(keys), {})
    document[last] = value


def parse(text: str) -> ColumnMapping:
    """A mapping as it is typed: ``owner=user_id,event=name,time=ts``. Raises ValueError."""
    found: dict[str, str] = {}
    for part in filter(None, text.split(",")):
        role, equals, column = (each.strip() for each in part.partition("="))
        if not equals or role not in ROLES or not column:
            raise ValueError(f"{part.strip()!r} is not ROLE=COLUMN, where ROLE is one of {', '.join(ROLES)}")
        if role in found:
            raise ValueError(f"{role} is given twice")
        found[role] = column
    return ColumnMapping(shape=_shape(found), **found)


def _shape(found: Mapping[str, str]) -> Shape:
    if "document" in found:
        return "documents"
    for shape, needed in (("statements", "verb"), ("calls", "event")):
        if needed in found:
            if lacking := [role for role in ("owner", "time") if role not in found]:
                raise ValueError(f"{' and '.join(lacking)} is missing beside {needed}")
            return "statements" if shape == "statements" else "calls"
    raise ValueError("name the column of the event, of the verb or of the document")


def guess(columns: Sequence[str], sample: Sequence[Mapping[str, Any]]) -> ColumnMapping | None:
    """The mapping that the names of columns and some rows of JSON values make plain; None where none does."""
    firsts = {column.partition(".")[0] for column in columns}
    if "verb" in firsts and _are_objects("verb", sample):
        return ColumnMapping()
    if "statement" in firsts and firsts & _AROUND_STATEMENTS and _are_objects("statement", sample):
        return ColumnMapping()
    if "type" in columns and firsts & {"userId", "anonymousId"}:
        return ColumnMapping()
    if document := named_column("document", [each for each in columns if _are_objects(each, sample)]):
        return ColumnMapping(shape="documents", document=document)
    found = {role: named_column(role, columns) for role in ("owner", "event", "time", "id", "verb", "object")}
    if found["owner"] and found["time"] and found["verb"]:
        return ColumnMapping(shape="statements", **{**found, "event": ""})
    if found["owner"] and found["time"] and found["event"]:
        return ColumnMapping(shape="calls", **{**found, "verb": "", "object": ""})
    return None


_AROUND_STATEMENTS: Final = frozenset(
    {"_id", "lrs", "lrs_id", "organisation", "client", "person", "personaIdentifier"}
)
"""Fields of Learning Locker's documents beside the statement."""


def _are_objects(name: str, sample: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether the cells of a column, or those of the columns below its name, make objects."""
    found = [nested({name: cells.parsed(row[name])} if name in row else row).get(name) for row in sample]
    there = [each for each in found if each is not None]
    return bool(there) and all(isinstance(each, dict) for each in there)


def named_column(role: str, columns: Sequence[str]) -> str:
    """The column that by its name holds a ``role``, among ``columns``; empty if none plainly does."""
    keys = {_key(column): column for column in reversed(columns)}
    return next((keys[name] for name in _NAMES[role] if name in keys), "")


def _key(column: str) -> str:
    return re.sub(r"[\W_]", "", column).lower()
