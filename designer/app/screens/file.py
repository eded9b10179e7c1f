"""Choose a file: type its path, or find it in the tree."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, DirectoryTree, Input, Label

from designer.app.dialogs import Dialog


class Kind(Struct, frozen=True):
    """A kind of file to look for: files that end so, and folders that hold a file of that name."""

    suffixes: tuple[str, ...]
    mark: str = ""

    def is_shown(self, path: Path) -> bool:
        """Tell whether it may be what is looked for, or lead there."""
        return not path.name.startswith(".") and (path.is_dir() or path.suffix in self.suffixes)

    def is_meant(self, path: Path) -> bool:
        """Tell whether a path that somebody typed can be answered."""
        return path.is_file() or (bool(self.mark) and (path / self.mark).is_file())

    def answer(self, path: Path) -> str:
        """Return what a file in the tree stands for."""
        return str(path.parent if self.mark and path.name == self.mark else path)


DESIGNS: Final = Kind((".json", ".yaml", ".yml"))
EVENTS: Final = Kind((".ndjson", ".jsonl", ".json", ".gz", ".yaml", ".yml"), "log.json")


class _Tree(DirectoryTree):
    """Folders, and files that may be meant."""

    def __init__(self, folder: Path, kind: Kind) -> None:
        super().__init__(folder, classes="long")
        self._kind = kind

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        return filter(self._kind.is_shown, paths)


class ChooseFile(Dialog[str]):
    """Answers a path that exists."""

    def __init__(self, title: str, kind: Kind = DESIGNS) -> None:
        super().__init__()
        self._title = title
        self._kind = kind
        hint = "a path, which Tab completes; or choose below"
        self._input = Input(placeholder=hint, compact=True, id="path")
        self._fault = Label("", classes="wrong", markup=False)
        self._tree = _Tree(Path.cwd(), kind)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Label(self._title, classes="question", markup=False)
            yield self._input
            yield self._fault
            yield self._tree
            with Horizontal(classes="answers"):
                yield Button("OK", compact=True)

    @on(Input.Submitted)
    @on(Button.Pressed)
    def _entered(self) -> None:
        path = Path(self._input.value).expanduser()
        if self._kind.is_meant(path):
            self.dismiss(str(path))
        elif path.is_dir():
            self._tree.path = path
            self._complain("That is a folder: choose a file in it.")
        else:
            self._complain(f"There is no file {path}")

    def _complain(self, sentence: str) -> None:
        self._fault.update(sentence)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._complain("")

    def on_key(self, event: events.Key) -> None:
        """Tab goes on with the path; where there is nothing to go on with, it leads to the tree as elsewhere."""
        typed = self._input
        if event.key == "tab" and typed.has_focus and (longer := completed(typed.value, self._kind)):
            typed.value = longer
            typed.action_end()
            event.prevent_default()
            event.stop()

    @on(DirectoryTree.FileSelected)
    def _selected(self, event: DirectoryTree.FileSelected) -> None:
        self.dismiss(self._kind.answer(event.path))


def completed(typed: str, kind: Kind) -> str:
    """Complete the path ``typed`` as far as every path of that ``kind`` that begins so agrees, as shells do; empty
    if that is no further.
    """
    folder, name = os.path.split(typed)
    try:
        found = [path for path in Path(folder).expanduser().iterdir() if path.name.startswith(name)]
    except OSError:
        return ""
    names = [f"{path.name}/" if path.is_dir() else path.name for path in found if kind.is_shown(path)]
    common = os.path.commonprefix(names)  # noqa: RUF071 — letters are meant, not folders
    return os.path.join(folder, common) if len(common) > len(name) else ""
