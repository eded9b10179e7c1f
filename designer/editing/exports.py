"""A design written out: as Waypost's own document, for a server, or as a diagram."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from msgspec import Struct

from engine.dialects import DIAGRAMS, PARTS, TARGETS
from engine.finding import Finding, InvalidJourney
from engine.journey import Journey, dumps
from engine.rules import faults
from store import disk
from store.errors import outside

FORMS: Final[dict[str, str]] = {
    "journey": "Waypost's own document",
    **dict.fromkeys(TARGETS, "a server's document"),
    **dict.fromkeys(PARTS, "a part of a server's document"),
    **dict.fromkeys(DIAGRAMS, "a diagram"),
    "svg": "a picture",
    **({"png": "a picture"} if find_spec("vl_convert") else {}),
}
"""What a design can be written as, with what that is. A PNG takes the package ``vl-convert-python``."""

_SUFFIXES: Final = {"journey": "journey.json", "mermaid": "mmd", "dot": "dot", "svg": "svg", "png": "png"}


class Written(Struct, frozen=True):
    """A design in some form: the text or the bytes, unless an error among the findings says why there are none."""

    text: str | bytes | None
    findings: tuple[Finding, ...] = ()


def written(journey: Journey, form: str) -> Written:
    """The ``journey`` in ``form``, one of FORMS. A server only gets a design without a fault."""
    if form == "journey":
        return Written(dumps(journey))
    if form in DIAGRAMS:
        return Written(DIAGRAMS[form](journey))
    if form in ("svg", "png"):
        return Written(_picture(journey, form))
    if found := tuple(faults(journey)):
        return Written(None, found)
    try:
        exported = (TARGETS | PARTS)[form](journey)
    except InvalidJourney as error:
        return Written(None, error.findings)
    if exported.document is None:
        return Written(None, exported.findings)
    return Written(json.dumps(exported.document, indent=2, ensure_ascii=False) + "\n", exported.findings)


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


def write(path: Path, content: str | bytes) -> None:
    """All of the content or none: a file that was there stays until the new one is whole. Raises StoreError."""
    with outside("write", path):
        disk.replace_file(path, [content.encode() if isinstance(content, str) else content], durable=False)
