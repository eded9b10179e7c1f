"""An analyst's questions about a long file of real statements, beside pandas and DuckDB; each in a process of its own.

``python -m tests.benchmarks.bench_insight [fun-mooc-video.ndjson.gz [300000]]``: the file (the part of it that the
examples have, unless one is given) is repeated, each time with other ids and actors, until there are so many
statements. Seconds are of the processor, without the import of pandas and
altair; megabytes are the most that the process held.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from time import process_time, sleep
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from designer import examples
from store.sources.reader import lines
from tests.benchmarks.generate import chosen_size

VERBS: Final = (
    "https://w3id.org/xapi/video/verbs/played",
    "https://w3id.org/xapi/video/verbs/paused",
    "http://adlnet.gov/expapi/verbs/completed",
)
SIZE: Final = 300_000
ROOT: Final = Path(__file__).parent.parent.parent


def main() -> None:
    """Run every question and print the table."""
    source = sys.argv[1] if len(sys.argv) > 1 else str(examples.path(examples.VIDEO))
    size = int(sys.argv[2]) if len(sys.argv) > 2 else chosen_size(SIZE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.ndjson"
        with path.open("wb") as file:
            file.writelines(islice(repeated(source), size))
        print(f"{size:,} statements, {path.stat().st_size / 1e6:,.0f} MB; the most memory, processor seconds")
        for question in (
            by_pandas,
            by_duckdb,
            funnel_of_file,
            two_runs,
            who_is_stuck,
            played,
            edited,
            edited_again,
        ):
            told = answer_of(question.__name__, path)
            seconds = "".join(f"{name:>16} {value:6.2f} s" for name, value in told["seconds"].items())
            did = f"   did {told['did']}" if told["did"] else ""
            print(f"{question.__name__:<16}{told['megabytes']:6.0f} MB{seconds}{did}", flush=True)


def repeated(source: str) -> Iterator[bytes]:
    """Lines of the statements of ``source`` without end; all ids and actors are others each time."""
    documents = [line.raw for line in lines(source) if line.raw]
    for time in range(sys.maxsize):
        for raw in documents:
            statement = json.loads(raw)
            statement["id"] = str(uuid5(NAMESPACE_URL, f"{statement['id']} {time}"))
            statement["actor"]["account"]["name"] += f"-{time}" if time else ""
            yield json.dumps(statement).encode() + b"\n"


def answer_of(question: str, path: Path) -> dict[str, Any]:
    """The answer of a process that asks a ``question`` about the file at ``path``."""
    code = f"from tests.benchmarks.bench_insight import answer; answer({question!r}, {str(path)!r})"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])  # DuckDB prints how far a slow query is
    return found


class Clock:
    """The processor time that each thing took, by its name; ``did`` is how many did each step of the funnel."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.did: list[int] = []

    def time(self, name: str, act: Callable[[], Any]) -> Any:
        """Do something and note how long it took."""
        start = process_time()
        found = act()
        self.seconds[name] = process_time() - start
        return found


def answer(question: str, path: str) -> None:
    """Ask a ``question`` about the file at ``path``, and print what it took."""
    import altair  # noqa: F401
    import pandas  # noqa: F401

    import designer.notebook.code.simulations  # noqa: F401

    os.chdir(Path(path).parent)  # where the editor makes its workspace
    clock = Clock()
    globals()[question](path, clock)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": clock.seconds, "megabytes": peak, "did": clock.did}))


def by_pandas(path: str, clock: Clock) -> None:
    """The same funnel with pandas alone."""
    clock.did = clock.time("parse, funnel", lambda: pandas_funnel(path))


def by_duckdb(path: str, clock: Clock) -> None:
    """The same by a query for DuckDB."""
    clock.did = clock.time("parse, funnel", lambda: duckdb_funnel(path))


