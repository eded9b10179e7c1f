"""The page's part: ES modules of our own, joined into the one text that a widget may have; nothing is fetched."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

_STATIC: Final = files("designer.notebook") / "static"
_IMPORT: Final = re.compile(r'^import [^;]*? from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?!default)", re.MULTILINE)


@cache
def module(name: str) -> str:
    """A module with all that it imports before it, each once. Their names must differ, as they share one scope."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", source)) for source in _sources(name).values())


def _sources(name: str) -> dict[str, str]:
    source = text(name)
    sources: dict[str, str] = {}
    for imported in _IMPORT.findall(source):
        sources |= {each: text for each, text in _sources(imported).items() if each not in sources}
    return {**sources, name: source}


@cache
def text(name: str) -> str:
    """A file of the page as it is."""
    return (_STATIC / name).read_text("utf-8")
