"""A folder of somebody's own called engine, store or so does not break the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("engine", "store"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('somebody else’s')")
    return tmp_path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = os.environ | {"PYTHONPATH": f".{os.pathsep}{ROOT}"}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=path, capture_output=True, text=True, check=False
    )


def test_the_command_finds_its_own_packages_first(folder: Path) -> None:
    done = run(folder, "-m", "designer", "new", "A quiz")
    assert (done.returncode, done.stdout, done.stderr) == (0, "a-quiz\n", "")


def test_what_is_loaded_under_the_name_already_is_told(folder: Path) -> None:
    (folder / "engine" / "__init__.py").write_text("")
    done = run(folder, "-c", "import engine, designer")
    assert done.returncode == 1
    assert "ImportError: Waypost has a package 'engine' of its own" in done.stderr
