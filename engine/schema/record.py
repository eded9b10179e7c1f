"""One record for a value of a document: in the words of JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from engine.schema.formats import is_of_format

KINDS: Final = frozenset({"string", "number", "boolean", "object", "array", "date"})


class Schema(Struct, frozen=True, kw_only=True):
    """The values that may stand at a place of a document.

    ``kinds`` are of its values (``date``: text that conditions read as an instant), ``fields`` those of an object,
    ``others`` what stands under any other key (of the format ``keys``), ``items`` the elements of an array.
    ``format`` names the texts (``iri``, ``mailto``, …), ``enum`` lists all of them. ``needed`` are values for the
    fields that an object must have. ``anything`` is a place that is free.
    """

    kinds: frozenset[str]
    fields: Mapping[str, Schema] = {}
    others: Schema | None = None
    keys: str = ""
    items: Schema | None = None
    enum: tuple[str, ...] = ()
    needed: Mapping[str, object] = {}
    format: str = ""
    minimum: float | None = None
    maximum: float | None = None
    anything: bool = False


ANYTHING: Final = Schema(kinds=KINDS, anything=True)


def only(kind: str) -> Schema:
    """Values of one kind."""
    return Schema(kinds=frozenset({kind}))


def text(format: str = "", *enum: str) -> Schema:
    """Texts of a format, or of a list."""
    return Schema(kinds=frozenset({"string"}), format=format, enum=enum)


def record(others: Schema | None = None, /, **fields: Schema) -> Schema:
    """An object with these fields, and perhaps others."""
    return Schema(kinds=frozenset({"object"}), fields=fields, others=others)


def with_required(schema: Schema, **needed: object) -> Schema:
    """The same object, which must have these fields; with values for them."""
    return replace(schema, needed=needed)


def list_of(items: Schema) -> Schema:
    """An array."""
    return Schema(kinds=frozenset({"array"}), items=items)


def either(first: Schema, second: Schema) -> Schema:
    """An object with the fields of both; the second's where both have one."""
    return replace(first, fields={**first.fields, **second.fields})


def below(schema: Schema, key: str) -> Schema | None:
    """Return what stands under a key of an object; None if no valid object has it."""
    if schema.anything:
        return ANYTHING
    if key in schema.fields:
        return schema.fields[key]
    return schema.others if is_of_format(key, schema.keys) else None


def schemas_at(schema: Schema, keys: Sequence[str]) -> Iterator[Schema]:
    """The schemas to which the path ``keys`` leads from ``schema``, as conditions follow it: through arrays, too.
    None: nowhere.
    """
    if not keys:
        yield schema
        if schema.items is not None:
            yield schema.items
        return
    found = below(schema, keys[0])
    if found is not None:
        yield from schemas_at(found, keys[1:])
    if schema.items is not None:
        yield from schemas_at(schema.items, keys)
        if keys[0].isdecimal():
            yield from schemas_at(schema.items, keys[1:])
