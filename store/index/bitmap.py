"""Sets of small whole numbers as bits of one integer: number n is in it if bit n is set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from struct import iter_unpack
from typing import Final

CHUNK: Final = 4096
"""Numbers that are kept in one row."""

_BYTES: Final = CHUNK // 8
_FEW: Final = 16
_ONE: Final = ord("1")
_INSIDE: Final = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


def of(numbers: Iterable[int], end: int = 0) -> int:
    """The set of ``numbers``; ``end`` is beyond them all, if it is known."""
    if not end:
        numbers = list(numbers)
        end = max(numbers, default=0) + 1
    digits = bytearray(b"0") * end
    for number in numbers:
        digits[-1 - number] = _ONE
    return int(digits, 2)


def numbers(bitmap: int) -> Iterator[int]:
    """The numbers in a set, in ascending order."""
    for at, byte in enumerate(to_bytes(bitmap)):
        if byte:
            for bit in _INSIDE[byte]:
                yield at << 3 | bit


def to_bytes(bitmap: int) -> bytes:
    """The set as bytes, in which number n is bit n % 8 of byte n // 8."""
    return bitmap.to_bytes(bitmap.bit_length() + 7 >> 3, "little")


def has(bits: bytes, number: int) -> bool:
    """Tell whether ``number`` is in the set whose bytes these are (``to_bytes``)."""
    return number >> 3 < len(bits) and bool(bits[number >> 3] >> (number & 7) & 1)


def among(numbers: Iterable[int], bits: bytes) -> list[int]:
    """Those of ``numbers`` that are in the set whose bytes these are."""
    end = len(bits) << 3
    return [number for number in numbers if number < end and bits[number >> 3] >> (number & 7) & 1]


def packed(chunk: int) -> bytes:
    """A set of numbers below ``CHUNK`` as it is kept: two bytes for each of a few, else all bits."""
    if chunk.bit_count() > _FEW:
        return chunk.to_bytes(_BYTES, "little")
    row = b""
    while chunk:
        lowest = chunk & -chunk
        row += (lowest.bit_length() - 1).to_bytes(2, "little")
        chunk ^= lowest
    return row


def unpacked(row: bytes) -> int:
    """The set that ``packed`` has made a row of."""
    if len(row) == _BYTES:
        return int.from_bytes(row, "little")
    return sum(1 << int.from_bytes(row[at : at + 2], "little") for at in range(0, len(row), 2))


def joined(chunks: Iterable[tuple[int, bytes]]) -> int:
    """The set whose rows these are, each with the number of its chunk, in ascending order."""
    bits = bytearray()
    for number, row in chunks:
        bits.extend(bytes(number * _BYTES - len(bits)))
        bits.extend(unpacked(row).to_bytes(_BYTES, "little"))
    return int.from_bytes(bits, "little")


def union_of_chunks(chunks: Iterable[tuple[int, bytes]]) -> int:
    """All that is in any of these rows, each with the number of its chunk."""
    full: dict[int, int] = {}
    few: list[int] = []
    for number, row in chunks:
        if len(row) == _BYTES:
            full[number] = full.get(number, 0) | int.from_bytes(row, "little")
        else:
            few.extend(_few(number, row))
    found = of(few)
    for number, chunk in full.items():
        found |= chunk << number * CHUNK
    return found


def members(chunks: Sequence[tuple[int, bytes]]) -> list[int] | int:
    """The numbers in these rows, in ascending order: a list where all rows have few."""
    if any(len(row) == _BYTES for _, row in chunks):
        return joined(chunks)
    return [number for chunk, row in chunks for number in _few(chunk, row)]


def _few(chunk: int, row: bytes) -> Iterator[int]:
    base = chunk * CHUNK
    return (base + number for (number,) in iter_unpack("<H", row))
