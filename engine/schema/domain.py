"""The documents that can be, for whoever makes documents up: valid events, and what data splits look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice, product
from typing import Final

from engine.conditions.mongo.document_domain import Domain
from engine.conditions.mongo.values import MISSING
from engine.schema.completion import complete_event
from engine.schema.data import data_schema
from engine.schema.documents import EVENT
from engine.schema.record import ANYTHING, Schema, below, schemas_at
from engine.schema.values import is_valid
from engine.xapi.rule_sets import XAPI_1

_TEXTS: Final = {
    "": ("x", "y"),
    "iri": ("http://example.org/x", "http://example.org/y"),
    "verb": ("http://adlnet.gov/expapi/verbs/experienced", "http://example.org/y"),
    "activity-type": ("http://adlnet.gov/expapi/activities/course", "http://example.org/y"),
    "iri or uuid": ("http://example.org/x", "http://example.org/y"),
    "mailto": ("mailto:x@example.org", "mailto:y@example.org"),
    "uuid": ("00000000-0000-4000-8000-0000000000aa", "00000000-0000-4000-8000-0000000000ab"),
    "sha1": ("0" * 40, "1" * 40),
    "duration": ("PT1H", "PT1H30M", "P1DT5S"),
}
_NUMBERS: Final = (0, 1, 0.5, -1)
_FEW: Final = 8
"""How many values like a given one are tried, and how many combinations of them."""


def _variants(schema: Schema, keys: tuple[str, ...], value: object) -> Iterator[object]:
    """Values for ``schema`` at ``keys``: ``value`` itself where it can stand, something like it, then what often
    stands there.
    """
    there = list(schemas_at(schema, keys))
    if value is MISSING or value is None or any(is_valid(value, each) for each in there):
        yield value
        return
    if isinstance(value, list) and _leads_through_a_list(schema, keys):
        yield [part for part in value if any(is_valid(part, each) for each in there)]
    for each in there:
        yield from _near(value, each)


def _near(value: object, schema: Schema) -> Iterator[object]:
    """Values of ``schema`` like ``value``, or with such values inside; then what often stands there."""
    if is_valid(value, schema):
        yield value
        return
    if isinstance(value, str):
        yield from (near for near in _like(value, schema) if is_valid(near, schema))
    if isinstance(value, list) and schema.items is not None:
        yield from map(list, _combined([_near(part, schema.items) for part in value]))
    if isinstance(value, dict) and "object" in schema.kinds:
        inner = {key: below(schema, key) or ANYTHING for key in value}
        parts = _combined([_near(part, inner[key]) for key, part in value.items()])
        yield from (dict(zip(value, each, strict=True)) for each in parts)
    yield from _typical(schema)


def _combined(choices: Sequence[Iterator[object]]) -> Iterator[tuple[object, ...]]:
    return islice(product(*(list(islice(each, _FEW)) for each in choices)), _FEW)


def _leads_through_a_list(schema: Schema, keys: tuple[str, ...]) -> bool:
    return any(
        each.items is not None for end in range(1, len(keys)) for each in schemas_at(schema, keys[:end])
    )


def _like(text: str, schema: Schema) -> tuple[str, ...]:
    """Texts of ``schema`` with ``text`` inside."""
    if schema.format == "mailto":
        return (f"mailto:{text}", f"mailto:{text}@example.org", f"mailto:x{text}")
    return (f"http://example.org/{text}", f"http://{text}", f"http:{text}", f"{text}x", f"{text}:x")


def _typical(schema: Schema) -> Iterator[object]:
    if "string" in schema.kinds:
        yield from schema.enum or _TEXTS[schema.format]
    if "number" in schema.kinds:
        yield from (number for number in _NUMBERS if is_valid(number, schema))
    if "boolean" in schema.kinds:
        yield from (True, False)
    if "object" in schema.kinds:
        yield dict(schema.needed)
    if "array" in schema.kinds:
        items = schema.items
        yield [dict(items.needed)] if items is not None and "object" in items.kinds else []


EVENTS: Final = Domain(variants=partial(_variants, EVENT), completed=complete_event)
"""Events that are valid by the specification and that Learning Locker takes."""
_complete_specified_event: Final = partial(complete_event, rules=(XAPI_1,))
SPECIFIED_EVENTS: Final = Domain(EVENTS.variants, completed=_complete_specified_event)
"""Events that are valid by the specification. Learning Locker refuses some of them: for one, those with an IRI whose
scheme has a hyphen, such as ``course-v1:…``.
"""


def data_domain(ids: Iterable[str]) -> Domain:
    """The documents of data splits. ``ids`` are those of the steps and items whose events they may hold."""
    return Domain(variants=partial(_variants, data_schema(ids)), completed=_completed_data)


def _completed_data(document: dict[str, object]) -> dict[str, object] | None:
    steps = document.get("steps", {})
    if not isinstance(steps, dict):
        return None
    changed = {id: _complete_specified_event(event) for id, event in steps.items()}
    entry = _complete_specified_event(document["entry"]) if "entry" in document else {}
    if entry is None or None in changed.values():
        return None
    return document | ({"steps": changed} if changed else {}) | ({"entry": entry} if entry else {})
