"""Recalculating a log gives what simulating its files gives, however it is done and however often."""

from __future__ import annotations

import json
import logging
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import msgspec
import pytest
from distributed import Client, LocalCluster
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from scenario import delay, design, exit_, first_match, instant, statement, verb, waypoint
from strategies import lives
from strategies.world import Document

from engine import plan as plans
from engine.calendar import zones
from engine.events import VOIDED, RejectedEvent, from_line
from engine.journey import Journey
from engine.plan import Plan
from engine.report import report
from engine.simulate import Simulation, SimulationResult
from engine.steps import Transition
from store.log import import_files, read_manifest
from store.matches import answer_cache
from store.matches.answer_cache import MOST, WOVEN
from store.progress import ProgressBook
from store.recalculate import RecalculationResult, job, recalculate, run, todo
from store.runs import Status
from store.workspace import Workspace

law = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))

Life = tuple[Journey, list[Document]]


def canonical(simulated: SimulationResult) -> bytes:
    return msgspec.json.encode(report(simulated, owners=True), order="sorted")


def line(document: Document) -> bytes:
    return json.dumps(document).encode() + b"\n"


def simulated(journey: Journey, lines: Iterable[bytes], until: int | None = None, seed: int = 0) -> bytes:
    simulation = Simulation(Plan(journey), seed=seed, until=until)
    for each in lines:
        try:
            simulation.add(from_line(each, as_stored=simulation.as_stored))
        except RejectedEvent:
            simulation.reject()
    return canonical(simulation.result())


class Desk:
    """A workspace and a log, in a folder of their own."""

    def __init__(self, folder: Path, partitions: int = 3) -> None:
        self.folder = folder
        self.log = folder / "log"
        self.workspace = Workspace.open(folder / "workspace")
        self._partitions = partitions
        self._files = 0
        self._lines: list[bytes] = []
        self.take([])

    def take(self, lines: Sequence[bytes]) -> None:
        """Import a file more."""
        self._files += 1
        path = self.folder / f"{self._files}.ndjson"
        path.write_bytes(b"".join(lines))
        self._lines += lines
        import_files(self.log, [str(path)], partitions=self._partitions)

    def everything(self) -> list[bytes]:
        """The lines of all files."""
        return self._lines

    def recalculate(self, journey: Journey, **how: object) -> RecalculationResult:
        return recalculate(self.workspace, Plan(journey), self.log, **how)  # type: ignore[arg-type]

    def answer(self, journey: Journey, **how: object) -> bytes:
        return canonical(self.recalculate(journey, **how).simulated())


@law
@given(lives(), st.integers(0, 2), st.none() | st.integers(0, 143))
def test_it_answers_as_simulate(life: Life, seed: int, half_hour: int | None) -> None:
    journey, history = life
    until = None if half_hour is None else 1772409600_000000 + half_hour * 1_800_000_000
    lines = [*map(line, history), b"nonsense\n"]
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.take(lines)
        expected = simulated(journey, lines, until, seed)
        assert desk.answer(journey, until=until, seed=seed) == expected
        again = desk.recalculate(journey, until=until, seed=seed)
        assert (canonical(again.simulated()), again.folded) == (expected, 0)
        assert again.status.skipped_count == again.status.total_count


@law
@given(lives(), st.lists(st.integers(1, 8), max_size=4), st.randoms(use_true_random=False))
def test_portions_come_to_the_same(life: Life, portions: list[int], random: Random) -> None:
    """Late events, duplicates, statements that are taken back later: after each portion as if all were new."""
    journey, history = life
    random.shuffle(history)
    lines = list(map(line, history))
    with TemporaryDirectory() as folder:
        desk, start = Desk(Path(folder)), 0
        for size in [*portions, len(lines)]:
            desk.take(lines[start : start + size])
            start += size
            assert desk.answer(journey) == simulated(journey, lines[:start])


QUIZ = design(
    {"start": first_match(), "quiz": waypoint("passed", count=2), "pause": delay("1h"), "done": exit_()},
    "start>quiz>pause>done",
)


