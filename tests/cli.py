"""``waypost`` as a person would type it, in this process."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from msgspec import Struct

from designer.cli.main import main


class Said(Struct, frozen=True):
    """What a command answered: its exit code, stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Terminal:
    """Types commands in a workspace of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str | Path) -> Said:
        out, err = io.StringIO(), io.StringIO()
        before = sys.argv
        sys.argv = ["waypost", "--workspace", str(self.folder / "workspace"), *map(str, words)]
        try:
            with redirect_stdout(out), redirect_stderr(err):
                main()
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        finally:
            sys.argv = before
        return Said(code, out.getvalue(), err.getvalue())

    def write(self, name: str, content: object) -> Path:
        """A file of this content: JSON unless it is text or bytes already; a list is written as NDJSON."""
        path = self.folder / name
        if isinstance(content, list):
            content = "".join(json.dumps(each) + "\n" for each in content)
        if not isinstance(content, str | bytes):
            content = json.dumps(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path
