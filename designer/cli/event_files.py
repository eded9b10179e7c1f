"""Statement files through a journey: reading, counting what is no event, writing what comes out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from designer.cli.console import ReadingBar, narrate
from designer.errors import ExitCode, Refused
from designer.simulation.event_heads import events_of_owners
from designer.simulation.file_simulation import MOST_SHOWN, EventRun, simulate_files
from engine.events import Event
from engine.plan import Plan
from engine.report import effects
from engine.simulate import Simulation, SimulationResult
from store import disk
from store.errors import outside
from store.garbage import no_garbage_collection
from store.sources.byte_streams import size
from store.sources.column_mapping import ColumnMapping
from store.sources.file_names import expanded
from store.sources.line import RejectedDocument
from store.sources.reader import Reader, untold
from store.sources.reasons import Reason

MOST_NAMED = 10
"""Reasons that are narrated."""


@no_garbage_collection()
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
    show: Callable[[Event], object] | None = None,
) -> EventRun:
    """Run the whole files ``sources`` through the journey of ``plan``. With ``strict``, the first document that is
    no event ends it.

    Every event is shown to ``show`` as well, where it is given. ``seed``, ``until`` and ``join`` are as in
    ``engine.simulate``, ``columns`` say how tables are read, and ``documents`` are kept.
    """
    simulation = Simulation(plan, seed=seed, until=until, keep_documents=documents, join=join)
    files = expanded(sources)

    def refuse(event: RejectedDocument) -> None:
        raise Refused(f"{event}; leave out --strict to pass over such lines", ExitCode.FINDINGS)

    with ReadingBar({file: size(file) for file in files}) as bar:
        reader = Reader(files, columns=columns, watch=bar.watch, tell=narrate)
        return simulate_files(
            simulation, reader, whole=documents, show=show, reject=refuse if strict else None
        )


@no_garbage_collection()
def read_again(
    simulated: SimulationResult,
    sources: Sequence[str],
    owners: Collection[str],
    columns: ColumnMapping | None,
) -> list[Event]:
    """Read ``sources``, the files of the run ``simulated``, once more for the events of ``owners``, as the run names
    them.
    """
    files, plan = expanded(sources), simulated.plan
    with ReadingBar({file: size(file) for file in files}) as bar:
        reader = Reader(files, columns=columns, watch=bar.watch, tell=untold)
        return list(
            events_of_owners(
                reader, simulated.all_names(owners), plan.journey.track_by, as_stored=plan.sees_storage
            )
        )


def with_rejects(
    answer: dict[str, Any], rejected: Iterable[RejectedDocument], reasons: Iterable[Reason]
) -> dict[str, Any]:
    """An answer for programs with the reasons of what was no event, and all there is to know of the first few."""
    counted = msgspec.to_builtins(list(reasons))
    shown = [
        {"source": each.source, "line": each.line, "reason": each.reason}
        for each in islice(rejected, MOST_SHOWN)
    ]
    answer |= {"events": {**answer["events"], "reasons": counted}}
    return answer | {"rejected": shown} if shown else answer


def narrate_rejects(reasons: Sequence[Reason]) -> None:
    """Narrate the ``reasons`` why documents were no events: each with the first place and how often there was one."""
    for each in reasons[:MOST_NAMED]:
        more = f" (and {each.count - 1:,} more)" if each.count > 1 else ""
        narrate(f"rejected: {each.first}: {each.reason}{more}")
    if len(reasons) > MOST_NAMED:
        count = sum(each.count for each in reasons[MOST_NAMED:])
        narrate(f"rejected: {count:,} more, for {len(reasons) - MOST_NAMED:,} other reasons")


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
    narrate_rejects(reasons)
    if impression:
        raise SystemExit(ExitCode.FINDINGS)


def write_documents(simulated: SimulationResult, folder: Path) -> None:
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