def crowd(people: int, begin: float = 0) -> list[bytes]:
    """Everybody sees and passes something, a few minutes apart."""
    return [
        line(statement(begin + person + step, name, f"p{person}"))
        for person in range(people)
        for step, name in enumerate(("seen", "passed", "passed", "seen"))
    ]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, partitions=8)
    desk.take(crowd(40))
    return desk


def test_processes_come_to_the_same(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "WORTHWHILE", 20)
    expected = simulated(QUIZ, crowd(40))
    done = desk.recalculate(QUIZ, workers=2)
    assert (canonical(done.simulated()), done.folded) == (expected, 40)
    desk.take(crowd(3, begin=500))
    assert desk.answer(QUIZ, workers=2) == simulated(QUIZ, [*crowd(40), *crowd(3, begin=500)])


def test_dask_comes_to_the_same(desk: Desk) -> None:
    """Also when a worker is killed in the middle: what it did or held is done again by another."""
    with cluster() as url:
        workers = pids(url)

        def kill_one(status: Status) -> None:
            if status.remaining_count < status.total_count and len(workers) == 2:
                os.kill(workers.pop(), signal.SIGKILL)

        assert desk.answer(QUIZ, dask=url, watch=kill_one) == simulated(QUIZ, crowd(40))
        assert len(workers) == 1
        again = desk.recalculate(QUIZ, dask=url)
        assert (again.folded, canonical(again.simulated())) == (0, simulated(QUIZ, crowd(40)))


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a scheduler with two workers on this machine."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as found:
        yield found.scheduler_address


def pids(url: str) -> list[int]:
    """The processes of the cluster's workers."""
    with Client(url, set_as_default=False) as client:
        return list(client.run(os.getpid).values())


def test_events_added_later_fold_only_whom_they_concern(desk: Desk) -> None:
    desk.recalculate(QUIZ)
    for concerned, told in (
        (1, [statement(39, "passed", "p3")]),
        (0, [statement(39, "seen", "p3")]),
        (1, [statement(0.5, "passed", "p7")]),  # late
        (2, [statement(40, "passed", "new"), statement(39, "passed", "p9")]),
    ):
        desk.take(list(map(line, told)))
        done = desk.recalculate(QUIZ)
        assert done.folded == concerned
        assert canonical(done.simulated()) == simulated(QUIZ, desk.everything())


def test_timers_that_have_fired_since_fold_their_owners_again(desk: Desk) -> None:
    desk.recalculate(QUIZ)
    desk.take([line(statement(90, "seen", "somebody"))])
    done = desk.recalculate(QUIZ)
    assert done.folded == 29  # p0 to p28 were through with their hour
    assert canonical(done.simulated()) == simulated(QUIZ, desk.everything())


def test_a_statement_that_is_taken_back_folds_its_owner_again(desk: Desk) -> None:
    taken_back = statement(1, "passed", "p0", id="11111111-1111-4111-8111-111111111111")
    desk.take([line(taken_back)])
    desk.recalculate(QUIZ)
    voiding = statement(2, "voided", "admin")
    voiding["verb"]["id"] = VOIDED
    voiding["object"] = {"objectType": "StatementRef", "id": taken_back["id"]}
    desk.take([line(voiding)])
    done = desk.recalculate(QUIZ)
    assert done.folded == 1
    assert canonical(done.simulated()) == simulated(QUIZ, desk.everything())


def test_who_has_no_attempt_any_more_is_forgotten(desk: Desk) -> None:
    desk.recalculate(QUIZ)
    other = replace(QUIZ, steps={**QUIZ.steps, "quiz": replace(QUIZ.steps["quiz"], condition=verb("never"))})
    assert desk.answer(other) == simulated(other, crowd(40))
    assert desk.workspace.progress.count("test") == 0


def test_the_clock_may_be_put_back_and_forth(desk: Desk) -> None:
    for minutes in (30, 10, 500, 20):
        until = instant(minutes)
        assert desk.answer(QUIZ, until=until) == simulated(QUIZ, crowd(40), until)


