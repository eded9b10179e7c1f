"""What is wrong with a statement: by the specification, and by Learning Locker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statement_kinds import KINDS, PLAIN, Kind

from engine.xapi.rule_sets import LEARNING_LOCKER, XAPI_1, XAPI_2
from engine.xapi.validation import agent_violations, violations

PAGE = Path(__file__).parents[3] / "docs" / "local-server.md"


def told(statement: object, rules: Any = LEARNING_LOCKER) -> list[str]:
    return list(map(str, violations(statement, rules)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_judge_takes_what_it_takes(kind: Kind) -> None:
    statement = kind.statement()
    verdicts = [not violations(statement, rules) for rules in (LEARNING_LOCKER, XAPI_1, XAPI_2)]
    assert verdicts == [kind.learning_locker, kind.xapi_1, kind.xapi_2], told(statement, XAPI_1)


def test_every_violation_is_told_with_its_place() -> None:
    statement = {
        "actor": {"mbox": "ann@example.org", "account": {"name": 7}},
        "verb": {"display": {"en_US": "did"}},
        "object": {"id": "http://example.org/quiz", "definition": {"choices": []}},
        "result": {"score": {"scaled": 2}, "extensions": {"http://a.org/x.y": None}},
        "context": {"contextActivities": {"parent": [{"id": "quiz"}]}},
    }
    assert told(statement) == [
        '$.actor.mbox: "ann@example.org" is not mailto: and an address, such as mailto:ann@example.org, in ASCII',
        "$.actor.account: an account needs homePage",
        "$.actor.account.name: 7 is not a text",
        "$.actor: an agent or a group is identified once, not by mbox and account",
        "$.verb: a verb needs id",
        '$.verb.display: "en_US" is not a language tag of RFC 5646 such as en or de-CH',
        "$.object.definition: an interaction of type null has no choices",
        "$.result.score.scaled: 2 is not a number from -1 to 1",
        '$.context.contextActivities.parent[0].id: "quiz" is not an IRI such as http://example.com/quiz',
    ]


def test_a_statement_in_a_list_is_told_by_its_place() -> None:
    assert str(violations({}, place="$[3]")[0]) == "$[3]: a statement needs actor"


@pytest.mark.parametrize("value", [None, 1, "text", [], True])
def test_what_is_no_object_is_no_statement(value: object) -> None:
    assert [each.place for each in violations(value)] == ["$"]


def test_a_sub_statement_is_a_statement_without_what_servers_add() -> None:
    within = PLAIN | {"objectType": "SubStatement"}
    assert told(PLAIN | {"object": within}) == []
    assert told(PLAIN | {"object": within | {"id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}}) == [
        "$.object.id: a sub-statement has no id"
    ]
    assert told(PLAIN | {"object": within | {"object": within}}) == [
        '$.object.object.objectType: "SubStatement" is not one of Activity, Agent, Group, StatementRef'
    ]


def test_revision_and_platform_are_of_activities() -> None:
    about = PLAIN | {"object": {"objectType": "Agent", "mbox": "mailto:bo@example.org"}}
    assert told(about | {"context": {"platform": "web"}}) == [
        "$.context.platform: only a statement about an activity has a platform"
    ]
    assert told(PLAIN | {"context": {"platform": "web"}}) == []


def test_an_authority_that_is_a_group_is_the_application_and_the_user() -> None:
    user, application = (
        {"mbox": "mailto:a@example.org"},
        {"account": {"homePage": "http://a.org", "name": "x"}},
    )
    assert told(PLAIN | {"authority": {"objectType": "Group", "member": [application, user]}}) == []
    assert told(PLAIN | {"authority": {"objectType": "Group", "member": [user]}}) == [
        "$.authority: an authority that is a group has two members, the application and the user"
    ]


def test_agents_are_judged_by_themselves() -> None:
    assert agent_violations({"mbox": "mailto:ann@example.org"}) == []
    assert [str(each) for each in agent_violations({"name": "Ann"})] == [
        "$: an agent needs one of mbox, mbox_sha1sum, openid, account"
    ]


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["actor", "verb", "object", "objectType", "member", "id", "context", "account", "score"]
            )
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    part=st.sampled_from(["actor", "verb", "object", "result", "context", "authority", "attachments"]),
    value=_values,
)
def test_any_json_is_judged_and_every_place_is_in_it(part: str, value: object) -> None:
    for rules in (LEARNING_LOCKER, XAPI_1, XAPI_2):
        for each in violations(PLAIN | {part: value}, rules):
            assert each.place.startswith(f"$.{part}") or each.place in ("$", "$.context.platform", "$.object")
            assert each.message


def test_the_page_has_every_kind() -> None:
    rows = PAGE.read_text().splitlines()
    assert [kind.row() for kind in KINDS if kind.row() not in rows] == []
