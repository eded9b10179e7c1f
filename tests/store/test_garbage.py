"""Leaving out the search for garbage, and going on with it whatever happens."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from store.garbage import no_garbage_collection


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    yield
    gc.enable()


def test_collecting_goes_on_after_the_work_and_after_its_failure() -> None:
    with no_garbage_collection():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="failed"), no_garbage_collection():
        raise ValueError("failed")
    assert gc.isenabled()


def test_whoever_does_not_collect_is_left_alone() -> None:
    gc.disable()
    with no_garbage_collection():
        pass
    assert not gc.isenabled()


def test_work_within_work_collects_only_when_all_is_done() -> None:
    @no_garbage_collection()
    def work() -> None:
        assert not gc.isenabled()

    with no_garbage_collection():
        work()
        assert not gc.isenabled()
    assert gc.isenabled()