def transition(path: str) -> tuple[Transition, ...]:
    return tuple(Transition(source=one, target=next) for one, next in pairwise(path.split(">")))


def files(desk: Desk) -> dict[str, float]:
    """The answers that are kept, and when they were written."""
    found = (desk.log / "matches").glob("*/*/*")
    return {str(path): path.stat().st_mtime_ns for path in found}


def test_editing_the_graph_reads_no_document_and_editing_a_condition_asks_that_one(desk: Desk) -> None:
    desk.recalculate(QUIZ)
    before = files(desk)
    for part in desk.log.glob("parts/*/*"):
        part.rename(f"{part}.away")
    longer = replace(QUIZ, steps={**QUIZ.steps, "quiz": replace(QUIZ.steps["quiz"], count=1)})
    assert desk.recalculate(longer).folded == 40
    assert files(desk) == before
    for part in desk.log.glob("parts/*/*.away"):
        part.rename(str(part).removesuffix(".away"))
    assert canonical(desk.recalculate(longer).simulated()) == simulated(longer, crowd(40))
    other = replace(QUIZ, steps={**QUIZ.steps, "then": replace(QUIZ.steps["quiz"], condition=verb("seen"))})
    wider = replace(other, transitions=transition("start>quiz>then>pause>done"))
    assert desk.answer(wider) == simulated(wider, crowd(40))
    assert len(files(desk)) == 2 * len(before)
    assert files(desk).items() > before.items()


def test_answers_that_are_damaged_are_asked_for_again(desk: Desk) -> None:
    desk.recalculate(QUIZ)
    for number, path in enumerate((desk.log / "matches").glob("*/*/*")):
        path.write_bytes(path.read_bytes()[:-1] if number % 2 else b"")
    changed = replace(QUIZ, steps={**QUIZ.steps, "quiz": replace(QUIZ.steps["quiz"], count=1)})
    assert desk.answer(changed) == simulated(changed, crowd(40))


def test_another_log_leaves_nothing_of_the_first(desk: Desk, tmp_path: Path) -> None:
    desk.recalculate(QUIZ)
    desk.log = tmp_path / "other"
    desk.take(crowd(2))
    done = desk.recalculate(QUIZ)
    assert (canonical(done.simulated()), done.folded) == (simulated(QUIZ, crowd(2)), 2)


def test_progress_that_was_lost_is_made_again(desk: Desk) -> None:
    desk.recalculate(QUIZ)
    table = desk.workspace.progress._database.table("progress of test")
    table.remove(doc_ids=[next(iter(table)).doc_id])
    assert desk.answer(QUIZ) == simulated(QUIZ, crowd(40))


def test_progress_in_columns_comes_to_the_same(desk: Desk) -> None:
    desk.workspace.progress = ProgressBook(desk.folder / "workspace", documents=10)
    assert desk.answer(QUIZ) == simulated(QUIZ, crowd(40))
    desk.take(crowd(3, begin=500))
    assert desk.answer(QUIZ) == simulated(QUIZ, [*crowd(40), *crowd(3, begin=500)])
    assert (desk.folder / "workspace" / "progress").is_dir()


