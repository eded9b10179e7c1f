"""Taking in what servers have: journeys into designs, statements into a log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from designer.cli.commands.logs import log
from designer.cli.commands.options import AsJson, folder_of, instant_of, workspace_of
from designer.cli.commands.server_options import ask_for_secrets, open_target, wait_for
from designer.cli.commands.targets import target_named
from designer.cli.console import emit, emit_json, narrate, narrate_findings
from designer.cli.followed_design import FollowedDesign, journeys_to_follow
from designer.cli.interrupts import explain_interrupt
from designer.cli.log_argument import goes_on
from designer.errors import Refused
from engine.finding import InvalidJourney
from engine.typed_json import parse_json
from store.log import ImportTotals
from store.log_folders import OWN, is_log

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
    with open_target(context, design, origin) as (workspace, name, target):
        brought = wait_for(take_in(workspace, name, target, remote=id, where_both_changed=how, say=narrate))
        narrate_findings(brought.findings)
        if as_json:
            emit_json(pull_answer(brought))
            return
        emit(f"{name} v{brought.version.number} is as {target} has it")
        for change in brought.changes:
            emit(f"  {change}")


Source = Annotated[str, typer.Argument(metavar="TARGET", help="A target that holds statements.")]
Since = Annotated[
    int | None,
    typer.Option(parser=instant_of, metavar="TIME", help="Only what was stored then or later."),
]
Verb = Annotated[str, typer.Option(metavar="IRI", help="Only statements with this verb.")]
Activity = Annotated[str, typer.Option(metavar="IRI", help="Only statements about this activity.")]
Agent = Annotated[
    str, typer.Option(metavar="AGENT", help="Only statements of this agent: an address, or an agent in JSON.")
]
Into = Annotated[Path | None, typer.Option(help="The log's folder; if not given, the workspace's own log.")]


@log.command("pull")
def log_pull(
    context: typer.Context,
    target: Source,
    since: Since = None,
    until: Annotated[
        int | None,
        typer.Option(parser=instant_of, metavar="TIME", help="Only what was stored then or before."),
    ] = None,
    verb: Verb = "",
    activity: Activity = "",
    agent: Agent = "",
    filter: Annotated[
        str, typer.Option(help="Learning Locker: only what this mongo query matches, in JSON.")
    ] = "{}",
    into: Into = None,
    as_json: AsJson = False,
) -> None:
    """Take statements from a server into a log; again, and only what is new there is asked for."""
    from designer.publish import connect
    from designer.publish.pull_query import PullQuery, agent_of
    from designer.publish.statement_pull import pull_statements

    folder, found = into or folder_of(context) / OWN, target_named(context, target)
    if found.kind != "learninglocker" and _query(filter):
        raise Refused(f"--filter is for targets of kind learninglocker; {target} is of kind {found.kind}")
    query = PullQuery(since, until, verb, activity, agent_of(agent) if agent else {}, _query(filter))
    ask_for_secrets(found)

    async def pulled() -> ImportTotals:
        async with connect(found, narrate) as server:
            return await pull_statements(server, folder, query, _narrate_count)

    with explain_interrupt(goes_on(folder)):
        done = wait_for(pulled())
    if as_json:
        emit_json({"log": str(folder), **msgspec.to_builtins(done)})
        return
    emit(_totals_text(done, folder))


@log.command("follow")
def log_follow(
    context: typer.Context,
    target: Source,
    into: Into = None,
    design: Annotated[
        list[str] | None,
        typer.Option(metavar="DESIGN", help="A design to advance; may be given again. All if left out."),
    ] = None,
    since: Since = None,
    verb: Verb = "",
    activity: Activity = "",
    agent: Agent = "",
    every: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="Between two looks.")] = 2.0,
    as_json: AsJson = False,
) -> None:
    """Take statements in as they arrive, advance the designs, and print who moved; until interrupted.

    With --json, each line is a movement. Nothing that outcomes call for is sent: see deliver.
    """
    from designer.publish import connect
    from designer.publish.follow import follow
    from designer.publish.pull_query import PullQuery, agent_of

    folder, found = into or folder_of(context) / OWN, target_named(context, target)
    query = PullQuery(since, None, verb, activity, agent_of(agent) if agent else {})
    ask_for_secrets(found)
    workspace = workspace_of(context)
    followed = [
        FollowedDesign(workspace, journey, folder) for journey in journeys_to_follow(workspace, design)
    ]

    def news(done: ImportTotals) -> None:
        narrate(_totals_text(done, folder))
        for each in followed:
            each.advance(as_json)

    async def run() -> None:
        async with connect(found, narrate) as server:
            narrate(f"following {target} into {folder}; Ctrl+C ends it")
            await follow(server, folder, query, every=every, news=news, say=narrate)

    with explain_interrupt(goes_on(folder)):
        if is_log(folder):
            for each in followed:
                each.advance(as_json)
        wait_for(run())


def _totals_text(done: ImportTotals, folder: Path) -> str:
    return (
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
