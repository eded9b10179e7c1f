"""Plain JSON values into typed records, reporting every problem with its place instead of the first one.

msgspec converts and checks each field; walking the records ourselves is what lets several fields be wrong at once.
"""

from __future__ import annotations

import contextlib
import difflib
import json
import math
import re
from collections.abc import Callable, Iterable
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, NoReturn, Union, get_args, get_origin

import msgspec
from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from engine.duration import Duration, likely
from engine.finding import Finding, InvalidJourney

Report = Callable[[Finding], None]

FAILED: Final = object()
"""What reading gives for a part that could not be read; why has been reported."""


def parse_json(text: str | bytes) -> Any:
    """A JSON document, refusing what JSON readers disagree on: keys given twice, NaN, nesting beyond reason.

    Raises InvalidJourney with the line and column.
    """
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        document = json.loads(
            decoded, object_pairs_hook=_unique_keys, parse_constant=_refuse_constant, parse_float=_finite
        )
        json.dumps(document, ensure_ascii=False).encode()
        return document
    except json.JSONDecodeError as error:
        message = f"this is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
    except RecursionError:
        message = "this is nested too deeply"
    except UnicodeDecodeError as error:
        message = f"this is not UTF-8 text (byte {error.start})"
    except UnicodeEncodeError:
        message = "a text in it has half of a surrogate pair, which is no character"
    except ValueError as error:
        message = str(error)
    raise InvalidJourney([Finding(code="bad-json", message=message, hint="correct the text and try again")])


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {twice!r} is given twice in one object")
    return read


def _finite(number: str) -> float:
    if math.isinf(read := float(number)):
        raise ValueError(f"the number {number[:40]} is too large")
    return read


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def read(kind: Any, raw: object, place: str, report: Report) -> Any:
    """Read ``raw`` at ``place`` as ``kind``, or FAILED after telling ``report`` why. Records, maps and lists of
    records are walked.
    """
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if _is_record(bare):
        return _read_record(bare, raw, place, report)
    if members := _tagged_union(bare):
        return _read_member(members, raw, place, report)
    if raw is not None and (whole := _optional(bare, raw)):
        return read(whole, raw, place, report)
    origin, inner = get_origin(bare), get_args(bare)
    if origin is dict and isinstance(raw, dict) and _holds_records(inner[1]):
        parts = {key: read(inner[1], part, f"{place}.{key}", report) for key, part in raw.items()}
        return _unless_failed(parts, parts.values())
    if origin is tuple and isinstance(raw, list) and _holds_records(inner[0]):
        row = tuple(read(inner[0], part, f"{place}[{index}]", report) for index, part in enumerate(raw))
        return _unless_failed(row, row)
    return _convert(kind, raw, place, report)


def _unless_failed(whole: object, parts: Iterable[object]) -> object:
    return FAILED if any(part is FAILED for part in parts) else whole


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct)


def _tagged_union(kind: Any) -> tuple[type[Struct], ...]:
    members = get_args(kind) if get_origin(kind) in (Union, UnionType) else ()
    return members if members and all(map(_is_record, members)) else ()


def _optional(kind: Any, raw: object) -> Any:
    """Return the record, or the row of records, that ``raw`` stands for where ``kind`` may also be nothing, or a text;
    None for anything else.
    """
    members = [each for each in get_args(kind) if each is not type(None)]
    records = [each for each in members if any(map(_holds_records, (each, *get_args(each)[:1])))]
    if get_origin(kind) not in (Union, UnionType) or len(records) != 1:
        return None
    return records[0] if len(members) == 1 or isinstance(raw, dict) else None


def _holds_records(kind: Any) -> bool:
    return _is_record(kind) or bool(_tagged_union(kind))


def _read_member(members: tuple[type[Struct], ...], raw: object, place: str, report: Report) -> Any:
    """Read ``raw`` at ``place`` as one of a tagged union of ``members``: the tag decides which. Faults go to
    ``report``.
    """
    by_tag = {str(member.__struct_config__.tag): member for member in members}
    field = str(members[0].__struct_config__.tag_field)
    if not isinstance(raw, dict):
        report(_wrong_type(place, "an object", raw))
        return FAILED
    tag = raw.get(field)
    if not isinstance(tag, str) or tag not in by_tag:
        what = f"{tag!r} is not a value of {field!r}" if field in raw else f"the key {field!r} is missing"
        report(
            Finding(code="unknown-kind", place=f"{place}.{field}", message=what, hint=_one_of(tag, by_tag))
        )
        return FAILED
    return _read_record(by_tag[tag], raw, place, report)


