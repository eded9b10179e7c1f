"""The data of attachments: a file each, named by its SHA-2 digest, beside the journal."""

from __future__ import annotations

import re
from hashlib import new
from pathlib import Path
from typing import Final

from store import disk
from store.errors import outside

_DIGEST: Final = re.compile(r"[0-9a-f]{56,128}", re.IGNORECASE)
_ALGORITHMS: Final = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}


def fits(data: bytes, sha2: str) -> bool:
    """Tell whether that is the digest of the data, by the algorithm that its length tells."""
    algorithm = _ALGORITHMS.get(len(sha2))
    return algorithm is not None and new(algorithm, data).hexdigest() == sha2.lower()


class Attachments:
    """Files in a folder, which is made when it is needed. May raise StoreError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, sha2: str, data: bytes) -> None:
        """Keep data, durably; ``sha2`` fits it."""
        path = self._path(sha2)
        if path.exists():
            return
        with outside("write", path):
            disk.make_folder(self._folder)
            disk.replace_file(path, [data])

    def get(self, sha2: str) -> bytes | None:
        """The data with that digest, if it is kept."""
        if not _DIGEST.fullmatch(sha2):
            return None
        path = self._path(sha2)
        with outside("read", path):
            return path.read_bytes() if path.exists() else None

    def _path(self, sha2: str) -> Path:
        return self._folder / sha2.lower()
