"""Journeys said in code: the words, the transitions between them, what is refused, graphs and files."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from scenario import checklist, delay, design, exit_, first_match, split, verb, waypoint, when
from strategies import journeys

from designer.notebook import Journey, after, check, otherwise, share
from designer.notebook import when as if_
from designer.notebook.code.path_words import PathWords
from engine.edit import Rename
from engine.journey import Journey as Design
from engine.journey import dumps, to_document
from engine.rules import faults

relaxed = settings(deadline=None, max_examples=25)
DONE = "https://example.org/done"


def transitions(journey: Journey) -> list[str]:
    """The transitions, in their order."""
    return [f"{transition.source}>{transition.target}" for transition in journey.journey.transitions]


def test_a_journey_in_ten_lines_is_the_document_that_it_says() -> None:
    said = (
        Journey.new("Test", entry_rule="after_exit")
        .waypoint("quiz", verb("passed"), count=2, timeout=after("30d").exit("lost", completes=False))
        .checklist("both", {"read": verb("read"), "write": verb("written")}, required=1)
        .split(if_(verb("asked"), "asked"), after("2w").exit("lost", completes=False))
        .delay("36h")
        .outcome(DONE)
        .exit()
    )
    written = design(
        {
            "start": first_match(),
            "quiz": waypoint("passed", count=2),
            "lost": exit_(completes=False),
            "both": {
                **checklist(required=1),
                "items": {"read": {"condition": verb("read")}, "write": {"condition": verb("written")}},
            },
            "choose": split("event"),
            "wait": delay("36h"),
            "tell": {"kind": "outcome", "type": "callback", "callback": DONE},
            "done": exit_(),
        },
        "start>quiz>both",
        "quiz>lost after 30d",
        "both>choose",
        when("choose>wait", verb("asked"), name="asked"),
        "choose>lost after 2w",
        "wait>tell>done",
        id="test",
        entry_rule="after_exit",
    )
    assert said.journey.steps == written.steps
    assert sorted(map(repr, said.journey.transitions)) == sorted(map(repr, written.transitions))
    assert not list(faults(said.journey))


def test_branches_keep_their_order_wherever_they_lead() -> None:
    journey = (
        Journey.new("Branches")
        .split(if_(verb("a")), if_(verb("b")).waypoint("more", verb("c")), if_(verb("d")).exit(), after("1d"))
        .outcome(DONE)
        .exit("end")
    )
    assert [transition for transition in transitions(journey) if transition.startswith("choose")] == [
        "choose>tell",
        "choose>more",
        "choose>done",
        "choose>tell",
    ]
    assert "more>tell" in transitions(journey)


def test_shares_and_otherwise_say_what_a_split_looks_at() -> None:
    drawn = Journey.new("Lot").split(share(30).exit("a"), share(70).exit("b"), sticky=True, name="lot")
    known = Journey.new("Known").split(if_({"traits.plan": "pro"}).exit("pro"), otherwise().exit("free"))
    assert [drawn.journey.steps["lot"].on, known.journey.steps["choose"].on] == ["random", "data"]  # type: ignore[union-attr]
    assert not [*faults(drawn.journey), *faults(known.journey)]


def test_a_path_may_lead_back() -> None:
    journey = (
        Journey.new("Again")
        .waypoint("read", verb("read"))
        .split(if_(verb("passed")), if_(verb("failed")).delay("1d").to("read"), after("1w").exit("lost"))
        .exit()
    )
    assert "wait>read" in transitions(journey)
    assert check(journey).errors == ()


def test_the_same_exit_said_twice_is_one() -> None:
    lost = after("1d").exit("lost", completes=False)
    journey = (
        Journey.new("Lost")
        .waypoint("a", verb("a"), timeout=lost)
        .waypoint("b", verb("b"), timeout=lost)
        .exit()
    )
    assert [transition for transition in transitions(journey) if transition.endswith("lost")] == [
        "a>lost",
        "b>lost",
    ]


def test_an_exit_without_a_name_finds_one_that_is_free() -> None:
    journey = Journey.new("Done").waypoint("done", verb("http://example.org/done")).exit()
    assert list(journey.journey.steps) == ["start", "done", "done-2"]


def test_names_that_are_no_ids_get_one() -> None:
    journey = (
        Journey.new("Été: la suite")
        .waypoint("Quiz passed!", verb("passed"))
        .waypoint("Quiz, passed", verb("passed"))
        .waypoint("测验", verb("passed"))
        .checklist("both", {"Essay handed in": verb("written")})
        .exit()
    )
    assert journey.journey.id == "ete-la-suite"
    assert list(journey.journey.steps) == [
        "start",
        "quiz-passed",
        "quiz-passed-2",
        "waypoint",
        "both",
        "done",
    ]
    assert journey.journey.steps["quiz-passed"].name == "Quiz passed!"
    assert list(journey.journey.steps["both"].items) == ["essay-handed-in"]  # type: ignore[union-attr]


def test_saying_more_leaves_what_was_said_before() -> None:
    short = Journey.new("Short").waypoint("read", verb("read"))
    long = short.waypoint("write", verb("written")).exit()
    assert len(short.journey.steps) == 2
    assert [finding.message for finding in check(short)] == ["'read' lacks a transition to the next step"]
    assert not check(long).errors


def test_an_exit_rule_ends_attempts_and_may_call_back() -> None:
    journey = (
        Journey.new("Rules")
        .waypoint("read", verb("read"))
        .exit()
        .exit_rule("left", verb("left"), callback=DONE)
    )
    (rule,) = journey.journey.exit_rules
    assert rule.outcomes == ("left",)
    assert not list(faults(journey.journey))


@pytest.mark.parametrize(
    ("say", "error"),
    [
        (lambda journey: journey.exit().waypoint("more", verb("x")), "nothing leads on from here"),
        (lambda journey: journey.to("nowhere"), "there is no step 'nowhere' yet"),
        (lambda journey: journey.waypoint("read", verb("x")), "the id 'read' is taken"),
        (lambda journey: journey.exit_rule("left"), "needs an event or an audience"),
        (lambda journey: Journey.new("x", colour="red"), "'colour' cannot be changed here"),
        (lambda journey: Journey.new("x", entry_rule="never"), "entry_rule"),
        (lambda journey: journey.delay("soon"), "'soon' is not a duration"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(say: object, error: str) -> None:
    with pytest.raises(ValueError, match=error):
        say(Journey.new("Read").waypoint("read", verb("read")))  # type: ignore[operator]


def test_a_path_alone_is_said_with_the_same_words() -> None:
    words = {name for name in vars(PathWords) if not name.startswith("_")}
    assert words == {"waypoint", "checklist", "split", "delay", "until", "outcome", "exit", "to"}
    assert len(after("1d").delay("1d").outcome({"verb": {}}).outcome([{}]).to("x").stops) == 4


def test_a_file_in_any_dialect_is_a_journey(tmp_path: Path) -> None:
    journey = Journey.template("onboarding", "Welcome")
    path = journey.save(tmp_path / "welcome.journey.json")
    assert Journey.of(path).journey == journey.journey == Journey.of(to_document(journey.journey)).journey
    learning_locker = Path(__file__).parents[2] / "data" / "learning-locker-journey-post.json"
    assert len(Journey.of(learning_locker).journey.steps) > 3
    assert Journey.of(journey).edited(Rename(journey.journey.entry, "begin")).journey.entry == "begin"


def test_a_plain_graph_becomes_a_journey() -> None:
    graph = nx.DiGraph()
    graph.add_node("Quiz passed", condition=verb("passed"), count=2)
    graph.add_edge("start", "Quiz passed")
    graph.add_edge("Quiz passed", "done")
    graph.add_edge("Quiz passed", "lost", after="7d")
    graph.nodes["lost"]["completes"] = False
    journey = Journey.from_networkx(graph, "From a graph", track_by="persona")
    assert journey.journey.track_by == "persona"
    assert sorted(transitions(journey)) == ["quiz-passed>done", "quiz-passed>lost", "start>quiz-passed"]
    assert not list(faults(journey.journey))


def test_a_graph_that_says_nonsense_is_refused_with_places() -> None:
    graph = nx.DiGraph([("start", "quiz"), ("quiz", "done")])
    graph.nodes["quiz"]["counts"] = 3
    with pytest.raises(ValueError, match=r"\$\.steps\.quiz"):
        Journey.from_networkx(graph, "Nonsense")
    with pytest.raises(ValueError, match="have a direction"):
        Journey.from_networkx(nx.Graph([("a", "b")]), "No direction")


@relaxed
@given(journeys())
def test_the_graph_of_any_journey_says_it_again(journey: Design) -> None:
    said = Journey.from_networkx(Journey.of(journey).graph, journey.name)
    assert said.journey.steps == journey.steps
    assert said.journey.transitions == journey.transitions


@relaxed
@given(journeys())
def test_saving_any_journey_loses_nothing(tmp_path_factory: pytest.TempPathFactory, journey: Design) -> None:
    path = Journey.of(journey).save(tmp_path_factory.mktemp("saved") / "any.journey.json")
    assert dumps(Journey.of(path).journey) == dumps(journey)
