"""The short way into the app (``waypost``, ``waypost open NAME``) and to the designs (``waypost list``).

They are read without the machinery of the command line, which takes longer to load than what they need. It reads
whatever else is typed, and answers these in the same way.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from store.names import NoSuchDesign

VARIABLE: Final = "WAYPOST_WORKSPACE"
"""Of the environment: names the workspace's folder where no option does."""


_OPTION: Final = "--workspace"


def with_workspace_first(words: Sequence[str]) -> list[str]:
    """The words with ``--workspace FOLDER`` before the command, wherever it was typed; after ``--`` it is no option."""
    end = words.index("--") if "--" in words else len(words)
    named: list[str] = []
    others: list[str] = []
    rest = iter(words[:end])
    for word in rest:
        if word == _OPTION:
            named = [word, *[folder for folder in [next(rest, None)] if folder is not None]]
        elif word.startswith(f"{_OPTION}="):
            named = [_OPTION, word.removeprefix(f"{_OPTION}=")]
        else:
            others.append(word)
    return [*named, *others, *words[end:]]


def parse_app_call(words: Sequence[str]) -> tuple[Path, str | None] | None:
    """The workspace's folder and the design, if the words ask for the app and nothing else."""
    folder, rest = _split(words)
    match rest:
        case []:
            return workspace_folder(folder), None
        case ["open", design] if not design.startswith("-"):
            return workspace_folder(folder), design
    return None


def parse_list_call(words: Sequence[str]) -> tuple[Path, bool] | None:
    """The workspace's folder, and whether the answer is for programs, if the words ask for its designs."""
    folder, rest = _split(words)
    match rest:
        case ["list"]:
            return workspace_folder(folder), False
        case ["list", "--json"]:
            return workspace_folder(folder), True
    return None


def _split(words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The workspace's folder as it was said, and what else was."""
    match words:
        case [option, folder, *rest] if option == _OPTION:
            return folder, rest
    return os.environ.get(VARIABLE, ""), words


def workspace_folder(folder: Path | str | None) -> Path:
    """The workspace's folder, by what was said about it."""
    return Path(folder or ".waypost")


def is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def show_app(folder: Path, design: str | None = None) -> None:
    """The app on a workspace until it is quit, at a design if one is named. Raises Refused."""
    from designer.app.startup import run
    from designer.errors import Refused

    try:
        run(folder, design)
    except NoSuchDesign as error:
        raise Refused(str(error)) from None


def show_designs(folder: Path, as_json: bool) -> None:
    """Print the designs of the workspace in a folder."""
    from designer.cli.design_list import print_designs
    from store.workspace import Workspace

    print_designs(Workspace.open(folder), as_json)
