"""Rules for statements: the specification's, in its two versions, or Learning Locker's."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from engine.xapi import formats
from engine.xapi.formats import Format


class Rules(Struct, frozen=True, kw_only=True):
    """The formats of texts, and what a statement may hold beside what all take.

    ``nested_groups``: a group may be a member of a group; ``context_agents``: a context may name agents and groups,
    with what they have to do with it (xAPI 2.0).
    """

    version: Format
    uuid: Format = formats.UUID
    iri: Format = formats.IRI
    mailto: Format = formats.MAILTO
    sha1: Format = formats.SHA1
    language: Format = formats.LANGUAGE
    media_type: Format = formats.MEDIA_TYPE
    duration: Format = formats.DURATION
    timestamp: Format = formats.TIMESTAMP
    nested_groups: bool = False
    context_agents: bool = False


XAPI_1: Final = Rules(version=formats.VERSION_1)
"""xAPI 1.0.x, as the specification has it."""

XAPI_2: Final = Rules(version=formats.VERSION, context_agents=True)
"""xAPI 2.0.0, as the specification has it."""

LEARNING_LOCKER: Final = Rules(
    version=formats.VERSION_1,
    uuid=formats.UUID_IN_BRACES,
    iri=formats.IRI_BY_ITS_START,
    mailto=formats.MAILTO_IN_ASCII,
    sha1=formats.SHA1_IN_PART,
    media_type=formats.KNOWN_MEDIA_TYPE,
    duration=formats.SIGNED_DURATION,
    timestamp=formats.TIMESTAMP_OR_DATE,
    nested_groups=True,
)
"""xAPI 1.0.x, as Learning Locker has it. Source: npm @learninglocker/xapi-validation 3.0.0, asked about the same."""
