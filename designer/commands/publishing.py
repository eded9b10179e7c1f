"""Publishing: a plan, a dry run, sending, and how things stand."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec
import typer

from designer.commands.logs import log
from designer.commands.options import AsJson, folder_of, instant_of, workspace_of
from designer.commands.targets import named
from designer.console import Exit, Refused, emit, emit_json, narrate, narrate_findings
from designer.designs import is_file, name_for, read_file
from designer.logs import OWN
from engine.finding import InvalidJourney
from engine.journey import to_document
from engine.reading import parse_json
from store.log import Imported
from store.names import BadName, NoSuchDesign
from store.targets import NoSuchTarget, Target
from store.workspace import NoSuchVersion, Workspace

if TYPE_CHECKING:  # what speaks to servers takes a while to import, and no other command needs it
    from designer.publish import Plan, Progress
    from designer.publish.clients.learninglocker import Recalculation

app = typer.Typer()

Answer = TypeVar("Answer")

DesignName = Annotated[
    str, typer.Argument(metavar="DESIGN", help="A design in the workspace; a file is imported first.")
]
To = Annotated[str | None, typer.Option(help="The target; not needed where the design knows only one.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite what others changed on the server.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would change and the exact requests; send nothing.")
]


@app.command()
def publish(
    context: typer.Context,
    design: DesignName,
    to: To = None,
    dry_run: DryRun = False,
    force: Force = False,
    go_live: Annotated[bool, typer.Option("--publish", help="Segment: let people enter it.")] = False,
    pause_entry: Annotated[
        bool, typer.Option("--pause-entry", help="Segment: nobody enters it any more.")
    ] = False,
    archive: Annotated[bool, typer.Option("--archive", help="Segment: end it.")] = False,
    adopt: Annotated[str, typer.Option(help="Go on with the journey of this id on the server.")] = "",
    anew: Annotated[
        bool, typer.Option("--anew", help="Make another journey, whatever was published before.")
    ] = False,
    recalculating: Annotated[
        bool,
        typer.Option(
            "--recalculate", help="Learning Locker: then run the statements it has through the journey."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a server's journey the one that was designed, and read it back. Nobody's changes are lost silently."""
    from designer.publish import Wish, plan, recalculate

    asked = {"PUBLISH": go_live, "PAUSE_ENTRY": pause_entry, "ARCHIVE": archive}
    actions: list[Any] = [action for action, is_asked in asked.items() if is_asked]
    if len(actions) > 1 or (adopt and anew):
        raise Refused("--publish, --pause-entry and --archive exclude each other, as --adopt and --anew do")
    wish = Wish(action=next(iter(actions), None), force=force, adopt=adopt, anew=anew)
    with _asked(context, design, to) as (workspace, name, target):
        planned = _waited(plan(workspace, name, target, wish, narrate))
        _carry_out(workspace, planned, dry_run, as_json)
        if recalculating and not dry_run:
            _waited(recalculate(workspace, name, target, _narrate_recalculation, narrate))


