"""xAPI statements. Source: xAPI 1.0.3, part 2, 2.4; version 2.0 where it adds a field."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from engine.schema.record import ANYTHING, Schema, either, list_of, only, record, text, with_required

TEXT: Final = text()
IRI: Final = text("iri")
UUID: Final = text("uuid")
NUMBER: Final = only("number")
FLAG: Final = only("boolean")
LANGUAGE_MAP: Final = replace(record(TEXT), keys="language")
EXTENSIONS: Final = replace(record(ANYTHING), keys="iri")

AGENT: Final = record(
    objectType=text("", "Agent"),
    name=TEXT,
    mbox=text("mailto"),
    mbox_sha1sum=text("sha1"),
    openid=IRI,
    account=with_required(record(homePage=IRI, name=TEXT), homePage="https://example.org", name="somebody"),
)
ACTOR: Final = either(AGENT, record(objectType=text("", "Agent", "Group"), member=list_of(AGENT)))
COMPONENTS: Final = list_of(with_required(record(id=TEXT, description=LANGUAGE_MAP), id="a"))
INTERACTIONS: Final = (
    "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric",
    "other",
)  # fmt: skip
SOME_ACTIVITY: Final = "https://example.org/activity"
SOME_ID: Final = "00000000-0000-4000-8000-0000000000aa"
_ACTIVITY: Final = record(
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
        extensions=EXTENSIONS,
    ),
)
ACTIVITY: Final = with_required(_ACTIVITY, id=SOME_ACTIVITY)
REFERENCE: Final = with_required(
    record(objectType=text("", "StatementRef"), id=UUID), objectType="StatementRef", id=SOME_ID
)
ACTIVITIES: Final = Schema(
    kinds=frozenset({"array", "object"}), items=ACTIVITY, fields=ACTIVITY.fields, needed=ACTIVITY.needed
)
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
    extensions=EXTENSIONS,
)
RESULT: Final = record(
    score=record(scaled=replace(NUMBER, minimum=-1, maximum=1), raw=NUMBER, min=NUMBER, max=NUMBER),
    success=FLAG,
    completion=FLAG,
    response=TEXT,
    duration=text("duration"),
    extensions=EXTENSIONS,
)
_ATTACHMENT: Final = record(
    usageType=IRI,
    display=LANGUAGE_MAP,
    description=LANGUAGE_MAP,
    contentType=TEXT,
    length=NUMBER,
    sha2=TEXT,
    fileUrl=IRI,
)
ATTACHMENTS: Final = list_of(
    with_required(
        _ATTACHMENT,
        usageType="http://id.tincanapi.com/attachment/supporting_media",
        display={"en": "a file"},
        contentType="text/plain",
        length=1,
        sha2="ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
        fileUrl="https://example.org/file",
    )
)
SOME_VERB: Final = "http://adlnet.gov/expapi/verbs/experienced"
VERB: Final = with_required(record(id=text("verb"), display=LANGUAGE_MAP), id=SOME_VERB)
PLAIN_OBJECT: Final = replace(
    either(ACTOR, _ACTIVITY),
    fields={
        **ACTOR.fields,
        **ACTIVITY.fields,
        "id": text("iri or uuid"),
        "objectType": text("", "Activity", "Agent", "Group", "StatementRef"),
    },
)
_LEAST: Final = {
    "actor": {"mbox": "mailto:somebody@example.org"},
    "verb": {"id": SOME_VERB},
    "object": {"id": SOME_ACTIVITY},
}
SUB_STATEMENT: Final = record(
    objectType=text("", "SubStatement"),
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
_STATEMENT: Final = record(
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
STATEMENT: Final = with_required(_STATEMENT, **_LEAST)
OBJECTS: Final = {
    "Activity": ACTIVITY,
    "Agent": AGENT,
    "Group": ACTOR,
    "StatementRef": REFERENCE,
    "SubStatement": with_required(SUB_STATEMENT, objectType="SubStatement", **_LEAST),
}
"""What the object of a statement may be, by its objectType."""
