from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from practice import Practice, practice


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Practice]:
    """A fresh workspace, served."""
    with practice(tmp_path / "workspace") as found:
        yield found
