"""The texts that statements are made of, each as a format: which texts it takes, and the sentence that says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from engine import instant


class Format(Struct, frozen=True):
    """``fits`` answers something true for a text that has the format; ``sentence`` says which texts do."""

    fits: Callable[[str], object]
    sentence: str


def pattern(expression: str, sentence: str) -> Format:
    """The format of texts that an expression takes whole, whatever their case."""
    return Format(re.compile(expression, re.ASCII | re.IGNORECASE).fullmatch, sentence)


_HEX: Final = "[0-9a-f]"
_UUID: Final = f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-[89ab]{_HEX}{{3}}-{_HEX}{{12}}"
UUID: Final = pattern(_UUID, "a UUID such as 6690e6c9-3ef0-4ed3-8b37-7f3964730bee")
UUID_IN_BRACES: Final = pattern(rf"\{{?{_UUID}\}}?", UUID.sentence)
"""Learning Locker takes braces."""

_IRI: Final = "an IRI such as http://example.com/quiz"
IRI: Final = Format(re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+").fullmatch, _IRI)
IRI_BY_ITS_START: Final = Format(re.compile(r"[A-Za-z0-9_]+:").match, _IRI)
"""Learning Locker looks no further than the colon."""

_MAILTO: Final = "mailto: and an address, such as mailto:ann@example.org"
MAILTO: Final = Format(re.compile(r"mailto:[^\s@<>]+@[^\s@<>]+").fullmatch, _MAILTO)
MAILTO_IN_ASCII: Final = pattern(r"mailto:[a-z0-9.`'_%+-]+@[a-z0-9.-]+\.[a-z]{1,63}", _MAILTO + ", in ASCII")
"""Learning Locker takes no letters beyond ASCII, and no other signs than these."""

SHA1: Final = pattern(f"{_HEX}{{40}}", "the SHA-1 of an mbox: 40 hexadecimal digits")
SHA1_IN_PART: Final = pattern(f"{_HEX}{{5,40}}", "the SHA-1 of an mbox: hexadecimal digits")
"""Learning Locker takes 5 digits or more."""

_LONG_LANGUAGE: Final = (
    r"[a-z]{2,8}(-[a-z]{3}){0,3}(-[a-z]{4})?(-[a-z]{2}|-\d{3})?(-[a-z\d]{4,8})*(-[a-z\d](-[a-z\d]{1,8})+)*"
)
_OLD_LANGUAGES: Final = (
    "en-GB-oed|i-ami|i-bnn|i-default|i-enochian|i-hak|i-klingon|i-lux|i-mingo|i-navajo|i-pwn|i-tao|i-tsu|i-tay"
    "|sgn-BE-FR|sgn-BE-NL|sgn-CH-DE"
)
LANGUAGE: Final = pattern(
    rf"{_LONG_LANGUAGE}|x(-[a-z\d]{{1,8}})+|{_OLD_LANGUAGES}",
    "a language tag of RFC 5646 such as en or de-CH",
)

MEDIA_TYPE: Final = pattern(
    r"(application|audio|example|image|message|model|multipart|text|video|font)/[-\w+.]+(;\s*[-\w]+=[^;]+)*;?",
    "a media type such as text/plain",
)
KNOWN_MEDIA_TYPE: Final = pattern(
    r"(application|audio|example|image|message|model|multipart|text|video)/[-\w+.]+(;\s*[-\w]+=[-\w]+)*;?",
    "a media type such as text/plain",
)
"""Learning Locker knows no fonts, and parameters of letters, digits and hyphens alone."""

_DURATION: Final = "an ISO 8601 duration such as PT1H30M"
DURATION: Final = pattern(
    r"P(?=\d|T\d)(\d+W|(\d+Y)?(\d+M)?(\d+(\.\d+)?D)?(T(?=\d)(\d+(\.\d+)?H)?(\d+(\.\d+)?M)?(\d+(\.\d+)?S)?)?)",
    _DURATION,
)
SIGNED_DURATION: Final = pattern(
    r"-?P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+[DW])?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", _DURATION
)
"""Learning Locker takes a sign, and weeks beside years and months; fractions of seconds alone."""

_TIME: Final = "a date and time with its zone, such as 2017-09-20T09:55:50.310Z"


def _is_time(text: str) -> bool:
    return _RFC_3339.fullmatch(text) is not None and _parses(text)


def _parses(text: str) -> bool:
    try:
        instant.parse(text)
    except ValueError:
        return False
    return True


_RFC_3339: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d|[+-]\d\d)(?<!-00)(?<!-0000)(?<!-00:00)",
    re.ASCII | re.IGNORECASE,
)
TIMESTAMP: Final = Format(_is_time, _TIME)

_HOUR, _MINUTE, _YEAR = r"([01]\d|2[0-3])", r"[0-5]\d", r"\d{4}"
_WEST: Final = r"(0[1-9]|1\d|2[0-3])"
_MONTH, _DAY = r"(0[1-9]|1[012])", r"(0[1-9]|[12]\d|3[01])"


def _iso(dash: str, colon: str, dot: str) -> str:
    """The pattern of a date, or a date and time with its zone, separated by ``dash``, ``colon`` and ``dot``."""
    zone = rf"(Z|\+{_HOUR}({colon}{_MINUTE})?|-{_WEST}({colon}{_MINUTE})?)"
    time = rf"{_HOUR}({colon}{_MINUTE}({colon}{_MINUTE}({dot}\d+)?)?)?"
    return rf"{_YEAR}{dash}{_MONTH}{dash}{_DAY}(T{time}{zone})?"


TIMESTAMP_OR_DATE: Final = Format(
    re.compile(rf"{_iso('-', ':', '[.]')}|{_iso('', '', '')}", re.ASCII).fullmatch,
    _TIME,
)
"""Learning Locker takes a date alone, a time without seconds, and any day up to the 31st of every month."""

VERSION_1: Final = pattern(r"1\.0(\.\d+)?", "a version such as 1.0.3")
VERSION: Final = pattern(r"(1\.0|2\.0)(\.\d+)?", "a version such as 2.0.0")
