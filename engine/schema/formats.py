"""Formats of texts in events, and how a text that is not of one is mended."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from engine.schema.distance import distance
from engine.schema.vocabulary import ACTIVITY_TYPES, VERBS

_HEX: Final = "[0-9a-fA-F]"
_UUID: Final = re.compile(rf"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}")
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_MAILTO: Final = re.compile(r"mailto:\S+@\S+")
_SHA1: Final = re.compile(rf"{_HEX}{{40}}")
_DURATION: Final = re.compile(
    r"P(?=.)(\d+([.,]\d+)?W|(\d+([.,]\d+)?Y)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?D)?"
    r"(T(?=.)(\d+([.,]\d+)?H)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?S)?)?)"
)

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
    """Whether a text is of a format; any text is of none."""
    match format:
        case "iri" | "verb" | "activity-type":
            return _IRI.fullmatch(text) is not None
        case "iri or uuid":
            return _IRI.fullmatch(text) is not None or _UUID.fullmatch(text) is not None
        case "uuid":
            return _UUID.fullmatch(text) is not None
        case "mailto":
            return _MAILTO.fullmatch(text) is not None
        case "sha1":
            return _SHA1.fullmatch(text) is not None
        case "duration":
            return _DURATION.fullmatch(text) is not None
        case _:
            return True


def of_format(text: str, format: str) -> str | None:
    """The text that was probably meant where a format is asked for; None if there is no telling."""
    mending = _MENDINGS.get(format)
    found = (mending(text) if mending else None) or f"http://{text}"
    return found if is_of_format(found, format) and ("." in found or format == "uuid") else None


def misspelt(text: str, format: str) -> str | None:
    """The word of a vocabulary that a text probably stands for; None if it is one, or like none."""
    known = {"verb": VERBS, "activity-type": ACTIVITY_TYPES}.get(format, ())
    if text in known:
        return None
    near = [word for word in known if _namespace(word) in _namespaces(text) and distance(text, word) <= 2]
    return min(near, key=lambda word: distance(text, word), default=None)


def _namespace(iri: str) -> str:
    return iri.partition("://")[2].partition("/")[0]


def _namespaces(text: str) -> tuple[str, ...]:
    return (_namespace(text.lower()), _namespace(text.lower()).removeprefix("www."))


def _known(text: str, vocabulary: tuple[str, ...]) -> str | None:
    """The IRI that ends in the word."""
    word = text.lower().rstrip("/").rpartition("/")[2]
    ends = {iri.rpartition("/")[2]: iri for iri in vocabulary}
    near = min(ends, key=lambda end: distance(word, end))
    return ends[near] if distance(word, near) <= min(2, len(near) // 4) else None


def _uuid(text: str) -> str | None:
    digits = re.sub(r"[-{}\s]", "", text.removeprefix("urn:uuid:"))
    cuts = (0, 8, 12, 16, 20, 32)
    return "-".join(digits[a:b] for a, b in pairwise(cuts)) if len(digits) == 32 else None


def _address(text: str) -> str | None:
    return f"mailto:{text}"


_MENDINGS: Final[dict[str, Callable[[str], str | None]]] = {
    "verb": lambda text: _known(text, VERBS),
    "activity-type": lambda text: _known(text, ACTIVITY_TYPES),
    "mailto": _address,
    "uuid": _uuid,
}
