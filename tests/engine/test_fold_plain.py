"""What runs is held against the fold as plainly as it can be written (``plain_fold``)."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_fold import plain_fold
from strategies import lives

from engine.alphabet import FIRST, Alphabet
from engine.events import from_document
from engine.fold import OwnerFold, advance, fold
from engine.journey import Journey
from engine.journey import from_document as journey_of
from engine.log import GrowingLog
from engine.machine import OwnerMachine
from engine.match import Matcher, match_event, owner
from engine.plan import Plan
from engine.program import program
from engine.progress import Attempt, MatchedEvent, Progress
from engine.run import run

law = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))

Document = dict[str, Any]
MINUTE = 60_000_000


@st.composite
def chains(draw: st.DrawFn) -> Journey:
    """Waypoints in a row, of few conditions, as most journeys of learning are: some time out, some are off."""
    steps: dict[str, Any] = {"start": {"kind": "entry", "trigger": {"on": "first_match"}}}
    transitions: list[Any] = []
    before = "start"
    for number in range(draw(st.integers(1, 5))):
        id = f"w{number}"
        verb = draw(st.sampled_from("abc"))
        steps[id] = {"kind": "waypoint", "condition": {"v": verb}, "count": draw(st.integers(1, 3))}
        if draw(st.integers(0, 5)) == 0:
            steps[id]["active"] = False
        transitions.append({"from": before, "to": id})
        if draw(st.integers(0, 4)) == 0:
            transitions.append({"from": id, "to": "lost", "after": "3m"})
        if draw(st.integers(0, 3)) == 0:
            steps[f"o{number}"] = {"kind": "outcome", "type": "callback", "callback": "https://example.org/"}
            transitions.append({"from": id, "to": f"o{number}"})
            id = f"o{number}"
        before = id
    steps |= {"done": {"kind": "exit"}, "lost": {"kind": "exit", "completes": False}}
    transitions.append({"from": before, "to": "done"})
    rules = [{"id": "left", "trigger": {"on": "event", "condition": {"v": "x"}}}] * draw(st.integers(0, 1))
    document = {"format": 1, "id": "chain", "name": "chain", "steps": steps, "transitions": transitions}
    return journey_of(
        document | {"exit_rules": rules, "entry_rule": draw(st.sampled_from(["once", "after_exit"]))}
    )


def logs() -> st.SearchStrategy[list[tuple[int, frozenset[str]]]]:
    """Events of one owner: minute, and which conditions they satisfy."""
    verbs = st.frozensets(st.sampled_from("abcx"), min_size=1, max_size=2)
    return st.lists(st.tuples(st.integers(0, 12), verbs), max_size=25)


def happened(plan: Plan, told: list[tuple[int, frozenset[str]]]) -> list[MatchedEvent]:
    numbers = {filter.query["v"]: number for number, filter in enumerate(plan.filters)}
    return [
        MatchedEvent(
            time=minute * MINUTE,
            stored=0,
            id=f"{at:03}",
            ref=str(at),
            hits=tuple(sorted(numbers[verb] for verb in verbs if verb in numbers)),
        )
        for at, (minute, verbs) in enumerate(told)
    ]


@law
@given(chains(), logs(), st.integers(0, 15))
def test_a_chain_folds_as_plainly_written(
    journey: Journey, told: list[tuple[int, frozenset[str]]], until: int
) -> None:
    plan = Plan(journey)
    log = happened(plan, told)
    assert fold(plan, "o", log, until * MINUTE) == plain_fold(plan, "o", log, until * MINUTE)


@law
@given(chains(), logs(), st.integers(0, 15))
def test_the_json_of_a_token_is_its_attempts(
    journey: Journey, told: list[tuple[int, frozenset[str]]], until: int
) -> None:
    plan = Plan(journey)
    log = GrowingLog(sorted(happened(plan, told), key=lambda event: event.order))
    machine = OwnerMachine.of(program(plan), "o", log, 0)
    run(machine, until * MINUTE)
    assert msgspec.json.encode(machine.attempts) == msgspec.json.encode(machine.progress().attempts)


@law
@given(chains(), logs())
def test_a_chain_moves_event_by_event_to_the_same(
    journey: Journey, told: list[tuple[int, frozenset[str]]]
) -> None:
    plan, progress = Plan(journey), Progress(owner="o")
    log = sorted(happened(plan, told), key=lambda event: event.order)
    going_on = OwnerFold(plan, progress)
    for event in log:
        progress = advance(plan, progress, event)
        assert going_on.advance(event) == progress
    assert progress == (plain_fold(plan, "o", log, log[-1].time) if log else progress)


@law
@given(lives())
def test_any_journey_folds_as_plainly_written(life: tuple[Journey, list[Document]]) -> None:
    journey, history = life
    plan, kept = Plan(journey), dict[str, dict[str, MatchedEvent]]()
    matcher = Matcher([plan])
    for event in map(from_document, history):
        seen = match_event(plan, event, matcher.hits(event.document).get(0, ()))
        if seen is not None and (whose := owner(plan, event)):
            kept.setdefault(whose, {})[event.id] = seen
    until = max((each.time for log in kept.values() for each in log.values()), default=0)
    for whose, log in kept.items():
        told: list[tuple[Attempt | None, Any]] = []
        expected: list[tuple[Attempt | None, Any]] = []
        events = log.values()
        plain = plain_fold(plan, whose, events, until, 7, lambda _, *move: expected.append(move))  # noqa: B023
        assert fold(plan, whose, events, until, 7) == plain
        assert fold(plan, whose, events, until, 7, lambda _, *move: told.append(move)) == plain  # noqa: B023
        assert told == expected


@law
@given(st.lists(st.lists(st.integers(0, 9), max_size=3).map(tuple)), st.frozensets(st.integers(0, 9)))
def test_a_search_finds_the_next_event_that_satisfies_a_filter(
    log: list[tuple[int, ...]], filters: frozenset[int]
) -> None:
    alphabet = Alphabet()
    text = alphabet.text(log)
    search = alphabet.search(filters)
    found = [at for at, hits in enumerate(log) if not filters.isdisjoint(hits)]
    for start in range(len(log)):
        assert search(text, start, len(log)) == min((at for at in found if at >= start), default=len(log))


def test_letters_that_run_out_are_shared_and_always_looked_at() -> None:
    alphabet = Alphabet(last=FIRST + 1)
    text = alphabet.text([(0,), (1,), (2,), (3,)])
    assert len(set(text)) == 2
    assert alphabet.search(frozenset((0,)))(text, 1, 4) == 1
