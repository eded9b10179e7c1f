"""A table as a mapping from document ids, as text, to documents, with the writes of a transaction on top."""

from __future__ import annotations

import json
from collections.abc import ItemsView, Iterator, Mapping, MutableMapping
from itertools import chain
from typing import Final

import msgspec

Fields = dict[str, object]
"""A document's content, as JSON has it."""

Rows = dict[str, bytes | None]
"""Document id → the document's JSON; None: removed."""

_to_json: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_from_json: Final = msgspec.json.Decoder(dict[str, object]).decode


def encode(document: Mapping[str, object]) -> bytes:
    """The JSON of ``document``. Raises TypeError or ValueError for what JSON cannot say: sets, NaN, half a surrogate
    pair.
    """
    return _to_json(document).encode()


def decode(row: bytes) -> Fields:
    return _from_json(row)


class TableView(MutableMapping[str, Fields]):
    """One table: what is saved, and in layers above it what is not yet. Every document is a fresh copy.

    Writing fills the topmost layer.
    """

    def __init__(self, saved: Mapping[str, bytes], *unsaved: Rows) -> None:
        self._saved = saved
        self._unsaved = unsaved

    def row(self, key: str) -> bytes | None:
        """The JSON of a document, None if there is none."""
        for layer in reversed(self._unsaved):
            if key in layer:
                return layer[key]
        return self._saved.get(key)

    def __getitem__(self, key: str) -> Fields:
        if (row := self.row(key)) is None:
            raise KeyError(key)
        return decode(row)

    def __setitem__(self, key: str, document: Mapping[str, object]) -> None:
        self.put(key, encode(document))

    def put(self, key: str, row: bytes | None) -> None:
        """Write the document ``row`` under ``key``, JSON already; None removes what is there."""
        if row != self.row(key):
            self._unsaved[-1][key] = row

    def __delitem__(self, key: str) -> None:
        if key not in self:
            raise KeyError(key)
        self._unsaved[-1][key] = None

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.row(key) is not None

    def __iter__(self) -> Iterator[str]:
        keys = dict.fromkeys([*self._saved, *chain(*self._unsaved)])
        return filter(self.__contains__, keys)

    def __len__(self) -> int:
        changed = set(chain(*self._unsaved))
        return len(self._saved) + sum((key in self) - (key in self._saved) for key in changed)

    def items(self) -> ItemsView[str, Fields]:
        return _Items(self)


class _Items(ItemsView[str, Fields]):
    """Passes over what another thread removes meanwhile."""

    _mapping: TableView

    def __iter__(self) -> Iterator[tuple[str, Fields]]:
        for key in self._mapping:
            if (row := self._mapping.row(key)) is not None:
                yield key, decode(row)
