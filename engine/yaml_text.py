"""YAML for documents that are otherwise JSON: read to the same plain values, and written with its comments kept.

It is YAML 1.2 without times: ``on`` and ``2026-01-05`` are texts. What JSON cannot say is refused.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

from engine.finding import Finding, InvalidJourney
from engine.typed_json import parse_json

if TYPE_CHECKING:
    from ruamel.yaml import YAML  # it takes long to load, and most documents are JSON
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.nodes import Node

SUFFIXES: Final = (".yaml", ".yml")
"""How the names of YAML files end."""

LARGEST: Final = 300_000
"""Values in a document, those of repeated aliases included."""

_TIME: Final = "tag:yaml.org,2002:timestamp"


def is_yaml(name: str) -> bool:
    """Tell whether a file of this ``name`` is YAML."""
    return name.lower().endswith(SUFFIXES)


def parse_named(text: str | bytes, name: str) -> Any:
    """The plain values of the ``text`` of a file called ``name``: YAML if it ends so, else JSON.

    Raises InvalidJourney.
    """
    return parse_yaml(text) if is_yaml(name) else parse_json(text)


def parse_yaml(text: str | bytes) -> Any:
    """The plain JSON values of a YAML document. Raises InvalidJourney with the line and column."""
    from ruamel.yaml.error import YAMLError

    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        return _plain(_yaml("safe").load(decoded))
    except YAMLError as error:
        message = _sentence(error)
    except RecursionError:
        message = "this is nested too deeply"
    except UnicodeDecodeError as error:
        message = f"this is not UTF-8 text (byte {error.start})"
    except ValueError as error:
        message = str(error)
    raise InvalidJourney([Finding(code="bad-yaml", message=message, hint="correct the text and try again")])


def yaml_nodes(text: str) -> Node | None:
    """The nodes of a YAML text, each with its position; None where there are none. Raises ValueError."""
    from ruamel.yaml.error import YAMLError

    try:
        node: Node | None = _yaml("rt").compose(text)
    except YAMLError as error:
        raise ValueError(_sentence(error)) from None
    return node


def yaml_text(document: Any) -> str:
    """A document of plain JSON values as YAML."""
    return _dump(_yaml("rt"), document)


def updated_yaml(text: str, document: Any) -> str:
    """The YAML ``text`` saying what ``document`` says: comments, quotes and the order of keys stay where they can."""
    yaml = _yaml("rt")
    before = yaml.load(text)
    return text if _same(_plain(before), document) else _dump(yaml, _merged(before, document))


def _yaml(kind: str) -> YAML:
    from ruamel.yaml import YAML
    from ruamel.yaml.resolver import VersionedResolver

    class Resolver(VersionedResolver):
        """Takes what looks like a time for text, as JSON does."""

        @property
        def versioned_resolver(self) -> Any:
            return {
                first: [(tag, pattern) for tag, pattern in rules if tag != _TIME]
                for first, rules in super().versioned_resolver.items()
            }

    yaml = YAML(typ=kind, pure=True)
    yaml.Resolver = Resolver
    yaml.preserve_quotes = True
    yaml.width = 4_096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dump(yaml: YAML, document: Any) -> str:
    written = _Portions()
    yaml.dump(document, written)
    return b"".join(written.portions).decode()


class _Portions:
    """A text in UTF-8 that is written portion by portion; the engine knows no files."""

    def __init__(self) -> None:
        self.portions: list[bytes] = []

    def write(self, portion: bytes) -> None:
        self.portions.append(portion)


def _sentence(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error).splitlines()[0]
    where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    return f"this is not YAML: {problem}{where}"


def _plain(value: Any) -> Any:
    """Plain JSON values, each alias written out. Raises ValueError where JSON has no such value."""
    budget = iter(range(LARGEST))
    return _json(value, "$", budget, frozenset())


def _json(value: Any, place: str, budget: Iterator[int], around: frozenset[int]) -> Any:
    """The ``value`` at ``place`` as JSON has it; ``around`` are the ids of what it lies in, ``budget`` counts down."""
    if next(budget, None) is None:
        raise ValueError(f"this has more than {LARGEST:,} values")
    if isinstance(value, dict | list) and id(value) in around:
        raise ValueError(f"{place} contains itself, which JSON cannot say")
    inside = around | {id(value)}
    match value:
        case dict():
            return {
                _key(key, place): _json(each, f"{place}.{key}", budget, inside) for key, each in value.items()
            }
        case list():
            return [_json(each, f"{place}[{index}]", budget, inside) for index, each in enumerate(value)]
        case None | bool():
            return value
        case int():
            return int(value)
        case float() if math.isfinite(value):
            return float(value)
        case str():
            return str(value)
        case _:
            raise ValueError(f"{place} is {str(value)[:40]!r}, which JSON cannot say")


def _key(key: object, place: str) -> str:
    if not isinstance(key, str):
        raise ValueError(f'a key of {place} is {key!r}; write it as "{key}"')
    return str(key)


def _same(one: Any, other: Any) -> bool:
    return _text(one) == _text(other)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _merged(before: Any, value: Any) -> Any:
    """Return what to write in place of ``before`` for it to say ``value``: itself where that is possible."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(before, CommentedMap) and isinstance(value, dict):
        return _merged_map(before, value)
    if isinstance(before, CommentedSeq) and isinstance(value, list):
        return _merged_list(before, value)
    return before if _same(_plain(before), value) else value


def _merged_map(before: CommentedMap, value: dict[str, Any]) -> CommentedMap:
    for key in [key for key in before if key not in value]:
        del before[key]
    for position, (key, each) in enumerate(value.items()):
        if key not in before:
            before.insert(min(position, len(before)), key, each)
        elif (merged := _merged(before[key], each)) is not before[key]:
            before[key] = merged
    return before


def _merged_list(before: CommentedSeq, value: list[Any]) -> CommentedSeq:
    """The same for a list: elements that say the same keep their comments, others in one place are merged."""
    was, now = [_text(_plain(each)) for each in before], [_text(each) for each in value]
    changes = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    for _, start, end, first, last in reversed([each for each in changes if each[0] != "equal"]):
        kept = min(end - start, last - first)
        for index in range(end - 1, start + kept - 1, -1):
            del before[index]
        for offset in range(kept):
            before[start + offset] = _merged(before[start + offset], value[first + offset])
        for offset in range(kept, last - first):
            before.insert(start + offset, value[first + offset])
    return before
