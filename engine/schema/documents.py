"""Events as conditions see them: Learning Locker's statement documents, and the calls of the track spec by type."""

from __future__ import annotations

from typing import Final

from engine.schema.record import ANYTHING, Schema, list_of, only, record, text
from engine.schema.statement import FLAG, STATEMENT, TEXT

DATE: Final = only("date")
_LIST: Final = list_of(ANYTHING)

STATEMENT_DOCUMENT: Final = record(
    statement=STATEMENT,
    timestamp=DATE,
    stored=DATE,
    _id=ANYTHING,
    id=TEXT,
    lrs_id=TEXT,
    lrs=ANYTHING,
    organisation=TEXT,
    client=TEXT,
    client_id=TEXT,
    active=FLAG,
    voided=FLAG,
    isPublic=FLAG,
    hash=TEXT,
    hasGeneratedId=FLAG,
    personaIdentifier=TEXT,
    person=record(ANYTHING, _id=TEXT, display=TEXT),
    personas=ANYTHING,
    metadata=ANYTHING,
    refs=_LIST,
    verbs=_LIST,
    agents=_LIST,
    relatedAgents=_LIST,
    activities=_LIST,
    relatedActivities=_LIST,
    registrations=_LIST,
    completedQueues=_LIST,
    processingQueues=_LIST,
    completedForwardingQueue=_LIST,
    pendingForwardingQueue=_LIST,
    deadForwardingQueue=_LIST,
    failedForwardingLog=_LIST,
    createdAt=ANYTHING,
    updatedAt=ANYTHING,
    __v=ANYTHING,
)


def _call(type: str, /, **fields: Schema) -> Schema:
    return record(
        type=text("", type),
        **fields,
        userId=TEXT,
        anonymousId=TEXT,
        messageId=TEXT,
        timestamp=DATE,
        stored=DATE,
        originalTimestamp=TEXT,
        sentAt=TEXT,
        receivedAt=TEXT,
        context=ANYTHING,
        integrations=ANYTHING,
        version=ANYTHING,
        channel=TEXT,
        projectId=TEXT,
        writeKey=TEXT,
        lrs_id=TEXT,
        _id=ANYTHING,
        _metadata=ANYTHING,
    )


SHAPES: Final = {
    "statement": STATEMENT_DOCUMENT,
    "track call": _call("track", event=TEXT, properties=ANYTHING),
    "identify call": _call("identify", traits=ANYTHING),
    "page call": _call("page", name=TEXT, category=TEXT, properties=ANYTHING),
    "screen call": _call("screen", name=TEXT, category=TEXT, properties=ANYTHING),
    "group call": _call("group", groupId=TEXT, traits=ANYTHING),
    "alias call": _call("alias", previousId=TEXT),
}
"""Every shape of event, by what it is called."""

CALLS: Final = {
    name.partition(" ")[0]: shape for name, shape in SHAPES.items() if shape is not STATEMENT_DOCUMENT
}
"""Calls by their type."""

_FIELDS: Final = {name: field for shape in SHAPES.values() for name, field in shape.fields.items()}
_TYPES: Final = tuple(
    enum for shape in SHAPES.values() if "type" in shape.fields for enum in shape.fields["type"].enum
)

EVENT: Final = record(**{**_FIELDS, "type": text("", *_TYPES)})
"""An event of any shape."""
