"""Kinds of statements about which judges differ: a change to a plain statement, and who takes it."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

JSON = dict[str, Any]

PLAIN: Final[JSON] = {
    "actor": {"objectType": "Agent", "mbox": "mailto:ann@example.org"},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"en": "completed"}},
    "object": {"objectType": "Activity", "id": "http://example.org/quiz"},
    "timestamp": "2026-05-04T10:00:00Z",
}


class Kind(NamedTuple):
    """``path`` leads to what ``value`` stands at. Who takes the statement: Learning Locker, xAPI 1.0.3, xAPI 2.0.0.

    ``served``: whether the local server takes it with a header of 1.0.x; None: as Learning Locker does.
    """

    name: str
    path: str
    value: Any
    learning_locker: bool
    xapi_1: bool
    xapi_2: bool
    served: bool | None = None

    @property
    def is_served(self) -> bool:
        return self.learning_locker if self.served is None else self.served

    def row(self) -> str:
        """The row of the table in the documentation."""
        judges = (self.is_served, self.learning_locker, self.xapi_1, self.xapi_2)
        return f"| {self.name} | {' | '.join('yes' if each else 'no' for each in judges)} |"

    def statement(self) -> JSON:
        """The plain statement with the change."""
        return changed(PLAIN, self.path.split("."), self.value)


def changed(document: JSON, path: list[str], value: Any) -> JSON:
    """The document with a value at a path; objects on the way are made."""
    first, *rest = path
    return document | {first: changed(document.get(first, {}), rest, value) if rest else value}


_GROUP: Final = {"objectType": "Group", "mbox": "mailto:team@example.org"}
_AGENT: Final = {"objectType": "Agent", "mbox": "mailto:bo@example.org"}
_CONTEXT_AGENT: Final = {"objectType": "contextAgent", "agent": _AGENT, "relevantTypes": ["http://a.org/t"]}
_ATTACHMENT: Final = {
    "usageType": "http://example.org/certificate",
    "display": {"en": "Certificate"},
    "contentType": "text/plain",
    "length": 3,
    "sha2": "a" * 64,
    "fileUrl": "http://example.org/certificate.txt",
}

KINDS: Final = (
    Kind("a plain statement", "id", "6690e6c9-3ef0-4ed3-8b37-7f3964730bee", True, True, True),
    Kind("an mbox with letters beyond ASCII", "actor.mbox", "mailto:jörg@example.org", False, True, True),
    Kind("an mbox at a host without a dot", "actor.mbox", "mailto:ann@localhost", False, True, True),
    Kind("an mbox with `!` or `*`", "actor.mbox", "mailto:ann!x@example.org", False, True, True),
    Kind("an mbox without mailto:", "actor.mbox", "ann@example.org", False, False, False),
    Kind("an mbox_sha1sum of 5 to 39 digits", "actor", {"mbox_sha1sum": "abcde"}, True, False, False),
    Kind(
        "two identifiers",
        "actor",
        {"mbox": "mailto:a@b.org", "openid": "http://a.org"},
        False,
        False,
        False,
    ),
    Kind("a group within a group", "actor", {**_GROUP, "member": [_GROUP]}, True, False, False),
    Kind("an anonymous group of nobody", "actor", {"objectType": "Group", "member": []}, False, False, False),
    Kind("a UUID in braces", "id", "{6690e6c9-3ef0-4ed3-8b37-7f3964730bee}", True, False, False),
    Kind("a UUID in capitals", "id", "6690E6C9-3EF0-4ED3-8B37-7F3964730BEE", True, True, True),
    Kind("a UUID of another variant", "id", "6690e6c9-3ef0-4ed3-cb37-7f3964730bee", False, False, False),
    Kind("an IRI with a blank", "verb.id", "http://example.org/a b", True, False, False),
    Kind("an IRI whose scheme begins with a digit", "verb.id", "1x:done", True, False, False),
    Kind("an IRI whose scheme has a hyphen", "verb.id", "course-v1:done", False, True, True),
    Kind("an IRI without a scheme", "verb.id", "example.org/done", False, False, False),
    Kind("a date alone", "timestamp", "2026-05-04", True, False, False),
    Kind("a time without seconds", "timestamp", "2026-05-04T10:00Z", True, False, False),
    Kind("a time without punctuation", "timestamp", "20260504T100000Z", True, False, False),
    Kind("the 31st of February", "timestamp", "2026-02-31T10:00:00Z", True, False, False, served=False),
    Kind("a time without a zone", "timestamp", "2026-05-04T10:00:00", False, False, False),
    Kind("the zone -00:00", "timestamp", "2026-05-04T10:00:00-00:00", False, False, False),
    Kind("second 60", "timestamp", "2026-05-04T10:00:60Z", False, False, False),
    Kind("a negative duration", "result.duration", "-P1D", True, False, False),
    Kind("a duration of years and weeks", "result.duration", "P1Y2W", True, False, False),
    Kind("a duration of weeks and days", "result.duration", "P4W1D", False, False, False),
    Kind("a fraction of an hour", "result.duration", "PT1.5H", False, True, True),
    Kind("an empty duration", "result.duration", "PT", False, False, False),
    Kind("a score outside its bounds", "result.score", {"raw": 7, "max": 5}, False, False, False),
    Kind("a scaled score above 1", "result.score", {"scaled": 1.1}, False, False, False),
    Kind("a number as text", "result.score", {"raw": "7"}, False, False, False),
    Kind("null", "result.completion", None, False, False, False),
    Kind("null in extensions", "result.extensions", {"http://example.org/x": None}, True, True, True),
    Kind("a key of another case", "result.Success", True, False, False, False),
    Kind("an extension whose key is no IRI", "result.extensions", {"x": 1}, False, False, False),
    Kind("a language tag with an underscore", "verb.display", {"en_US": "done"}, False, False, False),
    Kind(
        "a context activity by itself",
        "context.contextActivities",
        {"parent": {"id": "http://a.org"}},
        *[True] * 3,
    ),
    Kind("contextAgents", "context.contextAgents", [_CONTEXT_AGENT], False, False, True),
    Kind(
        "a font as an attachment",
        "attachments",
        [{**_ATTACHMENT, "contentType": "font/woff"}],
        False,
        True,
        True,
    ),
    Kind(
        "a media type with a quoted parameter",
        "attachments",
        [{**_ATTACHMENT, "contentType": 'text/plain; charset="utf-8"'}],
        False,
        True,
        True,
    ),
    Kind("an attachment", "attachments", [_ATTACHMENT], True, True, True),
    Kind("version 1.0", "version", "1.0", True, True, True),
    Kind("version 1.0.10", "version", "1.0.10", True, True, True),
    Kind("version 2.0.0", "version", "2.0.0", False, False, True),
    Kind("version 1.1", "version", "1.1", False, False, False),
    Kind("voiding an activity", "verb.id", "http://adlnet.gov/expapi/verbs/voided", False, False, False),
    Kind("an unknown key", "note", "x", False, False, False),
)
