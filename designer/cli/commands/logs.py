"""The statement log: taking statements in, and what is there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from designer.cli.commands.options import AsJson, Columns, Events, folder_of
from designer.cli.console import emit, emit_json, narrate
from designer.cli.event_files import narrate_case_twins, stop_if_nothing
from designer.cli.log_argument import open_log, take_in
from designer.reports.log_text import answer, lines
from designer.reports.number_text import count
from store.log import ImportTotals, case_twins, info, read_rejects
from store.log_folders import OWN

log = typer.Typer(help="The statement log: events by the million, ready to be asked.", no_args_is_help=True)

MOST_NAMED = 10
"""Rejected lines that are told to a person."""


@log.command("import")
def import_(
    context: typer.Context,
    files: Events,
    into: Annotated[
        Path | None, typer.Option(help="The log's folder; if not given, the workspace's own log.")
    ] = None,
    columns: Columns = None,
    as_json: AsJson = False,
) -> None:
    """Take events into a log. What is there already adds nothing; an import that was stopped goes on."""
    folder = into or folder_of(context) / OWN
    done = take_in(folder, files, columns)
    if as_json:
        emit_json({"log": str(folder), **_counts(done)})
    narrate_case_twins(case_twins(folder))
    stop_if_nothing(done.impression, done.reasons)
    if as_json:
        return
    if done.rejected:
        narrate(f"rejected lines are in {folder / 'rejected.ndjson'}, each with the reason")
    told = {
        "there already": done.duplicates - done.conflicting,
        "rejected": done.rejected,
        "skipped: taken in before": done.skipped,
    }
    more = "".join(f", {number:,} {what}" for what, number in told.items() if number)
    emit(f"{count(done.added, 'event')} added to {folder}{more}")
    if done.conflicting:
        narrate(
            f"{count(done.conflicting, 'event')} had the id of another with another content; of each id one counts"
        )


def _counts(done: ImportTotals) -> dict[str, Any]:
    counts: dict[str, Any] = msgspec.to_builtins(done)
    del counts["impression"]
    return counts


@log.command("info")
def info_(
    context: typer.Context,
    where: Annotated[
        str | None,
        typer.Argument(metavar="[LOG]", help="The log's folder; if not given, the workspace's own log."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what is in a log: counts, span, owners, verbs and events, and the paths of its documents with examples."""
    folder = open_log(where, folder_of(context))
    found = info(folder)
    if as_json:
        emit_json(answer(found))
        return
    for line in lines(found):
        emit(line)
    for number, each in enumerate(read_rejects(folder)):
        if number == MOST_NAMED:
            narrate(f"rejected: more, in {folder / 'rejected.ndjson'}")
            break
        narrate(f"rejected: {each}")
