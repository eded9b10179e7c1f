"""Halves of surrogate pairs, as a text has that was cut in the middle of an emoji: U+FFFD stands for each.

So Node.js writes such a text, and so MongoDB keeps it (seen with npm ``bson``).
"""

from __future__ import annotations

import re
from typing import Any, Final

_HALF: Final = re.compile("[\ud800-\udfff]")
_ESCAPES: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def in_json(line: bytes | str) -> bytes | str:
    """JSON without escapes of halves; the same line if it has none."""
    if isinstance(line, str):
        return _ESCAPES.sub(_whole, line)
    return _ESCAPES.sub(_whole, line.decode("latin-1")).encode("latin-1")


def _whole(escape: re.Match[str]) -> str:
    return "\\ufffd" if escape["half"] else escape.group()


def in_values(value: Any) -> Any:
    """Plain values without halves; what has none inside is shared. Raises RecursionError for what is too deep."""
    if isinstance(value, str):
        return value if value.isascii() else _HALF.sub("\ufffd", value)
    if isinstance(value, list):
        parts = list(map(in_values, value))
        return parts if parts != value else value
    if not isinstance(value, dict):
        return value
    whole = {in_values(key): in_values(part) for key, part in value.items()}
    return whole if whole != value else value
