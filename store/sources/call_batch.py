"""The calls of a batch, with what the batch says of all of them: before its list, or behind it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from engine.calls import of_batch
from store.sources import line
from store.sources.line import Line, Portion

_decode: Final = msgspec.json.Decoder(dict[str, Any]).decode


class HeldBatch:
    """The portions of one batch, held back until the text behind its list is known.

    A batch of more than ``line.LONGEST_LINE`` bytes is passed on as it comes, with what was said before its list.
    """

    def __init__(self) -> None:
        self._portions: list[Portion | Line] = []

    def held(
        self, key: bytes, before: bytes, portions: Generator[Portion | Line, None, bool]
    ) -> Generator[Portion | Line, None, bool]:
        """Hold back ``portions`` of a list with the name ``key`` that is a batch's, pass on those of any other; whether
        the text goes on behind it.

        ``before``: the text up to the list.
        """
        if key != b"batch":
            return (yield from portions)
        size = 0
        while True:
            try:
                portion = next(portions)
            except StopIteration as stop:
                return bool(stop.value)
            size += sum(map(len, portion.rows)) if isinstance(portion, Portion) else 0
            self._portions.append(portion)
            if size > line.LONGEST_LINE:
                yield from self.release(before + b"]}")

    def release(self, around: bytes) -> Iterator[Portion | Line]:
        """Pass on what is held, each call with what the batch's text ``around`` its list says."""
        batch = _object(around) if self._portions else {}
        for portion in self._portions:
            if isinstance(portion, Portion) and batch:
                yield replace(portion, rows=[_merged(row, batch) for row in portion.rows])
            else:
                yield portion
        self._portions.clear()


def _object(text: bytes) -> dict[str, Any]:
    with suppress(msgspec.MsgspecError, RecursionError, UnicodeError):
        return _decode(text)
    return {}


def _merged(row: bytes, batch: dict[str, Any]) -> bytes:
    with suppress(msgspec.MsgspecError, RecursionError, UnicodeError):
        call = _decode(row)
        if (merged := of_batch(call, batch)) is not call:
            return msgspec.json.encode(merged)
    return row
