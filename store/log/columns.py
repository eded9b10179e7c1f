"""Columns of the paths that conditions use: what a document has there, as SQL over its kept text.

A column holds the JSON text of the value at the end of its path, NULL where there is nothing, and

- ``@2[…]`` where the path leads through an array: that array, and how many keys lead to it. Conditions look into its
  elements, so from there on the array itself is what they need.
So a condition asked of a document made from columns (``store.log.small``) answers as of the whole one. Of an odd
document all columns are NULL: only the document itself can say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Final

import msgspec

from store.log.manifest import Keys
from store.log.query import name, text

CUT: Final = "@"


def column(path: Keys) -> str:
    """The name of a path's column. SQL does not tell upper from lower case in names, so it is a hash."""
    return "at_" + blake2b(msgspec.json.encode(path), digest_size=8).hexdigest()


def minimal(paths: Iterable[Keys]) -> tuple[Keys, ...]:
    """Those that no other one leads to: the value at a path has all that is below it."""
    found = set(paths)
    return tuple(sorted(path for path in found if not any(path[:end] in found for end in range(len(path)))))


def with_columns(rows: str, paths: Sequence[Keys]) -> str:
    """SQL: the rows of a table that has ``shape`` and ``document``, with a column for each path."""
    bare = _Readings({path: keys for path in paths if (keys := _in_statement(path))})
    whole = _Readings({path: [path] for path in paths})
    columns = ", ".join(
        f"CASE shape WHEN 'statement' THEN {bare.value(path)} "
        f"ELSE {whole.value(path)} END AS {name(column(path))}"
        for path in paths
    )
    found = f"CASE shape WHEN 'odd' THEN NULL WHEN 'statement' THEN {bare.found} ELSE {whole.found} END"
    kinds = f"CASE shape WHEN 'odd' THEN NULL WHEN 'statement' THEN {bare.kinds} ELSE {whole.kinds} END"
    return (
        f"SELECT * EXCLUDE (found, kinds), {columns} "
        f"FROM (SELECT *, {kinds} AS kinds FROM (SELECT *, {found} AS found FROM {rows}))"
    )


def _in_statement(path: Keys) -> list[Keys]:
    """Return where a bare statement has what is at a path of the document it is wrapped into (``engine.events``)."""
    if path in (("timestamp",), ("stored",)):
        return [path]
    return [path[1:]] if path[0] == "statement" else []


class _Readings:
    """The values read of documents of one shape: parsed once for all, and again where some are not there."""

    def __init__(self, places: dict[Keys, list[Keys]]) -> None:
        self._places = places
        ends = [keys for alternatives in places.values() for keys in alternatives]
        self._ends = list(dict.fromkeys(ends))
        self._arrays = list(dict.fromkeys(keys[:end] for keys in ends for end in range(1, len(keys))))
        self.found = _each("json_extract", self._ends)
        self.kinds = _each("json_type", self._arrays)
        if self._arrays and not any(key.isdigit() for keys in self._ends for key in keys):
            # Only numbers lead through arrays: where everything was found, none was in the way.
            self.kinds = f"CASE WHEN list_count(found) < {len(self._ends)} THEN {self.kinds} END"

    def value(self, path: Keys) -> str:
        """The column of a path."""
        values = [self._value(keys, len(path) - len(keys)) for keys in self._places.get(path, [])]
        return f"coalesce({', '.join(values)})" if values else "NULL"

    def _value(self, keys: Keys, outside: int) -> str:
        """``outside``: keys of the path that lead to where the kept text begins."""
        end = f"found[{self._ends.index(keys) + 1}]::VARCHAR"
        cuts = [
            f"WHEN kinds[{self._arrays.index(keys[:at]) + 1}] = 'ARRAY' "
            f"THEN '{CUT}{at + outside}' || json_extract(document, {_pointer(keys[:at])})"
            for at in range(1, len(keys))
        ]
        return f"CASE {' '.join(cuts)} ELSE {end} END" if cuts else end


def _each(function: str, places: list[Keys]) -> str:
    return f"{function}(document, [{', '.join(map(_pointer, places))}])" if places else "NULL"


def _pointer(keys: Keys) -> str:
    """A JSON pointer (RFC 6901) as a literal in SQL."""
    return text("".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys))
