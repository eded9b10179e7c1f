"""JSON Schema of the documents that people write, made from the types that read them.

Editors complete and explain by it: a field's help sentence is its description.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec

from engine.duration import Duration
from engine.edit import Edit
from engine.journey import FORMAT, Journey
from engine.population.chances import Population
from engine.scenario.scenario import Scenario
from engine.steps import ID

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def journey_schema() -> Schema:
    """The schema of ``NAME.journey.json``."""
    schema = _schema(Journey, "A journey")
    journey = schema["$defs"]["Journey"]
    version = {"const": FORMAT, "description": "The format of journeys."}
    journey["properties"] = {"format": version} | journey["properties"]
    journey["required"] = ["format", *journey["required"]]
    journey["properties"]["steps"]["propertyNames"] = {"pattern": f"^{ID.pattern}$"}
    return schema


def scenario_schema() -> Schema:
    """The schema of ``NAME.scenario.json``."""
    return _schema(Scenario, "A scenario")


def edit_schema() -> Schema:
    """The schema of an edit of a design (``engine.edit``), as programs make them."""
    return _schema(Edit, "An edit")


def people_schema() -> Schema:
    """The schema of ``NAME.people.json``."""
    return _schema(Population, "A population")


SCHEMAS: Final[dict[str, Callable[[], Schema]]] = {
    "journey": journey_schema,
    "scenario": scenario_schema,
    "people": people_schema,
}
"""The documents that have a schema."""


def _schema(kind: Any, title: str) -> Schema:
    (reference,), parts = msgspec.json.schema_components(
        [kind], schema_hook=_custom, ref_template="#/$defs/{name}"
    )
    for part in parts.values():
        _complete(part)
    for described in _described_parts(parts):
        described["description"] = described["description"].replace("``", "`")
    return {"$schema": DIALECT, "title": title, **reference, "$defs": parts}


def _custom(kind: type) -> Schema:
    if kind is Duration:
        return {"type": "string", "pattern": _DURATION, "patternErrorMessage": _NO_DURATION}
    raise NotImplementedError(kind)


_DURATION: Final = r"^\s*(([0-9]{1,12}(mo|wd|[ywdhms]))+|P[0-9.,WDTHMS]+)\s*$"

_NO_DURATION: Final = "Write a length of time as 90s, 45m, 2h, 3d, 2w or 1d12h."
"""What VS Code says where the pattern does not match."""


def _complete(part: Schema) -> None:
    """Refuse other keys in a ``part``, as reading does, and let the value of its tag say what the part is."""
    if part.get("type") != "object" or "properties" not in part:
        return
    part["additionalProperties"] = False
    for described in part["properties"].values():
        if described.get("default", ...) is None:
            del described["default"]
    for name in ("kind", "on"):
        values = part["properties"].get(name, {}).get("enum", ())
        if len(values) == 1:
            part["properties"][name] = {"const": values[0], "description": part.get("description", "")}


def _described_parts(value: object) -> Iterator[Schema]:
    """Every part with a description."""
    if isinstance(value, dict):
        if isinstance(value.get("description"), str):
            yield value
        for inner in value.values():
            yield from _described_parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _described_parts(inner)
