"""Who is who: ``alias`` and ``identify`` make one owner of several, whatever came first."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenario import design, exit_, first_match, instant, stamp

from engine.events import from_document
from engine.identity import Links, links_of
from engine.plan import Plan
from engine.report import report
from engine.simulate import SimulationResult, simulate


def waypoint(event: str) -> dict[str, Any]:
    return {"kind": "waypoint", "condition": {"event": event}}


JOURNEY = design(
    {"start": first_match(), "seen": waypoint("Seen"), "bought": waypoint("Bought"), "done": exit_()},
    "start>seen>bought>done",
)
Call = dict[str, Any]


def call(minute: int, kind: str, **fields: Any) -> Call:
    return {"type": kind, "messageId": f"{kind}{minute}", "timestamp": stamp(minute), **fields}


def seen(minute: int, **who: str) -> Call:
    return call(minute, "track", event="Seen", **who)


def bought(minute: int, **who: str) -> Call:
    return call(minute, "track", event="Bought", **who)


def ran(*calls: Call, **how: Any) -> SimulationResult:
    return simulate(Plan(JOURNEY), map(from_document, calls), **how)


def owners(simulated: SimulationResult) -> list[str]:
    return [each.owner for each in simulated.owners]


@pytest.mark.parametrize(
    "link",
    [
        call(5, "identify", userId="anna", anonymousId="a1"),
        call(5, "alias", userId="anna", previousId="a1"),
    ],
)
def test_a_visitor_becomes_a_user(link: Call) -> None:
    run = ran(seen(1, anonymousId="a1"), link, bought(9, userId="anna"))
    assert owners(run) == ['{"userId":"anna"}']
    assert run.owners[0].attempts[0].status == "completed"
    assert run.names == {'{"anonymousId":"a1"}': '{"userId":"anna"}'} | (
        {'{"userId":"a1"}': '{"userId":"anna"}'} if link["type"] == "alias" else {}
    )


def test_nobody_is_joined_before_the_clock_or_where_it_is_switched_off() -> None:
    calls = (
        seen(1, anonymousId="a1"),
        call(5, "alias", userId="anna", previousId="a1"),
        bought(9, userId="anna"),
    )
    assert owners(ran(*calls, until=instant(4))) == ['{"anonymousId":"a1"}']
    assert owners(ran(*calls, join=False)) == ['{"anonymousId":"a1"}']
    assert owners(ran(*calls, until=instant(5))) == ['{"userId":"anna"}']


def test_a_track_call_with_both_ids_joins_nobody() -> None:
    assert owners(ran(seen(1, anonymousId="a1"), bought(2, userId="anna", anonymousId="a1"))) == [
        '{"anonymousId":"a1"}'
    ]


def test_the_owner_is_named_by_the_user_id_that_no_alias_gave_up() -> None:
    aliases = [
        call(1, "alias", userId="b", previousId="a"),
        call(2, "alias", userId="c", previousId="b"),
        call(3, "identify", userId="d", anonymousId="x"),
        call(4, "identify", userId="c", anonymousId="x"),
    ]
    links = Links(link for each in aliases for link in links_of(from_document(each)))
    assert set(links.names(instant(9)).values()) == {'{"userId":"c"}'}
    assert links.names(instant(3))['{"userId":"a"}'] == '{"userId":"c"}'
    visitors = Links(links_of(from_document(call(1, "alias", anonymousId="b", previousId="a"))))
    assert set(visitors.names(instant(1)).values()) == {'{"anonymousId":"b"}'}


ids = st.sampled_from(["a", "b", "c", "d"])
calls = st.one_of(
    st.builds(lambda at, u, p: call(at, "alias", userId=u, previousId=p), st.integers(0, 60), ids, ids),
    st.builds(lambda at, u, p: call(at, "identify", userId=u, anonymousId=p), st.integers(0, 60), ids, ids),
    st.builds(lambda at, u: seen(at, userId=u), st.integers(0, 60), ids),
    st.builds(lambda at, u: bought(at, userId=u), st.integers(0, 60), ids),
    st.builds(lambda at, u: seen(at, anonymousId=u), st.integers(0, 60), ids),
    st.builds(lambda at, u: bought(at, anonymousId=u), st.integers(0, 60), ids),
)


@given(st.lists(calls, max_size=12), st.integers(0, 60), st.randoms(use_true_random=False))
def test_owners_are_the_classes_of_the_set_of_events(told: list[Call], minute: int, random: Random) -> None:
    told = [each | {"messageId": str(number)} for number, each in enumerate(told)]
    expected = ran(*told, until=instant(minute))
    shuffled = list(told)
    random.shuffle(shuffled)
    assert report(ran(*shuffled, until=instant(minute)), owners=True) == report(expected, owners=True)
    happened = [each for each in told if from_document(each).time <= instant(minute)]
    early = ran(*happened, until=instant(minute))
    assert report(early, owners=True)["owners"] == report(expected, owners=True)["owners"]
    assert not set(expected.names) & set(expected.names.values())
    assert not set(owners(expected)) & set(expected.names)
