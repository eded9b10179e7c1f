"""Taking in what servers have: journeys into designs, statements into a log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from designer.cli.commands.logs import log
from designer.cli.commands.options import AsJson, folder_of, instant_of
from designer.cli.commands.server_options import asked, waited
from designer.cli.commands.targets import named
from designer.cli.console import emit, emit_json, narrate, narrate_findings
from designer.cli.interrupts import if_stopped
from designer.cli.log_argument import goes_on
from designer.errors import Refused
from engine.finding import InvalidJourney
from engine.typed_json import parse_json
from store.log import ImportTotals
from store.log_folders import OWN
from store.targets import Target

if TYPE_CHECKING:
    from designer.publish.journey_import import WhereBothChanged

app = typer.Typer()
app.add_typer(log, name="log")  # complete with what is pulled into it, below


@app.command()
def pull(
    context: typer.Context,
    design: Annotated[
        str, typer.Argument(help="A design in the workspace to take it into, or the name of a new one.")
    ],
    origin: Annotated[
        str | None, typer.Option("--from", help="The target; not needed where the design knows only one.")
    ] = None,
    id: Annotated[
        str, typer.Option(help="The journey's id on the server, if the design does not know it.")
    ] = "",
    merge: Annotated[
        bool,
        typer.Option(
            "--merge",
            "--force",
            help="Take both sides' changes, and the server's where both changed one thing.",
        ),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Take the server's journey whole, whatever was changed here.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take a server's journey in, as a new version of a design or as a new design. Old versions stay."""
    from designer.publish import pull as take_in
    from designer.publish.presentation import pull_answer

    if merge and overwrite:
        raise Refused("--overwrite takes the server's journey alone, --merge takes both: choose one")
    how: WhereBothChanged = "all theirs" if overwrite else "theirs" if merge else "ask"
    with asked(context, design, origin) as (workspace, name, target):
        brought = waited(take_in(workspace, name, target, remote=id, where_both_changed=how, say=narrate))
        narrate_findings(brought.findings)
        if as_json:
            emit_json(pull_answer(brought))
            return
        emit(f"{name} v{brought.version.number} is as {target} has it")
        for change in brought.changes:
            emit(f"  {change}")


@log.command("pull")
def log_pull(
    context: typer.Context,
    target: Annotated[str, typer.Argument(help="A target that holds statements.")],
    since: Annotated[
        int | None,
        typer.Option(parser=instant_of, metavar="TIME", help="Only what was stored then or later."),
    ] = None,
    filter: Annotated[str, typer.Option(help="Only what this mongo query matches, in JSON.")] = "{}",
    into: Annotated[
        Path | None, typer.Option(help="The log's folder; if not given, the workspace's own log.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take statements from a server into a log; again, and only what is new there is asked for."""
    from designer.publish import reached
    from designer.publish.statement_pull import PullQuery, pull_statements

    folder = into or folder_of(context) / OWN
    question = PullQuery(since, _query(filter))

    async def pulled(found: Target) -> ImportTotals:
        async with reached(found, narrate) as side:
            return await pull_statements(side.server, folder, question, _narrate_count)

    with if_stopped(goes_on(folder)):
        done = waited(pulled(named(context, target)))
    if as_json:
        emit_json({"log": str(folder), **msgspec.structs.asdict(done)})
        return
    emit(
        f"{done.added:,} of {done.read:,} statements added to {folder}, "
        f"{done.duplicates:,} were there, {done.rejected:,} rejected"
    )


def _query(text: str) -> dict[str, object]:
    try:
        query = parse_json(text)
    except InvalidJourney as error:
        raise Refused(f"--filter: {error}") from None
    if not isinstance(query, dict):
        raise Refused('--filter is a mongo query, such as {"statement.verb.id": "http://…"}')
    return query


def _narrate_count(read: int) -> None:
    narrate(f"{read:,} statements read")
