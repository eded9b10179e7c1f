"""A short part of ``tests.fuzz.containers``, the same in every run."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz.containers import OddFile, odd_files, tried


@pytest.mark.parametrize("file", list(odd_files(60, seed=7)), ids=lambda file: " ".join(file.made))
def test_an_odd_file_is_read_or_refused_with_a_reason(tmp_path: Path, file: OddFile) -> None:
    found, fault = tried(file, tmp_path)
    assert not fault, found