def duckdb_funnel(path: str) -> list[int]:
    """The answer of ``pandas_funnel``, by a typed query."""
    import duckdb

    columns = (
        "{id: 'VARCHAR', actor: 'STRUCT(account STRUCT(name VARCHAR))', verb: 'STRUCT(id VARCHAR)', "
        "timestamp: 'TIMESTAMPTZ'}"
    )
    found = f"read_json('{path}', format = 'newline_delimited', columns = {columns})"
    did = []
    with duckdb.connect(config={"threads": "1"}) as connection:
        connection.execute(
            "CREATE TABLE events AS SELECT actor.account.name AS owner, verb.id AS verb, (timestamp, id) AS moment "
            f"FROM {found}"
        )
        before = "(SELECT DISTINCT owner, NULL AS moment FROM events)"
        for number, verb in enumerate(VERBS):
            connection.execute(
                f"CREATE TABLE step{number} AS SELECT owner, min(events.moment) AS moment FROM events JOIN {before} "
                f"AS before USING (owner) WHERE verb = '{verb}' AND "
                "(before.moment IS NULL OR events.moment > before.moment) GROUP BY owner"
            )
            before = f"step{number}"
            did += [count for (count,) in connection.execute(f"FROM {before} SELECT count(*)").fetchall()]
    return did


def pandas_funnel(path: str) -> list[int]:
    """Return how many did each of the verbs, each after the one before."""
    import pandas as pd

    rows = []
    with open(path, "rb") as file:
        for line in file:
            statement = json.loads(line)
            owner = statement["actor"]["account"]["name"]
            rows.append((owner, statement["verb"]["id"], statement["timestamp"], statement["id"]))
    table = pd.DataFrame(rows, columns=["owner", "verb", "time", "id"])
    table["time"] = pd.to_datetime(table["time"], format="ISO8601", utc=True)
    table = table.sort_values(["time", "id"], kind="stable")
    table["order"] = range(len(table))
    did: list[int] = []
    last = None
    for verb in VERBS:
        found = table[table["verb"] == verb]
        if last is not None:
            found = found.join(last.rename("after"), on="owner", how="inner")
            found = found[found["order"] > found["after"]]
        last = found.groupby("owner")["order"].min()
        did.append(len(last))
    return did


def run_of(path: str, clock: Clock, name: str = "simulate") -> Any:
    """The run of the file at ``path`` through a journey of the verbs."""
    from designer.notebook import simulate

    return clock.time(name, lambda: simulate(journey(), path))


def journey() -> Any:
    """The verbs in a row."""
    from designer.notebook import Journey, verb

    made = Journey.new("Videos")
    for name, each in zip(("played", "paused", "completed"), VERBS, strict=True):
        made = made.waypoint(name, verb(each))
    return made.exit("done")


def funnel_of_file(path: str, clock: Clock) -> None:
    """Simulate, and the first view; then what a notebook shows of it."""
    from designer.notebook import funnel

    run = run_of(path, clock)
    view = clock.time("first view", lambda: funnel(run))
    clock.did = view.frame["did"].tolist()[1:4]


def two_runs(path: str, clock: Clock) -> None:
    """A second run beside the first."""
    first, second = run_of(path, clock), run_of(path, clock, "second")
    assert first.frame.equals(second.frame)


def who_is_stuck(path: str, clock: Clock) -> None:
    """Who waits too long, and why; then somebody's explanation."""
    from designer.notebook import explain, stuck

    run = run_of(path, clock)
    view = clock.time("stuck", lambda: stuck(run))
    clock.time("explain", lambda: explain(run, view.frame["owner"].iloc[0]))


def played(path: str, clock: Clock) -> None:
    """The player, and somebody's story in it."""
    from designer.notebook import SimulationPlayer

    run = run_of(path, clock)
    player = clock.time("player", lambda: SimulationPlayer(journey(), run))
    clock.time("a story", lambda: player.choose(run.frame["owner"].iloc[0]))


def edited(path: str, clock: Clock) -> None:
    """The editor beside the file: until it can be used, and until its boxes say how many events match."""
    from designer.notebook import JourneyEditor

    editor = clock.time("editor", lambda: JourneyEditor(journey(), path))

    def counted() -> None:
        while "matched" not in editor.svg:
            sleep(0.5)

    clock.time("counted", counted)


def edited_again(path: str, clock: Clock) -> None:
    """The same, now that the file has been taken into a log."""
    edited(path, clock)


if __name__ == "__main__":
    main()
