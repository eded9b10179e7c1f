"""Owners that are one with others: a log answers as its files do, over any imports, clocks and switches."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scenario import design, exit_, first_match, instant, stamp

from engine.events import from_line
from engine.journey import Journey
from engine.plan import Plan
from engine.report import report
from engine.simulate import SimulationResult, simulate
from store.errors import DamagedFile
from store.log import import_files, read_manifest, simulate_log
from store.recalculate import RecalculationResult, recalculate
from store.workspace import Workspace

law = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def waypoint(event: str) -> dict[str, Any]:
    return {"kind": "waypoint", "condition": {"event": event}}


JOURNEY: Journey = design(
    {"start": first_match(), "seen": waypoint("Seen"), "bought": waypoint("Bought"), "done": exit_()},
    "start>seen>bought>done",
)

ids = st.sampled_from([f"p{number}" for number in range(6)])
minutes = st.integers(0, 120)


def call(kind: str, minute: int, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "timestamp": stamp(minute), **fields}


calls = st.one_of(
    st.builds(lambda at, u, p: call("alias", at, userId=u, previousId=p), minutes, ids, ids),
    st.builds(lambda at, u, p: call("identify", at, userId=u, anonymousId=p), minutes, ids, ids),
    st.builds(
        lambda at, kind, who, event, id: call("track", at, event=event, **{kind: who}, messageId=id),
        minutes,
        st.sampled_from(["userId", "anonymousId"]),
        ids,
        st.sampled_from(["Seen", "Bought"]),
        st.integers(0, 40).map(str),
    ),
)


def line(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode() + b"\n"


def canonical(simulated: SimulationResult) -> bytes:
    return msgspec.json.encode(report(simulated, owners=True), order="sorted")


class Desk:
    """A workspace and a log of three partitions, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        self.workspace = Workspace.open(folder / "workspace")
        self.lines: list[bytes] = []
        self.take([])

    def take(self, lines: Sequence[bytes]) -> None:
        """Import a file more."""
        path = self.folder / f"{len(list(self.folder.iterdir()))}.ndjson"
        path.write_bytes(b"".join(lines))
        self.lines += lines
        import_files(self.log, [str(path)], partitions=3)

    def recalculate(self, **how: Any) -> RecalculationResult:
        return recalculate(self.workspace, Plan(JOURNEY), self.log, **how)

    def simulated(self, **how: Any) -> bytes:
        """What the lines of all files come to."""
        return canonical(simulate(Plan(JOURNEY), map(from_line, self.lines), **how))


turns = st.tuples(st.lists(calls, max_size=8), st.none() | minutes, st.booleans())


@law
@given(st.lists(turns, min_size=1, max_size=4))
def test_a_log_answers_as_its_files(given_turns: list[Any]) -> None:
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        for some, minute, join in given_turns:
            desk.take(list(map(line, some)))
            until = None if minute is None else instant(minute)
            expected = desk.simulated(until=until, join=join)
            assert canonical(desk.recalculate(until=until, join=join).simulated()) == expected
            assert canonical(simulate_log(desk.log, Plan(JOURNEY), until=until, join=join)) == expected
            assert desk.recalculate(until=until, join=join).folded == 0


@pytest.mark.parametrize("table", [b"", b'[1,"a"', b"nonsense" * 20])
def test_a_damaged_table_is_named(tmp_path: Path, table: bytes) -> None:
    desk = Desk(tmp_path)
    desk.take([line(call("identify", 3, userId="u3", anonymousId="a"))])
    (desk.log / "identities.ndjson").write_bytes(table)
    with pytest.raises(DamagedFile, match=r"identities\.ndjson is not as it was written"):
        desk.recalculate()


def test_only_owners_that_are_joined_move(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    people = [call("track", at, event=event, userId=f"u{who}", messageId=f"{event}{who}")
              for at, event in ((1, "Seen"), (5, "Bought")) for who in range(20)]  # fmt: skip
    desk.take([*map(line, people), line(call("track", 2, event="Seen", anonymousId="a", messageId="a"))])
    assert desk.recalculate(until=instant(60)).folded == 21
    parts = read_manifest(desk.log).parts
    desk.take([line(call("identify", 3, userId="u3", anonymousId="a"))])
    again = desk.recalculate(until=instant(60))
    assert again.folded == 1
    assert set(parts) <= set(read_manifest(desk.log).parts)
    assert canonical(again.simulated()) == desk.simulated(until=instant(60))
    assert (desk.log / "identities.ndjson").read_bytes().count(b"\n") == 1
