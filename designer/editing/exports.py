"""A design written out: as Waypost's own document, for a server, or as a diagram."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from msgspec import Struct

from engine.dialects import DIAGRAMS, PARTS, TARGETS
from engine.finding import Finding, InvalidJourney
from engine.journey import Journey, dumps, to_document
from engine.rules import faults
from engine.yaml_text import is_yaml, parse_yaml, updated_yaml, yaml_text
from store import disk
from store.errors import outside

FORMS: Final[dict[str, str]] = {
    "journey": "Waypost's own document",
    "yaml": "the same as YAML",
    **dict.fromkeys(TARGETS, "a server's document"),
    **dict.fromkeys(PARTS, "a part of a server's document"),
    **dict.fromkeys(DIAGRAMS, "a diagram"),
    "svg": "a picture",
    **({"png": "a picture"} if find_spec("vl_convert") else {}),
}
"""What a design can be written as, with what that is. A PNG takes the package ``vl-convert-python``."""

_SUFFIXES: Final = {
    "journey": "journey.json",
    "yaml": "journey.yaml",
    "mermaid": "mmd",
    "dot": "dot",
    "svg": "svg",
    "png": "png",
}


class DesignExport(Struct, frozen=True):
    """A design in some form: the text or the bytes, unless an error among the findings says why there are none."""

    text: str | bytes | None
    findings: tuple[Finding, ...] = ()


def export_text(journey: Journey, form: str) -> DesignExport:
    """The ``journey`` in ``form``, one of FORMS. A server only gets a design without a fault."""
    if form == "journey":
        return DesignExport(dumps(journey))
    if form == "yaml":
        return DesignExport(yaml_text(to_document(journey)))
    if form in DIAGRAMS:
        return DesignExport(DIAGRAMS[form](journey))
    if form in ("svg", "png"):
        return DesignExport(_picture(journey, form))
    if found := tuple(faults(journey)):
        return DesignExport(None, found)
    try:
        exported = (TARGETS | PARTS)[form](journey)
    except InvalidJourney as error:
        return DesignExport(None, error.findings)
    if exported.document is None:
        return DesignExport(None, exported.findings)
    return DesignExport(json.dumps(exported.document, indent=2, ensure_ascii=False) + "\n", exported.findings)


def _picture(journey: Journey, form: str) -> str | bytes:
    """The picture of ``journey`` as ``form``, on white paper, with colours that every program knows."""
    from designer.diagram.vector.colours import painted
    from designer.diagram.vector.graph_picture import picture

    svg = painted(picture(journey), "light")
    if form == "svg":
        return svg + "\n"
    import vl_convert

    png: bytes = vl_convert.svg_to_png(svg, scale=2)
    return png


def file_name(name: str, form: str) -> str:
    """Return what a file of this form is called."""
    return f"{name}.{_SUFFIXES.get(form, f'{form}.json')}"


def design_text(journey: Journey, name: str) -> str:
    """The document of a ``journey`` for a file of this ``name``: YAML if it ends so, else canonical JSON."""
    return yaml_text(to_document(journey)) if is_yaml(name) else dumps(journey)


def write(path: Path, content: str | bytes) -> None:
    """All of the content or none: a file that was there stays until the new one is whole; of YAML, the comments stay.

    Raises StoreError.
    """
    with outside("write", path):
        if isinstance(content, str):
            content = (_with_comments(path, content) if is_yaml(path.name) else content).encode()
        disk.replace_file(path, [content], durable=False)


def _with_comments(path: Path, content: str) -> str:
    """The YAML ``content`` with the comments of the YAML that is at ``path``, if there is any."""
    try:
        before = path.read_text("utf-8")
        return updated_yaml(before, parse_yaml(content)) if isinstance(parse_yaml(before), dict) else content
    except (FileNotFoundError, InvalidJourney, UnicodeDecodeError):
        return content
