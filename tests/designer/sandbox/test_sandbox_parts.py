"""The small parts of the local journey API: limits, feeds, ids, keys."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.sandbox import keys as keyring
from designer.sandbox.faults import Fault
from designer.sandbox.feed import Feed
from designer.sandbox.ids import ObjectIds, number_of
from designer.sandbox.limits import DEEPEST, Rate, is_too_deep
from designer.sandbox.protocols import LEARNING_LOCKER, SEGMENT, SOURCE


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def allowed(rate: Rate, asker: str = "ada") -> bool:
    try:
        rate.take(asker)
    except Fault:
        return False
    return True


def test_a_bucket_empties_and_fills_again() -> None:
    clock = Clock()
    rate = Rate(3, clock)
    assert [allowed(rate) for _ in range(5)] == [True, True, True, False, False]
    assert allowed(rate, "eve")
    clock.now = 0.34
    assert [allowed(rate) for _ in range(2)] == [True, False]
    clock.now = 100
    assert [allowed(rate) for _ in range(4)] == [True, True, True, False]


def test_whoever_waits_as_long_as_told_is_let_in() -> None:
    clock = Clock()
    rate = Rate(0.3, clock)
    rate.take("ada")
    with pytest.raises(Fault) as refused:
        rate.take("ada")
    clock.now += int(refused.value.headers["Retry-After"])
    rate.take("ada")


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5))), st.integers(0, 60))
def test_a_feed_takes_what_comes_while_it_is_open(switches: list[tuple[bool, int]], number: int) -> None:
    feed, at, opened = Feed(), 0, False
    for on, later in switches:
        at += later
        feed = feed.switch(on=on, number=at)
        if at <= number:
            opened = on
    assert (number in feed) == opened
    assert feed.is_open == (bool(switches) and switches[-1][0])


def test_ids_are_unlike_and_grow() -> None:
    new = ObjectIds(lambda: 1_500_000_000_000_000)
    found = [new() for _ in range(300)]
    assert found == sorted(set(found))
    assert all(len(id) == 24 and f"{number_of(id):024x}" == id for id in found)


def test_a_ring_knows_its_keys_by_what_they_are_for() -> None:
    keys = keyring.make()
    ring = keyring.KeyRing(keyring.server_keys(keys))
    whole = f"{keys.learninglocker.key}:{keys.learninglocker.secret}"
    found = ring.find("learninglocker", whole)
    assert found is not None
    assert found.may("anything")
    assert ring.find("segment", whole) is None
    assert ring.find("learninglocker", f"{keys.learninglocker.key}:") is None
    reader = ring.find("learninglocker", f"{keys.reader.key}:{keys.reader.secret}")
    assert reader is not None
    assert reader.may("statements/read")
    assert not reader.may("statements/write")


def test_secrets_are_not_told_by_accident() -> None:
    keys = keyring.make()
    for secret in (keys.learninglocker.secret, keys.reader.secret, keys.segment, keys.source):
        assert secret not in f"{keys} {keys!r} {keys.learninglocker!r} {keyring.server_keys(keys)}"


def basic(text: str) -> str:
    return f"Basic {base64.b64encode(text.encode()).decode()}"


def test_credentials_are_read_as_each_server_sends_them() -> None:
    assert LEARNING_LOCKER.credential(basic("key:secret:more")) == "key:secret:more"
    assert SEGMENT.credential("bearer  token ") == "token"
    assert SOURCE.credential(basic("write:")) == "write"
    for header in ("", "Basic", "Basic ü", "Basic ====", basic("no colon"), "Digest x"):
        assert LEARNING_LOCKER.credential(header) is None
    assert SEGMENT.credential(basic("key:secret")) is None
    assert SOURCE.credential(basic(":")) is None


def test_nesting_is_counted_through_lists_and_objects() -> None:
    deep: object = 1
    for level in range(DEEPEST + 1):
        assert not is_too_deep(deep)
        deep = [deep] if level % 2 else {"a": deep}
    assert is_too_deep(deep)
