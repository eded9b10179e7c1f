"""Work in portions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from store.portions import portions


@given(st.lists(st.integers(0, 100)), st.integers(0, 300))
def test_nothing_is_lost_and_no_portion_is_heavier_than_one_item_more(items: list[int], size: int) -> None:
    found = list(portions(items, lambda item: item, size))
    assert [item for portion in found for item in portion] == items
    assert all(found)
    fair = sum(items) / max(1, round(sum(items) / max(size, 1)))
    assert all(sum(portion) <= fair + max(portion) for portion in found)


def test_equal_items_make_equal_portions() -> None:
    assert list(map(len, portions([62_500] * 16, lambda item: item, 125_000))) == [2] * 8
