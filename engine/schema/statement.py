"""xAPI statements. Source: xAPI 1.0.3, part 2, 2.4; version 2.0 where it adds a field."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from engine.schema.record import ANYTHING, Schema, either, list_of, only, record, text

TEXT: Final = text()
IRI: Final = text("iri")
UUID: Final = text("uuid")
NUMBER: Final = only("number")
FLAG: Final = only("boolean")
LANGUAGE_MAP: Final = record(TEXT)

AGENT: Final = record(
    objectType=text("", "Agent"),
    name=TEXT,
    mbox=text("mailto"),
    mbox_sha1sum=text("sha1"),
    openid=IRI,
    account=record(homePage=IRI, name=TEXT),
)
ACTOR: Final = either(AGENT, record(objectType=text("", "Agent", "Group"), member=list_of(AGENT)))
COMPONENTS: Final = list_of(record(id=TEXT, description=LANGUAGE_MAP))
INTERACTIONS: Final = (
    "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric",
    "other",
)  # fmt: skip
ACTIVITY: Final = record(
    objectType=text("", "Activity"),
    id=IRI,
    definition=record(
        name=LANGUAGE_MAP,
        description=LANGUAGE_MAP,
        type=text("activity-type"),
        moreInfo=IRI,
        interactionType=text("", *INTERACTIONS),
        correctResponsesPattern=list_of(TEXT),
        choices=COMPONENTS,
        scale=COMPONENTS,
        source=COMPONENTS,
        target=COMPONENTS,
        steps=COMPONENTS,
        extensions=ANYTHING,
    ),
)
REFERENCE: Final = record(objectType=text("", "StatementRef"), id=UUID)
ACTIVITIES: Final = Schema(kinds=frozenset({"array", "object"}), items=ACTIVITY, fields=ACTIVITY.fields)
"""A list; a server may hand out a single activity as it was sent."""
CONTEXT: Final = record(
    registration=UUID,
    instructor=ACTOR,
    team=ACTOR,
    contextActivities=record(parent=ACTIVITIES, grouping=ACTIVITIES, category=ACTIVITIES, other=ACTIVITIES),
    contextAgents=ANYTHING,
    contextGroups=ANYTHING,
    revision=TEXT,
    platform=TEXT,
    language=TEXT,
    statement=REFERENCE,
    extensions=ANYTHING,
)
RESULT: Final = record(
    score=record(scaled=replace(NUMBER, minimum=-1, maximum=1), raw=NUMBER, min=NUMBER, max=NUMBER),
    success=FLAG,
    completion=FLAG,
    response=TEXT,
    duration=text("duration"),
    extensions=ANYTHING,
)
ATTACHMENTS: Final = list_of(
    record(
        usageType=IRI,
        display=LANGUAGE_MAP,
        description=LANGUAGE_MAP,
        contentType=TEXT,
        length=NUMBER,
        sha2=TEXT,
        fileUrl=IRI,
    )
)
VERB: Final = record(id=text("verb"), display=LANGUAGE_MAP)
PLAIN_OBJECT: Final = replace(
    either(ACTOR, ACTIVITY),
    fields={
        **ACTOR.fields,
        **ACTIVITY.fields,
        "id": text("iri or uuid"),
        "objectType": text("", "Activity", "Agent", "Group", "StatementRef"),
    },
)
SUB_STATEMENT: Final = record(
    actor=ACTOR,
    verb=VERB,
    object=PLAIN_OBJECT,
    result=RESULT,
    context=CONTEXT,
    timestamp=TEXT,
    attachments=ATTACHMENTS,
)
OBJECT: Final = replace(
    PLAIN_OBJECT,
    fields={
        **SUB_STATEMENT.fields,
        **PLAIN_OBJECT.fields,
        "objectType": text("", "Activity", "Agent", "Group", "StatementRef", "SubStatement"),
    },
)
STATEMENT: Final = record(
    id=UUID,
    actor=ACTOR,
    verb=VERB,
    object=OBJECT,
    result=RESULT,
    context=CONTEXT,
    timestamp=TEXT,
    stored=TEXT,
    authority=ACTOR,
    version=TEXT,
    attachments=ATTACHMENTS,
)
