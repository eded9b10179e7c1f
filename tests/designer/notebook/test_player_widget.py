"""The player without a browser: going through time, who is where and why, one more event."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario import design, event, exit_, first_match, statement, verb, waypoint
from traitlets import TraitError

from designer.notebook import SimulationPlayer, simulate
from engine.events import RejectedEvent
from engine.finding import InvalidJourney
from engine.playback import CannotInject
from engine.report import report

COURSE = design(
    {
        "start": first_match(),
        "read": waypoint("experienced"),
        "quiz": waypoint("passed", count=2),
        "lost": exit_(completes=False),
        "done": exit_(),
    },
    "start>read>quiz>done",
    "quiz>lost after 1h",
)
LOG = ["0 experienced", "1 bob experienced", "2 passed", "3 bob failed", "4 passed", "90 carol experienced"]


class Page:
    """The other end of a player."""

    def __init__(self, player: SimulationPlayer) -> None:
        self.player = player
        self.heard: list[dict[str, Any]] = []
        player.send = lambda message, *_: self.heard.append(message)

    @property
    def counts(self) -> dict[str, list[int]]:
        counts: dict[str, list[int]] = json.loads(json.dumps(self.player.counts))
        return counts

    @property
    def runs(self) -> list[list[tuple[int, ...]]]:
        """The tokens that were let run, each time."""
        return [message["tokens"] for message in self.heard if "tokens" in message]

    def sends(self, **wish: object) -> str:
        self.player._handle_custom_msg(wish, [])
        return str(self.answer["say"])

    @property
    def answer(self) -> dict[str, Any]:
        """The last answer to a wish."""
        return next(message for message in reversed(self.heard) if "say" in message)

    def listed(self) -> list[str]:
        return [each["name"] for each in self.player.people["listed"]]

    @property
    def story(self) -> dict[str, Any]:
        """The story of whoever is chosen."""
        story: dict[str, Any] = self.player.people["story"]
        return story

    def takes_first_idea(self) -> None:
        """Put the first event in that would move the chosen person on."""
        self.sends(do="inject", text=self.story["ideas"][0]["event"])


@pytest.fixture
def page() -> Page:
    return Page(SimulationPlayer(COURSE, map(event, LOG)))


def test_it_opens_before_the_first_move(page: Page) -> None:
    assert page.player.index == 0
    assert page.counts == {id: [0, 0] for id in COURSE.steps}
    assert page.listed() == []


def test_stepping_goes_from_moment_to_moment_and_back(page: Page) -> None:
    page.player.step()
    assert page.counts["quiz"] == [1, 1]
    assert page.runs == [[(0, 1)]]
    page.player.step()
    assert page.counts["quiz"] == [2, 2]
    page.player.back()
    assert page.counts["quiz"] == [1, 1]
    assert len(page.runs) == 2  # nobody runs backwards


def test_the_end_is_what_a_simulation_answers(page: Page) -> None:
    page.player.index = len(page.player.playback)
    answered = report(simulate(COURSE, map(event, LOG)).simulated)["steps"]
    assert page.counts == {id: [each["entered"], each["waiting"]] for id, each in answered.items()}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(-3, 12), min_size=1, max_size=6))
def test_wherever_it_is_dragged_to_it_is_as_if_it_had_gone_there_at_once(places: list[int]) -> None:
    dragged = Page(SimulationPlayer(COURSE, map(event, LOG)))
    for place in places:
        dragged.player.index = place
    there = Page(SimulationPlayer(COURSE, map(event, LOG)))
    there.player.index = places[-1]
    assert 0 <= dragged.player.index <= len(dragged.player.playback)
    assert (dragged.player.index, dragged.counts) == (there.player.index, there.counts)
    assert dragged.listed() == there.listed()


def test_the_page_scrubs_and_plays(page: Page) -> None:
    page.player.set_state({"index": 2})
    assert (page.player.index, page.player.totals["entered"]) == (2, 2)
    page.player.set_state({"index": 99})
    assert page.player.index == len(page.player.playback)
    page.sends(do="back")
    page.sends(do="forward")
    assert page.player.index == len(page.player.playback)
    page.player.play()
    before = page.player.people
    page.player.set_state({"index": 0})
    assert page.player.people is before  # it follows when it comes to rest
    page.player.pause()
    assert page.listed() == []


def test_speed_is_in_moves_a_second(page: Page) -> None:
    page.player.speed = 50
    with pytest.raises(TraitError):
        page.player.speed = 49


def test_a_click_on_a_step_lists_who_waits_there_who_moved_last_first(page: Page) -> None:
    page.player.index = 2
    page.sends(do="choose", steps=["quiz"])
    assert page.listed() == ["bob@example.org", "anna@example.org"]
    page.sends(do="choose", steps=["done"])
    assert page.listed() == []
    page.sends(do="choose")
    page.sends(do="search", text="ANNA")
    assert page.listed() == ["anna@example.org"]


def test_a_person_has_a_story_and_a_reason(page: Page) -> None:
    page.player.index = 3
    page.player.choose("bob@example.org")
    happened = [(line, each["is_past"]) for each in page.story["happenings"] for line in each["says"]]
    assert ("enters quiz", True) in happened
    assert ("gives up", False) in happened
    assert any("it waits at quiz" in line for line in page.story["why"])
    page.player.index = len(page.player.playback)
    assert all(each["is_past"] for each in page.story["happenings"])
    assert any("gave up" in line for line in page.story["why"])
    page.sends(do="person", owner=None)
    assert page.player.people["story"] is None


def test_whoever_is_chosen_stays_so_while_time_goes_by(page: Page) -> None:
    page.player.index = 3
    page.player.choose("bob@example.org")
    for index in (0, 4):
        page.player.index = index
        people = page.player.people
        [chosen] = [each["name"] for each in people["listed"] if each["owner"] == people["chosen"]]
        assert chosen == "bob@example.org"


def test_nobody_is_called_that(page: Page) -> None:
    with pytest.raises(KeyError, match="zoe"):
        page.player.choose("zoe@example.org")


def test_an_event_made_up_for_somebody_moves_them_on(page: Page) -> None:
    page.player.index = 3
    page.player.choose("bob@example.org")
    event = json.loads(page.story["ideas"][0]["event"])
    assert event["statement"]["verb"] == {"id": verb("passed")["statement.verb.id"]}
    page.takes_first_idea()
    assert any("quiz (1 of 2)" in line for each in page.story["happenings"] for line in each["says"])
    page.takes_first_idea()
    assert any("done" in line for line in page.story["why"])
    assert page.counts["done"] == [1, 0]


def test_an_event_for_somebody_new_is_injected_where_it_belongs(page: Page) -> None:
    page.player.inject(statement(2.5, "experienced", "dora"))
    assert page.player.index == 4
    assert page.counts["quiz"] == [3, 3]
    assert page.player.length == len(page.player.playback)
    assert "dora@example.org" in page.listed()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"verb": 1}', "[" * 5_000, '{"a": NaN}'])
def test_what_is_no_event_is_refused_with_a_sentence(page: Page, text: str) -> None:
    before = len(page.player.playback)
    assert "cannot be injected" in page.sends(do="inject", text=text)
    assert page.answer["wrong"]
    assert len(page.player.playback) == before


def test_code_hears_of_it_as_an_exception(page: Page) -> None:
    with pytest.raises(RejectedEvent):
        page.player.inject({"verb": {}})
    voids = {"objectType": "StatementRef", "id": "any"}
    voided = {**statement(5, "x"), "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"}, "object": voids}
    with pytest.raises(CannotInject):
        page.player.inject(voided)


def test_the_page_may_look_but_not_edit(page: Page) -> None:
    assert page.sends(do="walk", toward="right") == ""
    assert page.sends(do="turn") == ""
    assert "not edited" in page.sends(do="delete")
    assert "not edited" in page.sends(do="add", kind="exit")
    assert page.player.journey == COURSE


def test_many_at_once_do_not_flood_the_page() -> None:
    crowd = SimulationPlayer(
        COURSE, [statement(0, "experienced", f"person{number}") for number in range(300)]
    )
    page = Page(crowd)
    page.player.step()
    assert len(page.runs[0]) == 60
    assert page.counts["quiz"] == [300, 300]
    assert len(page.listed()) == 200


def test_a_dry_run_can_be_watched_as_it_is() -> None:
    run = simulate(COURSE, map(event, LOG), until="2026-01-01T00:00:00Z")
    player = SimulationPlayer(COURSE, run)
    assert player.playback.until == run.simulated.until


def test_nothing_happens_in_an_empty_log() -> None:
    player = SimulationPlayer(COURSE, [])
    player.step()
    player.back()
    assert player.index == 0
    assert player.clock == "before the first move"


def test_a_design_that_means_nothing_yet_cannot_be_played() -> None:
    with pytest.raises(InvalidJourney):
        SimulationPlayer({"format": 1, "id": "x", "name": "", "steps": {}, "transitions": []}, [])


def test_where_no_widget_runs_there_is_the_picture_of_the_end(page: Page) -> None:
    bundle, _ = page.player._repr_mimebundle_()
    assert "3 entered" in bundle["image/svg+xml"]
    assert repr(page.player) == f"SimulationPlayer('Test': {len(page.player.playback)} moves)"
