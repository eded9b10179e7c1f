"""Choose a file: type its path, or find it in the tree."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, DirectoryTree, Input, Label

from designer.app.screens.dialogs import Dialog


class Kind(Struct, frozen=True):
    """What is looked for: files that end so, and folders that hold a file of that name."""

    suffixes: tuple[str, ...]
    mark: str = ""

    def is_meant(self, path: Path) -> bool:
        """Whether a path that somebody typed can be answered."""
        return path.is_file() or (bool(self.mark) and (path / self.mark).is_file())

    def answer(self, path: Path) -> str:
        """What a file in the tree stands for."""
        return str(path.parent if self.mark and path.name == self.mark else path)


DESIGNS: Final = Kind((".json",))
EVENTS: Final = Kind((".ndjson", ".jsonl", ".json", ".gz"), "log.json")


class _Tree(DirectoryTree):
    """Folders, and files that may be meant."""

    def __init__(self, folder: Path, suffixes: tuple[str, ...]) -> None:
        super().__init__(folder)
        self._suffixes = suffixes

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        return [
            path
            for path in paths
            if not path.name.startswith(".") and (path.is_dir() or path.suffix in self._suffixes)
        ]


class ChooseFile(Dialog[str]):
    """Answers a path that exists."""

    def __init__(self, title: str, kind: Kind = DESIGNS) -> None:
        super().__init__()
        self._title = title
        self._kind = kind

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Label(self._title, classes="question", markup=False)
            yield Input(placeholder="a path, or choose below", compact=True, id="path")
            yield Label("", classes="wrong", markup=False)
            yield _Tree(Path.cwd(), self._kind.suffixes)
            with Horizontal(classes="answers"):
                yield Button("OK", compact=True)

    @on(Input.Submitted)
    @on(Button.Pressed)
    def _entered(self) -> None:
        path = Path(self.query_one(Input).value).expanduser()
        if self._kind.is_meant(path):
            self.dismiss(str(path))
        else:
            self.query_one(".wrong", Label).update(f"There is no file {path}")

    @on(DirectoryTree.FileSelected)
    def _selected(self, event: DirectoryTree.FileSelected) -> None:
        self.dismiss(self._kind.answer(event.path))
