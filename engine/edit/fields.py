"""Fields of a part of the design, changed by their names in the document, to plain JSON values.

So a form can hand over what was typed, an edit stays small, and wrong types are refused in one place.
"""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import FieldInfo, replace

from engine.duration import Duration
from engine.edit.lookup import InvalidEdit
from engine.finding import Finding
from engine.typed_json import read

Fields = dict[str, Any]
"""Plain JSON values by the field's name in the document; null where a field may be empty."""

Part = TypeVar("Part", bound=Struct)


def with_fields(part: Part, fields: Fields, fixed: Container[str] = ()) -> Part:
    """The part with these fields changed; those that are ``fixed`` cannot be. Raises InvalidEdit."""
    known = {field.encode_name: field for field in fields_of(type(part)) if field.name not in fixed}
    findings: list[Finding] = []
    values = {}
    for key, value in fields.items():
        if key not in known:
            raise InvalidEdit(f"{key!r} cannot be changed here; it is one of {', '.join(known)}")
        values[known[key].name] = read(known[key].type, value, f"$.{key}", findings.append)
    if findings:
        raise InvalidEdit("; ".join(map(str, findings)))
    return replace(part, **values)


@cache
def fields_of(kind: type[Struct]) -> tuple[FieldInfo, ...]:
    """The fields of a part of the design; reading them off its annotations takes long."""
    return msgspec.structs.fields(kind)


def plain(value: object) -> object:
    """Any part of a design as plain JSON values."""
    return msgspec.to_builtins(value, enc_hook=_write_duration)


def _write_duration(value: object) -> str:
    if isinstance(value, Duration):
        return str.__str__(value)
    raise NotImplementedError(type(value))
