"""Rules for statements: the specification's, in its two versions, or Learning Locker's."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from engine.xapi import text_formats
from engine.xapi.text_formats import Format


class Rules(Struct, frozen=True, kw_only=True):
    """The formats of texts, and what a statement may hold beside what all take.

    ``nested_groups``: a group may be a member of a group; ``context_agents``: a context may name agents and groups,
    with what they have to do with it (xAPI 2.0).
    """

    version: Format
    uuid: Format = text_formats.UUID
    iri: Format = text_formats.IRI
    mailto: Format = text_formats.MAILTO
    sha1: Format = text_formats.SHA1
    language: Format = text_formats.LANGUAGE
    media_type: Format = text_formats.MEDIA_TYPE
    duration: Format = text_formats.DURATION
    timestamp: Format = text_formats.TIMESTAMP
    nested_groups: bool = False
    context_agents: bool = False


XAPI_1: Final = Rules(version=text_formats.VERSION_1)
"""xAPI 1.0.x, as the specification has it."""

XAPI_2: Final = Rules(version=text_formats.VERSION, context_agents=True)
"""xAPI 2.0.0, as the specification has it."""

LEARNING_LOCKER: Final = Rules(
    version=text_formats.VERSION_1,
    uuid=text_formats.UUID_IN_BRACES,
    iri=text_formats.IRI_BY_ITS_START,
    mailto=text_formats.MAILTO_IN_ASCII,
    sha1=text_formats.SHA1_IN_PART,
    media_type=text_formats.KNOWN_MEDIA_TYPE,
    duration=text_formats.SIGNED_DURATION,
    timestamp=text_formats.TIMESTAMP_OR_DATE,
    nested_groups=True,
)
"""xAPI 1.0.x, as Learning Locker has it. Source: npm @learninglocker/xapi-validation 3.0.0, asked about the same."""
