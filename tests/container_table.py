"""Containers of events, compressed or not, in every front end: ``python -m tests.container_table`` tries each cell.

It prints the table of docs/events.md. ``make test`` tries the cells in turn, each with one of the front ends.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from cli import Terminal  # noqa: E402  # the path comes first
from fuzz.containers import PACKINGS  # noqa: E402
from fuzz.sources import TABLES  # noqa: E402
from practice import Practice, practice  # noqa: E402
from scenario import document, exit_, first_match, statement, track, waypoint  # noqa: E402

from designer.notebook.code.simulations import NoEvents, simulate  # noqa: E402
from designer.simulation.evidence.loader import open_evidence  # noqa: E402

Life = list[dict[str, Any]]

QUIZ: Final = document(
    {"start": first_match(), "quiz": waypoint("passed", count=2), "done": exit_()}, "start>quiz>done"
)
LIFE: Final[Life] = [
    statement(
        day,
        "passed",
        object={"id": "http://example.org/quiz"},
        id=f"7e1d5c1a-0000-4000-8000-00000000000{day}",
    )
    for day in (1, 2)
]
CALLS: Final[Life] = [track(day, "passed") for day in (1, 2)]


def rows(life: Life) -> list[dict[str, str]]:
    """The statements of ``life`` as rows of a table."""
    return [
        {
            "id": each["id"],
            "email": each["actor"]["mbox"].removeprefix("mailto:"),
            "verb": each["verb"]["id"],
            "object": each["object"]["id"],
            "ts": each["timestamp"],
        }
        for each in life
    ]


def comma_separated(life: Life) -> bytes:
    found = rows(life)
    return "".join(
        ",".join(cells) + "\n" for cells in (found[0], *(each.values() for each in found))
    ).encode()


CONTAINERS: Final[Mapping[str, Callable[[Life], bytes]]] = {
    "NDJSON": lambda life: b"".join(json.dumps(each).encode() + b"\n" for each in life),
    "an array": lambda life: json.dumps(life).encode(),
    "values over several lines": lambda life: "\n".join(json.dumps(each, indent=2) for each in life).encode(),
    "a StatementResult": lambda life: json.dumps({"statements": life, "more": ""}).encode(),
    "a batch": lambda life: json.dumps({"batch": life}).encode(),
    "a connection": lambda life: json.dumps({"edges": [{"node": each} for each in life]}).encode(),
    "answers": lambda life: json.dumps({"data": life}).encode(),
    "CSV": comma_separated,
    **{name: lambda life, write=write: write(rows(life)) for name, write in TABLES.items()},
}
COMPRESSIONS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "plain": bytes,
    **PACKINGS,
    "tar.gz": lambda content: gzip.compress(PACKINGS["tar"](content)),
}


# Front ends


def _simulated(waypost: Terminal, design: Path, events: Path) -> int:
    return _matched(waypost, "simulate", design, events)


def _recalculated(waypost: Terminal, design: Path, events: Path) -> int:
    return _matched(waypost, "recalculate", design, events)


def _matched(waypost: Terminal, *words: str | Path) -> int:
    said = waypost(*words, "--json")
    return int(said.json["events"]["matched"]) if said.code == 0 else 0


def _explained(waypost: Terminal, design: Path, events: Path) -> int:
    said = waypost("explain", design, events, "--owner", "anna@example.org", "--json")
    stays = said.json["stays"] if said.code == 0 else []
    return sum(len(each["considered"]) for each in stays)


def _imported(waypost: Terminal, design: Path, events: Path) -> int:
    said = waypost("log", "import", events, "--json")
    return int(said.json["added"]) if said.code == 0 else 0


def _attached(waypost: Terminal, design: Path, events: Path) -> int:
    return len(open_evidence(events, waypost.folder))


def _in_notebook(waypost: Terminal, design: Path, events: Path) -> int:
    try:
        return int(simulate(QUIZ, events).report()["events"]["matched"])
    except NoEvents:
        return 0


FRONT_ENDS: Final[Mapping[str, Callable[[Terminal, Path, Path], int]]] = {
    "`simulate`": _simulated,
    "`explain`": _explained,
    "`log import`": _imported,
    "`recalculate`": _recalculated,
    "the terminal app": _attached,
    "the notebook": _in_notebook,
}
"""Front end → how many of the events in a file it understands."""


def is_read(container: str, compression: str, front_end: str) -> bool:
    """Tell whether ``front_end`` understands both events in a ``container`` with a ``compression``."""
    with tempfile.TemporaryDirectory() as folder:
        waypost = Terminal(Path(folder))
        design = waypost.write("quiz.journey.json", QUIZ)
        events = waypost.write("events", COMPRESSIONS[compression](CONTAINERS[container](LIFE)))
        return FRONT_ENDS[front_end](waypost, design, events) == len(LIFE)


def is_taken(server: Practice, container: str, compression: str) -> bool:
    """Tell whether ``serve`` takes a body: calls in a batch where the source listens, all else as statements."""
    life, client, path = LIFE, server.locker, "/data/xAPI/statements"
    if container == "a batch":
        life, client, path = CALLS, server.source, "/v1/batch"
    body = COMPRESSIONS[compression](CONTAINERS[container](life))
    headers = {"Content-Type": "application/json"} | (
        {} if compression == "plain" else {"Content-Encoding": compression}
    )
    return client.post(path, content=body, headers=headers).status_code == 200


# The table


def cell(container: str, compression: str) -> str:
    """The front ends that read files in a ``container`` with a ``compression``."""
    found = [each for each in FRONT_ENDS if is_read(container, compression, each)]
    return "all" if len(found) == len(FRONT_ENDS) else ", ".join(found) or "–"


def served(server: Practice, container: str) -> str:
    """The compressions with which ``serve`` takes a ``container``."""
    return ", ".join(each for each in COMPRESSIONS if is_taken(server, container, each)) or "–"


def row(container: str, cells: list[str], server: Practice) -> str:
    return f"| {container} | {' | '.join(cells)} | {served(server, container)} |"


def table() -> Iterator[str]:
    """The lines of the table, each cell tried."""
    yield f"| | {' | '.join(COMPRESSIONS)} | `serve` |"
    yield "| --- " * (len(COMPRESSIONS) + 2) + "|"
    with tempfile.TemporaryDirectory() as folder, practice(Path(folder)) as server:
        for container in CONTAINERS:
            yield row(container, [cell(container, each) for each in COMPRESSIONS], server)


if __name__ == "__main__":
    for line in table():
        print(line, flush=True)