def test_a_log_without_events(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.answer(QUIZ) == simulated(QUIZ, [])
    assert desk.answer(QUIZ, until=instant(5)) == simulated(QUIZ, [], instant(5))


def test_counts_are_told_as_it_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(todo, "PORTION", 20)
    told: list[tuple[int, int, int]] = []

    def watch(status: Status) -> None:
        others = Workspace.open(desk.folder / "workspace").runs.status("test")
        assert (others.in_progress, others.remaining_count) == (True, status.remaining_count)
        told.append((status.total_count, status.remaining_count, status.skipped_count))

    desk.recalculate(QUIZ, watch=watch)
    assert told[0] == (160, 160, 0)
    assert told[-1] == (160, 0, 0)
    assert [left for _, left, _ in told] == sorted((left for _, left, _ in told), reverse=True)
    assert len({left for _, left, _ in told}) >= 5


def test_what_was_cancelled_goes_on_where_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(todo, "PORTION", 20)

    def cancel(status: Status) -> None:
        if status.remaining_count <= 80:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.recalculate(QUIZ, watch=cancel)
    stopped = desk.workspace.runs.status("test")
    assert (stopped.state, stopped.in_progress) == ("stopped", False)
    assert 0 < stopped.remaining_count <= 80
    done = desk.recalculate(QUIZ)
    assert done.status.skipped_count == 160 - stopped.remaining_count
    assert 0 < done.folded <= 20
    assert canonical(done.simulated()) == simulated(QUIZ, crowd(40))


def test_a_log_that_grew_in_many_small_portions(tmp_path: Path) -> None:
    """Its small parts are merged now and then; answers about parts that are gone go too."""
    desk = Desk(tmp_path, partitions=1)
    for number in range(12):
        desk.take(crowd(1, begin=number))
        desk.recalculate(QUIZ)
    assert desk.answer(QUIZ) == simulated(QUIZ, desk.everything())
    parts = {part.number for part in read_manifest(desk.log).parts}
    about = [path for path in map(Path, files(desk)) if path.parent.suffix != WOVEN]
    assert {int(path.name) for path in about} == parts


def test_answers_that_nobody_used_for_long_are_dropped(tmp_path: Path) -> None:
    for number in range(MOST + 3):
        file = answer_cache.path(tmp_path, "frame", f"{number:03d}", 0)
        answer_cache.write(file, b"answers")
        os.utime(file.parent, (number, number))
    answer_cache.used(tmp_path, "frame", ["000", "never asked"])
    left = {folder.name for folder in (tmp_path / "matches" / "frame").iterdir()}
    assert len(left) == MOST
    assert left == {"000", *(f"{number:03d}" for number in range(4, MOST + 3))}


@pytest.fixture
def other_law_in_lisbon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Lets Lisbon keep Tokyo's time from now on, as if a newer edition of the zone data said so."""
    original = zones._data

    def change() -> None:
        changed = {"Europe/Lisbon": "Asia/Tokyo"}
        monkeypatch.setattr(zones, "_data", lambda name: original(changed.get(name, name)))
        monkeypatch.setattr(plans, "VERSION", "2100a")
        forget()

    def forget() -> None:
        zones.zone.cache_clear()
        job._plan.cache_clear()

    yield change
    monkeypatch.undo()
    forget()


def test_new_rules_of_local_time_fold_those_designs_again_that_go_by_them(
    desk: Desk, other_law_in_lisbon: Callable[[], None]
) -> None:
    def waiting(id: str, zone: object) -> Journey:
        monday = {"kind": "delay", "until": {"weekday": "mon", "at": "09:00"}, "zone": zone}
        steps = {"start": first_match(), "quiz": waypoint("passed"), "monday": monday, "done": exit_()}
        return design(steps, "start>quiz>monday>done", id=id)

    lisbon, personal = "Europe/Lisbon", {"path": "traits.timezone", "else": "Europe/Berlin"}
    there, elsewhere, anywhere = (
        waiting("there", lisbon),
        waiting("elsewhere", "Europe/Berlin"),
        waiting("anywhere", personal),
    )
    pause = {"start": first_match(), "quiz": waypoint("passed"), "pause": delay("1d"), "done": exit_()}
    plain = design(pause, "start>quiz>pause>done", id="plain")
    until = instant(60 * 24 * 30)
    before = {each.id: desk.answer(each, until=until) for each in (there, elsewhere, anywhere, plain)}
    assert [desk.recalculate(each, until=until).folded for each in (there, plain)] == [0, 0]
    other_law_in_lisbon()
    again = {each.id: desk.recalculate(each, until=until) for each in (there, elsewhere, anywhere, plain)}
    assert [id for id, each in again.items() if each.folded] == ["there", "anywhere"]
    for journey in (there, elsewhere, anywhere, plain):
        full = simulated(journey, desk.everything(), until)
        assert canonical(again[journey.id].simulated()) == full
        assert (full == before[journey.id]) is (journey.id != "there")
