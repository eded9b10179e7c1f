"""Leaving out the search for garbage, and going on with it whatever happens."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from store.garbage import without_collecting


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    yield
    gc.enable()


def test_collecting_goes_on_after_the_work_and_after_its_failure() -> None:
    with without_collecting():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="failed"), without_collecting():
        raise ValueError("failed")
    assert gc.isenabled()


def test_whoever_does_not_collect_is_left_alone() -> None:
    gc.disable()
    with without_collecting():
        pass
    assert not gc.isenabled()


def test_work_within_work_collects_only_when_all_is_done() -> None:
    @without_collecting()
    def work() -> None:
        assert not gc.isenabled()

    with without_collecting():
        work()
        assert not gc.isenabled()
    assert gc.isenabled()
