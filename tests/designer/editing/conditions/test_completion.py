"""What is offered while a condition is being typed; ¦ is the cursor."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from designer.editing.conditions.completion import GROUPS, OPERATORS, offers
from engine import conditions
from engine.paths import PathInfo

PATHS = {
    "event": ("Order Completed", "Order Refunded"),
    "properties.total": (20, 9.5),
    "properties.gift": (True,),
    "statement.result.score.scaled": (0.8,),
    "statement.verb.id": ("http://adlnet.gov/expapi/verbs/passed", "http://adlnet.gov/expapi/verbs/failed"),
    "traits.plan": ("pro",),
}


class Seen:
    def paths(self) -> list[PathInfo]:
        return [
            PathInfo(path=path, types=("string",), examples=values, documents=1)
            for path, values in PATHS.items()
        ]

    def values(self, path: str) -> Sequence[object]:
        return PATHS.get(path, ())


def offered(typed: str) -> list[str]:
    text = typed.replace("¦", "")
    return [offer.said for offer in offers(text, typed.index("¦"), Seen())]


def taken(typed: str, which: int = 0) -> str:
    """The text after an offer was taken."""
    text = typed.replace("¦", "")
    offer = offers(text, typed.index("¦"), Seen())[which]
    return text[: offer.start] + offer.text + text[offer.end :]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("{¦}", "event"),
        ('{"verb¦"}', "statement.verb.id"),
        ('{"statement.verb.id": "http://x", "sc¦"}', "statement.result.score.scaled"),
        ('{"statement.verb.id": ¦}', "http://adlnet.gov/expapi/verbs/passed"),
        ('{"statement.verb.id": "fail¦"}', "http://adlnet.gov/expapi/verbs/failed"),
        ('{"statement.verb.id": {"$in": ["¦"]}}', "http://adlnet.gov/expapi/verbs/passed"),
        ('{"properties.total": {¦}}', "$eq"),
        ('{"properties.total": {"$gt¦": 5}}', "$gt"),
        ('{"properties.total": {"$gte": ¦}}', "20"),
        ('{"$or": [{"total¦"}]}', "properties.total"),
        ('{"properties": {"$elemMatch": {"total": ¦}}}', "20"),
        ("¦", "Order Completed"),
        ("event('Order R¦", "Order Refunded"),
        ("event('Order Completed').where(property('to¦') > 5)", "total"),
        ("trait('¦')", "plan"),
    ],
)
def test_the_likeliest_comes_first(typed: str, first: str) -> None:
    assert offered(typed)[0] == first


@pytest.mark.parametrize(
    "typed", ['{"a": 1}¦', '{"a"¦: 1}', '{"a": 1 ¦}', "event('x')¦", '{"nothing like it¦"}', "}¦"]
)
def test_nothing_is_offered_where_nothing_fits(typed: str) -> None:
    assert offered(typed) == []


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ('{"verb¦"}', '{"statement.verb.id": }'),
        ('{"verb¦": 1}', '{"statement.verb.id": 1}'),
        ('{"verb¦', '{"statement.verb.id": '),
        ('{"verb¦}', '{"statement.verb.id": }'),
        ('{"properties.gift": "t¦}', '{"properties.gift": true}'),
        ('{"properties.gift": t¦}', '{"properties.gift": true}'),
        ('{"properties.total": {"$gte": "2¦"}}', '{"properties.total": {"$gte": 20}}'),
        ("event('Order R¦", "event('Order Refunded')"),
        ("event('Order R¦').count() = 1", "event('Order Refunded').count() = 1"),
        ("", ""),
    ],
)
def test_an_offer_takes_the_place_of_what_was_typed(typed: str, text: str) -> None:
    if typed:
        assert taken(typed) == text
    else:
        assert taken("¦") == "event('Order Completed').count() = 1"


def test_every_operator_that_is_offered_means_something() -> None:
    operands = {
        "$in": [1],
        "$nin": [1],
        "$all": [1],
        "$exists": True,
        "$regex": "x",
        "$type": "string",
        "$size": 1,
    }
    operands |= {"$elemMatch": {"$gt": 1}, "$mod": [2, 0], "$not": {"$gt": 1}}  # type: ignore[dict-item]
    for operator in OPERATORS:
        assert conditions.problems({"a": {operator: operands.get(operator, 1)}}) == []
    for group in GROUPS:
        asked = {"$gt": ["$a", "$b"]} if group == "$expr" else [{"a": 1}]
        assert conditions.problems({group: asked}) == []


def test_what_is_offered_for_an_empty_query_can_be_read_once_it_has_a_value() -> None:
    for which in range(len(offered("{¦}"))):
        json.loads(taken("{¦}", which).replace(": }", ": 1}"))
