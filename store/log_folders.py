"""Folders of statement logs, and how one is known. Loads nothing that reads a log."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import Final

from store.names import slug

NAME: Final = "log.json"
"""The file by which the folder of a log is known: its manifest."""

OWN: Final = "log"
"""The workspace's own log, in its folder."""

OF_FILES: Final = "logs"
"""Where the workspace keeps the logs of files and servers that were named instead of a log."""


def is_log(folder: Path) -> bool:
    """Tell whether a folder holds a statement log."""
    return (folder / NAME).is_file()


def log_name(path: Path) -> str:
    """The name of a file's log: files of one name in two folders have two."""
    return _name(path.name, str(path.resolve()))


def server_log_name(target: str, url: str) -> str:
    """The name of the log of a ``target``, by its name: targets of one name at two addresses have two."""
    return _name(target, url)


def _name(title: str, whole: str) -> str:
    return f"{slug(title)}-{blake2b(whole.encode(), digest_size=4).hexdigest()}"
