"""The numbers under which records are kept."""

from __future__ import annotations

from hashlib import blake2b


def number_of(name: bytes, kind: bytes) -> int:
    """The number of what is called so: the same in every process, positive, 63 bits. ``kind``: 16 bytes at most."""
    return int.from_bytes(blake2b(name, digest_size=8, person=kind).digest()) >> 1
