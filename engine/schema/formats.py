"""Formats of texts in events, and how a text that is not of one is mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache
from itertools import pairwise
from typing import Final

from msgspec import Struct

from engine.schema.distance import distance
from engine.schema.vocabulary import ACTIVITY_TYPES, VERBS
from engine.xapi.rule_sets import LEARNING_LOCKER, XAPI_1

_JUDGES: Final = (XAPI_1, LEARNING_LOCKER)
_FORMATS: Final = {
    "iri": ("iri",),
    "verb": ("iri",),
    "activity-type": ("iri",),
    "iri or uuid": ("iri", "uuid"),
    "uuid": ("uuid",),
    "mailto": ("mailto",),
    "sha1": ("sha1",),
    "duration": ("duration",),
    "language": ("language",),
}

DESCRIPTIONS: Final = {
    "iri": "an IRI such as http://example.org/course",
    "verb": "an IRI such as http://adlnet.gov/expapi/verbs/passed",
    "activity-type": "an IRI such as http://adlnet.gov/expapi/activities/course",
    "iri or uuid": "an IRI such as http://example.org/course",
    "mailto": "a text such as mailto:anna@example.org",
    "uuid": "a UUID such as d0d27c01-2185-4f81-81c2-99af3326b86b",
    "sha1": "a SHA-1 sum: 40 hexadecimal digits",
    "duration": "an ISO 8601 duration such as PT1H30M",
}


def is_of_format(text: str, format: str) -> bool:
    """Tell whether a text is of a format to the specification or to Learning Locker; any text is of none."""
    names = _FORMATS.get(format, ())
    return not names or any(getattr(rules, name).fits(text) for rules in _JUDGES for name in names)


def of_format(text: str, format: str) -> str | None:
    """The text that was probably meant where a format is asked for; None if there is no telling."""
    mending = _MENDINGS.get(format)
    found = (mending(text) if mending else None) or (f"http://{text}" if "." in text else "")
    return found if found and is_of_format(found, format) else None


@lru_cache(4_096)
def misspelt(text: str, format: str) -> str | None:
    """The word of a vocabulary that a text probably stands for; None if it is one, or like none."""
    known = {"verb": VERBS, "activity-type": ACTIVITY_TYPES}.get(format, ())
    if text in known:
        return None
    near = [word for word in known if _namespace(word) in _namespaces(text) and distance(text, word) <= 2]
    return min(near, key=lambda word: distance(text, word), default=None)


class WordKind(Struct, frozen=True):
    """Words of a vocabulary: their ``name``, ``format``, and the ``path`` at which statements have one."""

    name: str
    format: str
    path: str


_VERB: Final = WordKind("a verb", "verb", "statement.verb.id")
_TYPE: Final = WordKind("a type of activity", "activity-type", "statement.object.definition.type")
_IRIS: Final = frozenset({"verb", "activity-type", "iri", "iri or uuid"})


def other_word(text: str, formats: Collection[str]) -> WordKind | None:
    """The kind of word that a text is, where IRIs of ``formats`` stand and no such word; None if it is none."""
    found = _VERB if text in VERBS else _TYPE if text in ACTIVITY_TYPES else None
    is_odd = found is not None and found.format not in formats and not _IRIS.isdisjoint(formats)
    return found if is_odd else None


def _namespace(iri: str) -> str:
    return iri.partition("://")[2].partition("/")[0]


def _namespaces(text: str) -> tuple[str, ...]:
    return (_namespace(text.lower()), _namespace(text.lower()).removeprefix("www."))


def _nearest_iri(text: str, vocabulary: tuple[str, ...]) -> str | None:
    """The IRI of ``vocabulary`` that ends in the word ``text``."""
    word = text.lower().rstrip("/").rpartition("/")[2]
    ends = {iri.rpartition("/")[2]: iri for iri in vocabulary}
    near = min(ends, key=lambda end: distance(word, end))
    return ends[near] if distance(word, near) <= min(2, len(near) // 4) else None


def _uuid(text: str) -> str | None:
    digits = re.sub(r"[-{}\s]", "", text.removeprefix("urn:uuid:"))
    cuts = (0, 8, 12, 16, 20, 32)
    return "-".join(digits[a:b] for a, b in pairwise(cuts)) if len(digits) == 32 else None


def _address(text: str) -> str | None:
    return f"mailto:{text}" if "@" in text else None


_UNITS: Final = {"d": "{}D", "h": "T{}H", "m": "T{}M", "s": "T{}S"}


def _duration(text: str) -> str | None:
    """The ISO 8601 form of a duration such as ``1 hour``, ``90 min``, ``01:30:00`` or a number of seconds."""
    if clock := re.fullmatch(r"(\d+):(\d\d)(?::(\d\d))?", text.strip()):
        hours, minutes, seconds = clock.groups("0")
        return f"PT{int(hours)}H{int(minutes)}M{int(seconds)}S"
    said = re.fullmatch(
        r"(\d+(?:\.\d+)?)\s*(d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?|)", text.strip()
    )
    return said and f"P{_UNITS[said[2][:1] or 's'].format(said[1])}"


_MENDINGS: Final[dict[str, Callable[[str], str | None]]] = {
    "verb": lambda text: _nearest_iri(text, VERBS),
    "activity-type": lambda text: _nearest_iri(text, ACTIVITY_TYPES),
    "mailto": _address,
    "uuid": _uuid,
    "duration": _duration,
}
