"""What is offered in the rows of a condition, and which of it is meant; ¦ is the cursor."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from designer.editing.conditions.cursor import (
    OfferList,
    OperatorSpot,
    PathSpot,
    Spot,
    TextSpot,
    ValueSpot,
)
from designer.editing.conditions.rows import IS
from designer.editing.conditions.standard_vocabulary import StandardVocabulary
from designer.editing.conditions.values import literal
from engine import conditions
from engine.paths import PathInfo

PASSED = "http://adlnet.gov/expapi/verbs/passed"
FAILED = "http://adlnet.gov/expapi/verbs/failed"
VALUES = {
    "statement.result.score.scaled": (0.8, 0.85),
    "statement.verb.id": (PASSED, FAILED),
    "traits.plan": ("pro", "80", "a, b"),
}


class Seen:
    def paths(self) -> list[PathInfo]:
        return [
            PathInfo(path=path, types=("string",), examples=values, documents=1)
            for path, values in VALUES.items()
        ]

    def values(self, path: str) -> Sequence[object]:
        return VALUES.get(path, ())


def value(path: str, typed: str, operator: str = IS) -> ValueSpot:
    return ValueSpot(path, operator, typed.replace("¦", ""), typed.index("¦"))


def offered(spot: Spot) -> list[str]:
    return [offer.said.strip() for offer in spot.offered(Seen()).offers]


def meant(spot: Spot) -> str | None:
    found = spot.offered(Seen())
    return None if found.meant is None else found.offers[found.meant].said.strip()


def taken(spot: ValueSpot) -> str:
    """The value after the first offer was taken."""
    offer = spot.offered(Seen()).offers[0]
    return spot.text[: offer.start] + offer.text + spot.text[offer.end :]


def test_paths_are_offered_with_what_stands_there() -> None:
    [offer] = PathSpot("verb").offered(Seen()).offers
    assert (offer.said, offer.about) == ("statement.verb.id", f'string, such as "{PASSED}"')


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("", None),
        ("sco", "statement.result.score.scaled"),
        ("plan", "traits.plan"),
        ("traits.plan", None),
        ("nowhere", None),
    ],
)
def test_a_path_is_meant_once_it_is_begun(typed: str, path: str | None) -> None:
    assert meant(PathSpot(typed)) == path


def test_all_paths_are_offered_where_nothing_is_typed() -> None:
    assert sorted(offered(PathSpot(""))) == sorted(VALUES)


@pytest.mark.parametrize(
    ("spot", "first"),
    [
        (value("statement.verb.id", "fail¦"), FAILED),
        (value("statement.verb.id", f"{PASSED}, fail¦", "$in"), FAILED),
        (value("traits.plan", '"8¦'), '"80"'),
        (value("statement.result.score.scaled", "0.8¦"), None),
        (value("statement.result.score.scaled", "0¦"), None),
        (value("statement.verb.id", "¦"), None),
        (value("statement.verb.id", PASSED + "¦"), None),
        (value("", "t¦", "$exists"), "true"),
        (value("", "str¦", "$type"), "string"),
    ],
)
def test_a_value_is_meant_once_it_is_begun_but_a_number_is_what_it_is(
    spot: ValueSpot, first: str | None
) -> None:
    assert meant(spot) == first


@pytest.mark.parametrize(
    ("spot", "text"),
    [
        (value("statement.verb.id", "fail¦"), FAILED),
        (value("statement.verb.id", "fa¦il"), FAILED),
        (value("statement.verb.id", "fail¦, x", "$in"), f"{FAILED}, x"),
        (value("statement.verb.id", "x,  fail¦", "$nin"), f"x,  {FAILED}"),
        (value("traits.plan", "x, b¦", "$in"), 'x, "a, b"'),
        (value("traits.plan", "8¦"), '"80"'),
    ],
)
def test_a_value_takes_the_place_of_what_was_typed(spot: ValueSpot, text: str) -> None:
    assert taken(spot) == text


def test_what_is_offered_for_a_value_is_that_value() -> None:
    for path, values in VALUES.items():
        texts = [offer.text for offer in value(path, "¦").offered(Seen()).offers]
        assert [literal(text) for text in texts] == list(values)


@pytest.mark.parametrize("operator", ["$regex", "$size", "$mod"])
def test_nothing_is_offered_where_no_value_of_an_event_could_stand(operator: str) -> None:
    assert value("statement.verb.id", "¦", operator).offered(Seen()) == OfferList([])


def test_operators_are_offered_without_events_and_the_one_that_stands_there_is_meant() -> None:
    found = OperatorSpot("$gte").offered(StandardVocabulary())
    assert found.meant is not None
    assert found.offers[found.meant].text == "$gte"
    assert "$eq" not in [offer.text for offer in found.offers]
    assert found.offers[found.meant].about == "at least"


def test_every_operator_can_be_kept() -> None:
    found = OperatorSpot("$eq").offered(StandardVocabulary())
    assert found.meant is not None
    assert found.offers[found.meant].text == "$eq"


def test_types_that_are_offered_are_types() -> None:
    for name in map(literal, offered(value("", "¦", "$type"))):
        assert conditions.problems({"a": {"$type": name}}) == []


def test_the_first_is_meant_in_a_text() -> None:
    assert meant(TextSpot('{"verb', 6)) == "statement.verb.id"
    assert meant(TextSpot('{"nowhere', 9)) is None


def test_where_no_events_are_known_usual_paths_and_verbs_are_offered() -> None:
    usual = StandardVocabulary()
    path = PathSpot("verb").offered(usual)
    assert (path.offers[0].text, path.meant) == ("statement.verb.id", 0)
    value = ValueSpot("statement.verb.id", IS, "passed", 6).offered(usual)
    assert (value.offers[0].text, value.meant) == (PASSED, 0)
    assert not PathSpot("properties.plan").offered(usual).offers
