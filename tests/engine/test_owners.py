"""What people may call an owner."""

from __future__ import annotations

import pytest

from engine.owners import is_called, name, names, near

ANNA = '{"mbox":"mailto:anna@example.org"}'
DAVE = '{"account":{"homePage":"http://lms.org","name":"Dave20"}}'
USER = '{"userId":"u-1"}'
PERSONA = '{"persona":"59c2"}'


def test_names_begin_with_the_plainest() -> None:
    assert list(names(ANNA)) == ["anna@example.org", "mailto:anna@example.org", ANNA]
    assert [next(names(owner)) for owner in (DAVE, USER, PERSONA)] == ["Dave20", "u-1", "59c2"]


def test_in_full_an_account_is_named_with_its_home() -> None:
    assert [name(owner) for owner in (ANNA, DAVE, USER)] == [
        "mailto:anna@example.org",
        "Dave20 at http://lms.org",
        "u-1",
    ]


@pytest.mark.parametrize(
    ("owner", "written"),
    [
        (ANNA, "anna@example.org"),
        (ANNA, " Mailto:Anna@Example.org "),
        (DAVE, "dave20"),
        (DAVE, '{"account": {"name": "Dave20", "homePage": "http://lms.org"}}'),
        (USER, "U-1"),
        (PERSONA, '{"persona": "59c2"}'),
    ],
)
def test_it_may_be_written_in_several_ways(owner: str, written: str) -> None:
    assert is_called(owner, written)


@pytest.mark.parametrize("written", ["", "anna", "example.org", "[]", "59c2", '{"mbox": 1}'])
def test_something_else_is_somebody_else(written: str) -> None:
    assert not is_called(ANNA, written)


def test_near_names_contain_the_text_or_are_spelt_alike() -> None:
    owners = [ANNA, DAVE, USER, PERSONA]
    assert near("dave", owners) == ["Dave20"]
    assert near("mailto:ana@example.org", owners) == ["anna@example.org"]
    assert near("nobody at all", owners) == []
