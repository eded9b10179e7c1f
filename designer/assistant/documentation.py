"""Pages of the documentation, as assistants read them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import designer

PAGES: Final = {
    "designs": "what a design is made of",
    "semantics": "what a journey means, rule by rule",
    "time": "delays, deadlines and local time",
    "events": "the events that are read",
    "proof": "findings, claims and made-up people",
    "workflow": "files, schemas, people in flight",
    "mcp": "how an assistant works on designs",
    "glossary": "the words",
}
"""The pages, with what each is about."""


def page(name: str) -> str:
    """The text of a page in Markdown. Raises LookupError for one that is not there."""
    if name not in PAGES:
        raise LookupError(f"there is no page {name!r}; there are {', '.join(PAGES)}")
    return (_folder() / f"{name}.md").read_text("utf-8")


def _folder() -> Path:
    """The folder of the pages: in the package, or beside it where Waypost runs from its repository."""
    package = Path(str(designer.__file__)).parent
    inside = package / "docs"
    return inside if inside.is_dir() else package.parent / "docs"
