"""The log answers as the engine does, whatever lies in it and whatever is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from strategies import lives
from strategies.mongo import queries
from strategies.raw import json_objects

from engine.events import RejectedEvent, from_line
from engine.journey import Journey, from_document
from engine.match import Matcher, match_event, owner
from engine.plan import Plan
from engine.progress import MatchedEvent
from engine.report import report
from engine.simulate import Simulation, SimulationResult
from store.log.importer import import_files
from store.log.match_phase import match_log
from store.log.simulation import simulate_log


def law(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


Document = dict[str, Any]


@contextmanager
def log_of(lines: list[str], partitions: int = 2) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        source = Path(folder) / "statements.ndjson"
        source.write_text("".join(line + "\n" for line in lines))
        import_files(Path(folder) / "log", [str(source)], partitions=partitions)
        yield Path(folder) / "log"


def simulated(plan: Plan, lines: list[str], seed: int = 0) -> SimulationResult:
    simulation = Simulation(plan, seed=seed)
    for line in lines:
        try:
            simulation.add(from_line(line))
        except RejectedEvent:
            simulation.reject()
    return simulation.result()


@law(12)
@given(lives(), st.integers(0, 3), st.booleans())
def test_a_simulation_over_the_log_is_one_over_the_file(
    life: tuple[Journey, list[Document]], seed: int, sources: bool
) -> None:
    journey, history = life
    if sources:
        journey = msgspec.structs.replace(journey, sources=("north",))
    lines = [json.dumps(document) for document in history] + ["{", '{"type": "moon"}']
    plan = Plan(journey)
    with log_of(lines) as log:
        answer = report(simulate_log(log, plan, seed=seed), owners=True)
    assert answer == report(simulated(plan, lines, seed), owners=True)


@law(10)
@given(lives())
def test_partitions_share_the_owners_among_them(life: tuple[Journey, list[Document]]) -> None:
    """Duplicates under another owner, voided statements and personas too: none twice, none lost."""
    journey, history = life
    plan = Plan(journey)
    with log_of([json.dumps(document) for document in history], partitions=3) as log:
        whole = match_log(log, plan)
        apart = [match_log(log, plan, partition) for partition in range(3)]
    assert sum(map(len, apart)) == len(whole)
    for logs in apart:
        for whose, events in logs.items():
            assert sorted(events, key=order) == sorted(whole[whose], key=order)


def order(event: MatchedEvent) -> tuple[int, int, str]:
    return event.order


def waiting_for(conditions: list[object]) -> Plan:
    """A journey that asks each of the conditions."""
    items = {f"item-{number}": {"condition": condition} for number, condition in enumerate(conditions)}
    return Plan(
        from_document(
            {
                "format": 1,
                "id": "law",
                "name": "law",
                "concurrency_key": "statement.a.b",
                "steps": {
                    "start": {"kind": "entry", "trigger": {"on": "first_match"}},
                    "all": {"kind": "checklist", "items": items},
                    "done": {"kind": "exit"},
                },
                "transitions": [{"from": "start", "to": "all"}, {"from": "all", "to": "done"}],
            }
        )
    )


def below(prefix: str, query: Document) -> Document:
    """The same asked of what is at a path."""
    return {
        key if key == "$comment" else (key if key.startswith("$") else f"{prefix}{key}"): (
            [below(prefix, part) for part in value] if key in ("$and", "$or", "$nor") else value
        )
        for key, value in query.items()
    }


def told(number: int, shape: str, content: str) -> str:
    """A line that says the content as a bare statement, as a document with one, or as a call."""
    members = content[1:-1].strip()
    more = f", {members}" if members else ""
    time = '"timestamp": "2017-09-20T09:55:50.310Z"'
    statement = (
        f'{{"id": "s{number}", "actor": {{"mbox": "mailto:a@b.c"}}, "verb": {{"id": "v"}}, {time}{more}}}'
    )
    if shape == "statement":
        return statement
    if shape == "document":
        return f'{{"statement": {statement}, {time}{more}}}'
    if shape == "exported":
        date = '{"$date": "2017-09-20T09:55:50Z"}'
        return f'{{"_id": {{"$oid": "{number}"}}, "statement": {statement}, "timestamp": {date}{more}}}'
    call = f'"type": "track", "event": "e", "userId": "a", "messageId": "s{number}", {time}'
    return f'{{{call}{more}, "properties": {content}}}'


shapes = st.sampled_from(("statement", "document", "exported", "call"))
prefixes = st.sampled_from(("", "statement.", "statement.", "properties."))
asked = st.builds(below, prefixes, queries.filter(lambda query: _is_json(query)))


def _is_json(query: Document) -> bool:
    try:
        json.dumps(query, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True


expressions = st.sampled_from(
    (
        "event('e').count() = 1",
        "event('e').where(property('a') = 'x').count() = 1",
        "event('e').where(property('a.b') >= 1 OR NOT property('b').exists()).count() = 1",
        "event('e').where(property('a\\.b') = 1 OR property('0') = property('1')).count() = 1",
        "event('e').where(context('a.0.b').exists()).sources({exclude: 'north'}).count() = 1",
        "event('e').where(property('a').within_last(3 days)).count() = 1",
    )
)
contents = st.lists(st.tuples(shapes, json_objects), min_size=1, max_size=12)


@law(30)
@given(contents, st.lists(asked | expressions, min_size=1, max_size=4))
@example([("statement", '{"a": {"c.d": 1}}')], [{"statement.a": {"c&46;d": 1}}])
@example([("statement", '{"a&46;b": 1, "a.b": 2}')], [{"statement.a&46;b": 1}, {"statement.a&46;b": 2}])
@example([("statement", '{"a" : 1, "a": 2}')], [{"statement.a": 1}, {"statement.a": 2}])
@example([("call", '{"a": [{"b": 5}]}')], ["event('e').where(property('a.b') >= 1).count() = 1"])
@example([("exported", '{"a": {"$oid": "x"}}')], [{"a": "x"}, {"a.$oid": "x"}])
@example(
    [("statement", '{"a": 1e400}'), ("call", '{"a": 1e400}')], [{"statement.a": {"$gt": 5}}, {"verb.id": "v"}]
)
def test_columns_answer_as_documents_do(contents: list[tuple[str, str]], conditions: list[object]) -> None:
    lines = [told(number, shape, content) for number, (shape, content) in enumerate(contents)]
    plan = waiting_for(conditions)
    with log_of(lines, partitions=1) as log:
        found = match_log(log, plan)
    assert {event.id: event for events in found.values() for event in events} == engine_matches(plan, lines)


def engine_matches(plan: Plan, lines: list[str]) -> dict[str, MatchedEvent]:
    matcher = Matcher([plan])
    events = [from_line(line) for line in lines]
    found = [
        match_event(plan, event, matcher.hits(event.document).get(0, ()))
        for event in events
        if owner(plan, event)
    ]
    return {event.id: event for event in found if event}
