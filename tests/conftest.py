"""Marks for tests by their folder, and the profiles of the property tests.

Tests that drive other programs (browsers, terminals, servers, workers) are marked ``driving``: they are tried again,
pytest counts the reruns, and the quick run leaves them out. Property tests draw the same examples each time; only the
profile ``fuzz`` draws new ones (``make fuzz``), and what it finds becomes an example in the tests.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

# pytest-xdist tells its workers a width, at which commands would break their lines
os.environ.pop("COLUMNS", None)
settings.register_profile(
    "fixed", max_examples=50, derandomize=True, database=None, print_blob=True, deadline=None
)
settings.register_profile("fuzz", database=None, print_blob=True, deadline=None)
settings.load_profile("fixed")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than there are cores: a third of the time, tests wait for other programs."""
    return (os.cpu_count() or 1) + 1


_HERE: Final = Path(__file__).parent
_DRIVING: Final = (
    "designer/app/",
    "designer/delivery/",
    "designer/notebook/test_lab",
    "designer/notebook/test_module",
    "designer/notebook/test_views_pages",
    "designer/publish/",
    "designer/sandbox/",
    "designer/cli/test_demo_command",
    "designer/cli/test_end_to_end",
    "designer/cli/test_web_command",
    "notebooks/",
    "store/test_killed",
    "store/test_lock",
    "store/test_readers",
    "store/test_recalculate",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that drive programs. They come first: the longest ones would else end alone on one core."""
    for item in items:
        if item.path.relative_to(_HERE).as_posix().startswith(_DRIVING):
            item.add_marker(pytest.mark.driving)
            item.add_marker(pytest.mark.flaky(reruns=2))
    items.sort(key=lambda item: item.get_closest_marker("driving") is None)


@pytest.fixture
def heeding_ctrl_c() -> Iterator[None]:
    """As in a terminal, for this process and those that it starts; in the background Ctrl-C is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
