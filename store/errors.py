"""Errors of the outside: one sentence each, saying what, where, and what to do next.

None of these means that something saved was lost: whatever failed, the files on disk stay valid.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final


class StoreError(Exception):
    """The outside failed or refused: the disk, a permission, another process, a file from elsewhere."""


class WorkspaceLocked(StoreError):
    """Another process went on writing for longer than we were ready to wait."""


class NewerFormat(StoreError):
    """The file was written by a newer Waypost than this one."""


class WorkspaceGone(StoreError):
    """A file that was read before is no longer there: it was moved away or deleted."""


class DamagedFile(StoreError):
    """The file is not as it was written. ``waypost doctor --repair`` keeps what can be read."""


def reimport_hint(folder: Path) -> str:
    """Return what a person does about a damaged log: nothing here has its statements any more."""
    return f"move {folder} away and import its files again: waypost log import FILE… --into {folder}"


_NO_SYNC: Final = "put it on a local disk: this file system lacks fsync or flock, so nothing there is safe"

_REMEDIES: Final = {
    errno.ENOSPC: "the disk is full; free some space and do it again",
    errno.EDQUOT: "your disk quota is used up; free some space and do it again",
    errno.EFBIG: "the file may not grow any further; raise the limit on the size of files and do it again",
    errno.EROFS: "the file system is read-only; choose another folder",
    errno.EACCES: "permission denied; give yourself the right to read and write there, or choose another folder",
    errno.EPERM: "permission denied; give yourself the right to read and write there, or choose another folder",
    errno.ENOTDIR: "a file is where a folder should be; move it away, or choose another folder",
    errno.EEXIST: "a file is where a folder should be; move it away, or choose another folder",
    errno.EISDIR: "a folder is where a file should be; move it away, or choose another folder",
    errno.EINVAL: _NO_SYNC,
    errno.ENOSYS: _NO_SYNC,
    errno.ENOTSUP: _NO_SYNC,
    errno.ENOLCK: _NO_SYNC,
    errno.EIO: "the disk reports an error; copy the folder to another disk",
}


def remedy(code: int) -> str:
    """Return what a person does about the failure of a system call, by its ``errno``; empty: nobody knows."""
    return _REMEDIES.get(code, "")


@contextmanager
def outside(doing: str, path: Path) -> Iterator[None]:
    """Turn an ``OSError`` while ``doing`` something with ``path`` into a ``StoreError``: "cannot write PATH: the
    disk is full; …".
    """
    try:
        yield
    except OSError as error:
        reason = remedy(error.errno or 0) or error.strerror or str(error)
        raise StoreError(f"cannot {doing} {path}: {reason}. What was saved before is still there.") from error
