"""Journeys in other people's words: the dialects of the servers that run them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, Final

from engine import diagrams, extended_json, rules
from engine.dialects.answers import AnsweredJourney, journeys_in
from engine.dialects.dialect import dialect_of
from engine.dialects.portability import ExportResult, ImportResult
from engine.finding import Finding, InvalidJourney
from engine.journey import Journey
from engine.typed_json import parse_json
from engine.yaml_text import is_yaml, parse_named

__all__ = ["DIAGRAMS", "PARTS", "TARGETS", "ExportResult", "ImportResult", "dialect_of", "read_design"]


def _lazy_function(module: str, name: str) -> Callable[..., Any]:
    """The function of this ``name`` in a ``module`` of this package, imported when it is called: there are many."""

    def function(*arguments: Any) -> Any:
        return getattr(import_module(f"{__name__}.{module}"), name)(*arguments)

    return function


TARGETS: Final[dict[str, Callable[[Journey], ExportResult]]] = {
    "learninglocker": _lazy_function("learninglocker", "export_journey"),
    "segment": _lazy_function("segment", "export_journey"),
    "segment-xstate": _lazy_function("segment_xstate", "export_journey"),
}
"""Servers that a journey can be published to, and how it is written for each."""

PARTS: Final[dict[str, Callable[[Journey], ExportResult]]] = {
    "segment-steps": _lazy_function("segment", "export_steps"),
    "segment-destinations": _lazy_function("segment", "export_destinations"),
}
"""Parts of a journey that a server takes by themselves: the bodies of Segment's calls to replace them."""

DIAGRAMS: Final[dict[str, Callable[[Journey], str]]] = {"mermaid": diagrams.mermaid, "dot": diagrams.dot}
"""Diagram languages, and how a journey is written in each."""

_import_steps: Final = _lazy_function("segment", "import_steps")

_READERS: Final[dict[str, Callable[[Mapping[str, Any]], ImportResult]]] = {
    "learninglocker": _lazy_function("learninglocker", "import_journey"),
    "segment": _lazy_function("segment", "import_journey"),
    "segment-steps": lambda document: _import_steps(document, None),
    "segment-xstate": _lazy_function("segment_xstate", "import_journey"),
}


def read_design(text: str | bytes, pick: str = "", name: str = "") -> ImportResult:
    """A design that means something, from a document in any dialect, or from a server's answer with one in it.

    ``pick`` is the id or the name of the journey that is meant where there are several. ``name`` is the file's: it
    is YAML if it ends so, else JSON. What MongoDB exports is read: a document a line, wrappers of Extended JSON.
    Raises InvalidJourney with every finding.
    """
    document = _pick_journey(_values(text, name), pick)
    dialect = dialect_of(document)
    if dialect == "waypost":
        return ImportResult(rules.from_plain(document))
    if dialect == "learninglocker-callback":
        return _READERS["learninglocker"](_unwrapped(document["journey"]))
    if dialect is None:
        raise InvalidJourney([_unknown(document)])
    imported = _READERS[dialect](_unwrapped(document))
    return ImportResult(rules.checked(imported.journey), imported.findings)


def _values(text: str | bytes, name: str) -> Any:
    """The values in a text: of several lines that are objects by themselves, the list of them."""
    try:
        return parse_named(text, name)
    except InvalidJourney:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or is_yaml(name):
            raise
        try:
            return [parse_json(line) for line in lines]
        except InvalidJourney:
            pass
        raise


def _unwrapped(value: Any) -> Any:
    """A value of a foreign document without wrappers of Extended JSON; in conditions they have a meaning."""
    if isinstance(value, list):
        return [_unwrapped(each) for each in value]
    if not isinstance(value, dict):
        return value
    parts = {key: part if key in _CONDITIONS else _unwrapped(part) for key, part in value.items()}
    return extended_json.plain(parts) if len(parts) == 1 and next(iter(parts)).startswith("$") else parts


_CONDITIONS: Final = ("conditions", "condition")


def _pick_journey(document: Any, pick: str) -> Any:
    if dialect_of(document) is not None:
        return document
    found = journeys_in(document)
    chosen = [each for each in found if pick in (each.id, each.name)] if pick else list(found)
    if len(chosen) == 1:
        return chosen[0].document
    if found:
        raise InvalidJourney([_several(found, pick)])
    return document


def _several(found: Sequence[AnsweredJourney], pick: str) -> Finding:
    listed = "; ".join(f"{each.id or 'no id'} {each.name!r}" for each in found)
    what = f"no one journey here is called {pick!r}" if pick else f"there are {len(found)} journeys here"
    return Finding(
        code="several-journeys",
        message=f"{what}: {listed}",
        hint="choose with `waypost import FILE --pick ID`",
    )


def _unknown(document: object) -> Finding:
    if _is_machine(document):
        message = "this is the configuration of an XState machine, not a journey"
        hint = (
            "Segment's journeys have one under `definition`, with steps as its states' `meta`: that is read"
        )
        return Finding(code="state-machine", message=message, hint=hint)
    message = "this is no journey that Waypost knows"
    hint = "it reads journey documents of its own, of Learning Locker and of Segment"
    return Finding(code="unknown-dialect", message=message, hint=hint)


def _is_machine(document: object) -> bool:
    """Tell whether it is what XState's ``createMachine`` takes."""
    return isinstance(document, dict) and isinstance(document.get("states"), dict)
