"""What a notebook shows of the engine's own values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from IPython.core.interactiveshell import InteractiveShell
from scenario import verb
from traitlets.config import Config

from designer.notebook import Journey
from designer.notebook.code.display import show_journeys


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)  # IPython warns where another environment is active
    yield InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    InteractiveShell.clear_instance()


def test_a_notebook_draws_the_engines_journeys(shell: InteractiveShell) -> None:
    journey = Journey.new("Read").waypoint("read", verb("read")).exit()
    assert "image/svg+xml" not in shell.display_formatter.format(journey.journey)[0]
    show_journeys()
    shown, _ = shell.display_formatter.format(journey.journey)
    assert shown["image/svg+xml"] == shown["text/html"] == journey._repr_svg_()
    ElementTree.fromstring(shown["image/svg+xml"])


def test_elsewhere_nothing_has_to_be_shown() -> None:
    show_journeys()