@app.command()
def rollback(
    context: typer.Context,
    design: DesignName,
    version: Annotated[int, typer.Argument(help="The version of the design to publish again.")],
    to: To = None,
    dry_run: DryRun = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Publish an earlier version of a design again. The design itself stays as it is."""
    from designer.publish import Wish
    from designer.publish import rollback as back_to

    with _asked(context, design, to) as (workspace, name, target):
        wish = Wish(version=version, force=force)
        planned = _waited(back_to(workspace, name, target, wish, narrate))
        _carry_out(workspace, planned, dry_run, as_json)


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
    force: Annotated[
        bool, typer.Option("--force", help="Where both sides changed something, take the server's.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take a server's journey in, as a new version of a design or as a new design. Old versions stay."""
    from designer.publish import pull as take_in
    from designer.publish.showing import pull_answer

    with _asked(context, design, origin) as (workspace, name, target):
        brought = _waited(take_in(workspace, name, target, remote=id, force=force, say=narrate))
        narrate_findings(brought.findings)
        if as_json:
            emit_json(pull_answer(brought))
            return
        emit(f"{name} v{brought.version.number} is as {target} has it")
        for change in brought.changes:
            emit(f"  {change}")


@app.command()
def status(
    context: typer.Context,
    design: DesignName,
    to: Annotated[
        list[str] | None, typer.Option(help="A target; all that know the design if left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How a design stands to each target: in step, ahead, behind or diverged."""
    from designer.publish import published_to
    from designer.publish import status as standings
    from designer.publish.showing import standing_answer, standing_lines

    with _clearly():
        workspace = workspace_of(context)
        name = _kept(workspace, design)
        targets = to or published_to(workspace, name)
        found = _waited(standings(workspace, name, targets, narrate))
    if as_json:
        emit_json([standing_answer(each) for each in found])
    else:
        for each in found:
            for line in standing_lines(each):
                emit(line)
        if not found:
            narrate(f"{name} was not published yet: waypost publish {name} --to TARGET")
    if any(each.state is None for each in found):
        raise typer.Exit(Exit.OUTSIDE)


@app.command()
def history(
    context: typer.Context,
    design: DesignName,
    to: Annotated[str | None, typer.Option(help="One target alone.")] = None,
    as_json: AsJson = False,
) -> None:
    """What was published of a design, where and when; the first publication first."""
    from designer.publish import history as publications
    from designer.publish.showing import publication_answer, publication_line

    with _clearly():
        workspace = workspace_of(context)
        found = publications(workspace, _kept(workspace, design), to)
    if as_json:
        emit_json([publication_answer(each) for each in found])
        return
    for each in found:
        emit(publication_line(each))


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
    from designer.publish.statements import Question, pull_statements

    folder = into or folder_of(context) / OWN
    question = Question(since, _query(filter))

    async def pulled(found: Target) -> Imported:
        async with reached(found, narrate) as side:
            return await pull_statements(side.server, folder, question, _narrate_count)

    done = asyncio.run(pulled(named(context, target)))
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


def _carry_out(workspace: Workspace, plan: Plan, dry_run: bool, as_json: bool) -> None:
    from designer.publish import send
    from designer.publish.showing import plan_answer, plan_lines, publication_answer, publication_line

    narrate_findings(plan.findings, plan.journey)
    for note in plan.notes:
        narrate(note)
    answer = plan_answer(plan) | {"sent": False, "publication": None}
    for line in plan_lines(plan, requests=dry_run) if not as_json else ():
        emit(line)
    if not (dry_run or plan.refusal):
        publication = _waited(send(workspace, plan, _narrate_progress, narrate))
        if publication is not None and not as_json:
            emit(publication_line(publication))
        told = publication_answer(publication) if publication else None
        answer |= {"sent": bool(plan.moves), "publication": told}
    if as_json:
        emit_json(answer)
    if plan.refusal:
        narrate(f"waypost: {plan.refusal}")
        raise typer.Exit(Exit.FINDINGS)


def _narrate_recalculation(found: Recalculation) -> None:
    narrate(f"recalculating: {found.remaining:,} of {found.total:,} statements to go")


def _narrate_progress(progress: Progress) -> None:
    narrate(f"{progress.done}/{progress.total} {progress.now}")


@contextmanager
def _asked(context: typer.Context, design: str, target: str | None) -> Iterator[tuple[Workspace, str, str]]:
    """The workspace, the design's name there, and the target that was meant."""
    with _clearly():
        workspace = workspace_of(context)
        name = _kept(workspace, design)
        yield workspace, name, target or _only_target(workspace, name)


def _only_target(workspace: Workspace, design: str) -> str:
    from designer.publish import published_to

    known = published_to(workspace, design) if design in workspace.names() else []
    known = known or [target.name for target in workspace.targets.all()]
    if len(known) == 1:
        return known[0]
    named = f"one of {', '.join(known)}" if known else "add one with `waypost target add`"
    raise Refused(f"which target? {named}")


def _kept(workspace: Workspace, design: str) -> str:
    """The design's name in the workspace. A file is imported, as publishing needs its versions."""
    path = Path(design)
    if design in workspace.names() or not is_file(path):
        return design
    imported = read_file(path)
    narrate_findings(imported.findings, imported.journey)
    name = name_for(workspace, imported.journey)
    saved = workspace.save(name, to_document(imported.journey), note=f"from {path.name}")
    narrate(f"{path} is kept as {name} v{saved.number}")
    return name


@contextmanager
def _clearly() -> Iterator[None]:
    """Names that are not there are the person's to correct."""
    try:
        yield
    except (NoSuchDesign, NoSuchVersion, NoSuchTarget, BadName) as error:
        raise Refused(str(error)) from None


def _waited(coroutine: Coroutine[Any, Any, Answer]) -> Answer:
    return asyncio.run(coroutine)
