"""Statement files through a journey: reading, counting what is no event, writing what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from designer.cli.console import ReadingBar, narrate
from designer.errors import ExitCode, Refused
from designer.simulation.file_simulation import lines_to_read
from engine.events import Event, from_line
from engine.plan import Plan
from engine.report import effects
from engine.simulate import Simulated, Simulation
from engine.skim import skim_for
from store import disk
from store.errors import outside
from store.garbage import without_collecting
from store.sources.byte_streams import size
from store.sources.column_mapping import ColumnMapping
from store.sources.file_names import expanded
from store.sources.line import Rejected
from store.sources.reader import Reader, Tell
from store.sources.reasons import Reason

SHOWN = 1_000
"""Rejected lines that are remembered with their reasons; all are counted."""
NAMED = 10
"""Reasons that are narrated."""


class EventRun(Struct, frozen=True):
    """A dry run over files: the first ``SHOWN`` documents that were no events, and all reasons for it.

    ``impression`` says what the files seem to be, if nothing at all in them was understood.
    """

    simulated: Simulated
    rejected: tuple[Rejected, ...]
    reasons: tuple[Reason, ...]
    impression: str = ""


@without_collecting()
def run(
    plan: Plan,
    sources: Sequence[str],
    *,
    seed: int,
    until: int | None,
    columns: ColumnMapping | None = None,
    strict: bool = False,
    documents: bool = False,
    join: bool = True,
    show: Callable[[Event], None] | None = None,
    tell: Tell = narrate,
) -> EventRun:
    """Run the whole files ``sources`` through the journey of ``plan``. With ``strict``, the first document that is
    no event ends it.

    Every event is shown to ``show`` as well, where it is given. ``seed``, ``until`` and ``join`` are as in
    ``engine.simulate``, ``columns`` say how tables are read, ``documents`` are kept, and ``tell`` is told what files
    are.
    """
    simulation = Simulation(plan, seed=seed, until=until, keep_documents=documents, join=join)
    rejected: list[Rejected] = []
    skim = None if documents or show else skim_for(plan)
    make = partial(from_line, as_stored=simulation.as_stored)
    files = expanded(sources)
    with ReadingBar({file: size(file) for file in files}) as bar:
        reader = Reader(files, columns=columns, watch=bar.watch, tell=tell)
        for line in lines_to_read(simulation, skim, reader):
            for event in reader.read(line, make):
                if isinstance(event, Event):
                    simulation.add(event)
                    if show is not None:
                        show(event)
                elif strict:
                    raise Refused(f"{event}; leave out --strict to pass over such lines", ExitCode.FINDINGS)
                else:
                    simulation.reject()
                    rejected += [event] if len(rejected) < SHOWN else []
    simulated = simulation.result()
    understood = simulated.counts.read - simulated.counts.rejected
    reasons = tuple(reader.rejections.all())
    return EventRun(simulated, tuple(rejected), reasons, reader.impression(understood))


def with_rejected(
    answer: dict[str, Any], rejected: Iterable[Rejected], reasons: Iterable[Reason]
) -> dict[str, Any]:
    """An answer for programs with the reasons of what was no event, and of the first ``SHOWN`` all there is to know."""
    counted = msgspec.to_builtins(list(reasons))
    shown = [
        {"source": each.source, "line": each.line, "reason": each.reason} for each in islice(rejected, SHOWN)
    ]
    answer |= {"events": {**answer["events"], "reasons": counted}}
    return answer | {"rejected": shown} if shown else answer


def narrate_rejected(reasons: Sequence[Reason]) -> None:
    """Narrate the ``reasons`` why documents were no events: each with the first place and how often there was one."""
    for each in reasons[:NAMED]:
        more = f" (and {each.count - 1:,} more)" if each.count > 1 else ""
        narrate(f"rejected: {each.first}: {each.reason}{more}")
    if len(reasons) > NAMED:
        count = sum(each.count for each in reasons[NAMED:])
        narrate(f"rejected: {count:,} more, for {len(reasons) - NAMED:,} other reasons")


def narrate_case_twins(number: int) -> None:
    """Tell of ids that differ in case alone, if there are any."""
    if number:
        what = "id of a statement differs" if number == 1 else "ids of statements differ"
        told = "two ids to Learning Locker and here, one to Ralph"
        narrate(f"{number:,} {what} from another in case alone: {told}")


def stop_if_nothing(impression: str, reasons: Sequence[Reason]) -> None:
    """Tell the ``reasons`` for what was rejected; if nothing at all was understood, first the ``impression`` of the
    files, and exit.
    """
    if impression:
        narrate(f"waypost: {impression}")
    narrate_rejected(reasons)
    if impression:
        raise SystemExit(ExitCode.FINDINGS)


def write_documents(simulated: Simulated, folder: Path) -> None:
    """Write Learning Locker's documents of ``simulated`` into ``folder``, one a line: ``journeyprogress``,
    ``owners`` (whose they are) and ``callbacks``.
    """
    from engine.dialects.learninglocker import callback_body, journey_progress, owner_record

    plan = simulated.plan
    people = {progress.owner: progress for progress in simulated.owners}
    callbacks = (each for each in effects(simulated.owners) if each.type == "callback")
    with outside("write", folder):
        folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "journeyprogress.ndjson", (journey_progress(plan, each) for each in simulated.owners))
    _write(folder / "owners.ndjson", (owner_record(plan, each) for each in simulated.owners))
    _write(folder / "callbacks.ndjson", (callback_body(plan, people[each.owner], each) for each in callbacks))


def _write(path: Path, documents: Iterable[dict[str, Any]]) -> None:
    """All of the documents or none: a file that was there before stays until the new one is whole."""
    with outside("write", path):
        lines = (msgspec.json.encode(document) + b"\n" for document in documents)
        disk.replace_file(path, lines, durable=False)
