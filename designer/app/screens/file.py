"""Choose a file: type its path, or find it in the tree."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import DirectoryTree, Input, Label

from designer.app.screens.dialogs import Dialog


class _Designs(DirectoryTree):
    """Folders, and files that may be designs."""

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        return [
            path
            for path in paths
            if not path.name.startswith(".") and (path.is_dir() or path.suffix == ".json")
        ]


class ChooseFile(Dialog[str]):
    """Answers a path that exists."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Label(self._title, classes="question", markup=False)
            yield Input(placeholder="a path, or choose below", compact=True, id="path")
            yield Label("", classes="wrong", markup=False)
            yield _Designs(Path.cwd())

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        path = Path(event.value).expanduser()
        if path.is_file():
            self.dismiss(str(path))
        else:
            self.query_one(".wrong", Label).update(f"There is no file {path}")

    @on(DirectoryTree.FileSelected)
    def _selected(self, event: DirectoryTree.FileSelected) -> None:
        self.dismiss(str(event.path))