def _read_record(kind: type[Struct], raw: object, place: str, report: Report) -> Any:
    if not isinstance(raw, dict):
        report(_wrong_type(place, "an object", raw))
        return FAILED
    known = _fields(kind)
    for key in sorted(raw.keys() - known.keys() - {kind.__struct_config__.tag_field}):
        message = f"the key {key!r} is not known here"
        report(Finding(code="unknown-key", place=f"{place}.{key}", message=message, hint=_one_of(key, known)))
    values = {}
    for key, part in known.items():
        if key in raw:
            values[part.name] = read(part.type, raw[key], f"{place}.{key}", report)
        elif part.required:
            report(Finding(code="missing-key", place=place, message=f"the key {key!r} is missing"))
            values[part.name] = FAILED
    return FAILED if any(value is FAILED for value in values.values()) else kind(**values)


@cache
def _fields(kind: type[Struct]) -> dict[str, FieldInfo]:
    """The fields of a record by their names in the document."""
    return {part.encode_name: part for part in fields(kind)}


def _convert(kind: Any, raw: object, place: str, report: Report) -> Any:
    try:
        return msgspec.convert(raw, kind, dec_hook=_read_duration)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        hint = _one_of(raw, options) if (options := _options(kind)) else _correction(raw, kind, message)
        place += path.rstrip("`")
        report(Finding(code="wrong-type", place=place, message=_plain(message), hint=hint))
        return FAILED


def _options(kind: Any) -> tuple[str, ...]:
    """The values of a field that takes one of a few, or may be left out."""
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if get_origin(bare) in (Union, UnionType):
        (bare, *_) = get_args(bare)
    return tuple(map(str, get_args(bare))) if get_origin(bare) is Literal else ()


def _correction(raw: object, kind: Any, message: str) -> str:
    """The hint for what ``raw`` probably means, which is no ``kind``, as ``message`` says: a number as text, say, or a
    duration in words.
    """
    if "duration" in message:
        return f"did you mean {meant}?" if (meant := likely(raw)) else ""
    with contextlib.suppress(msgspec.ValidationError):
        if isinstance(raw, str):
            meant = msgspec.convert(raw.strip().removesuffix("%"), kind, strict=False)
            return f"did you mean {json.dumps(meant)}?"
    return ""


def _read_duration(kind: type, raw: Any) -> Duration:
    if not isinstance(raw, str):
        raise ValueError("a duration is a text such as 3d")
    return Duration.read(raw)


def _wrong_type(place: str, expected: str, raw: object) -> Finding:
    given = _KINDS.get(type(raw).__name__, type(raw).__name__)
    return Finding(code="wrong-type", place=place, message=f"expected {expected}, got {given}")


def _plain(message: str) -> str:
    """A sentence of msgspec in words of documents, not of Python: ``Expected `int` >= 1``."""
    message = message[:1].lower() + message[1:]
    for pattern, said in _WORDINGS:
        message = pattern.sub(said, message)
    return re.sub(r"`(.*?)`", lambda named: _kinds(named[1]), message)


def _kinds(named: str) -> str:
    return " or ".join(_KINDS.get(each, each) for each in named.split(" | "))


_KINDS: Final = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "true or false",
    "null": "nothing",
    "NoneType": "nothing",
    "array": "a list",
    "list": "a list",
    "object": "an object",
    "dict": "an object",
}
"""What people call the kinds of JSON values."""

_WORDINGS: Final = (
    (re.compile(r"got `float`$"), "got a number that is not whole"),
    (re.compile(r"`str` of length >= 1$"), "a text that is not empty"),
    (re.compile(r" of length >= 1$"), " that is not empty"),
    (re.compile(r" of length >= (\d+)$"), r" of \1 parts or more"),
    (re.compile(r" >= (-?\d+)(?:\.0)?$"), r" of \1 or more"),
    (re.compile(r" > 0(?:\.0)?$"), " above 0"),
    (re.compile(r" <= (-?\d+)(?:\.0)?$"), r" of \1 at most"),
    (re.compile(r"`str` matching regex .*"), "another form of text"),
    (re.compile(r"^invalid enum value (.*)"), r"\1 is not among what it can be"),
    (re.compile(r"^object contains unknown field `(.*)`"), r"the key '\1' is unknown"),
    (re.compile(r"^object missing required field `(.*)`"), r"the key '\1' is missing"),
)
"""Other phrases of msgspec."""


_SYNONYMS: Final = {
    "url": ("callback",),
    "uri": ("callback",),
    "webhook": ("callback",),
    "target": ("to",),
    "source": ("from",),
    "window": ("within",),
    "timeout": ("after",),
    "if": ("when", "condition"),
    "query": ("condition",),
    "conditions": ("condition",),
    "times": ("count",),
    "needed": ("required",),
    "trait": ("path",),
    "traits": ("path",),
    "path": ("date",),
    "default": ("else",),
    "end": ("exit",),
    "final": ("exit",),
    "wait": ("delay",),
    "start": ("entry",),
    "task": ("waypoint",),
}
"""Words for keys and kinds that other tools have, and ours."""


def _one_of(given: object, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(given), known, n=1, cutoff=0.7)
    near += [key for key in known if key in _SYNONYMS.get(str(given), ())]
    return f"did you mean {near[0]!r}?" if near else f"one of {', '.join(known)}"
