"""The outbox of what outcomes call for: looking at it, and sending it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Annotated, Final

import typer

from designer.cli.commands.options import AsJson, workspace_of
from designer.cli.commands.server_options import ask_for_secrets, clearly
from designer.cli.console import emit, emit_json, narrate
from designer.cli.interrupts import explain_interrupt
from designer.delivery import entries as outgoing
from designer.delivery.delivery_requests import Recipients
from designer.editing.design_argument import as_it_stands
from designer.errors import ExitCode, Refused
from store.outbox import MAX_TRIP_COUNT, Outbox, OutboxEntry
from store.workspace import Workspace

app = typer.Typer()

Of = Annotated[
    str | None,
    typer.Argument(
        metavar="[DESIGN]", help="Only what is of this design: a name in the workspace, or a file."
    ),
]


@app.command()
def outbox(
    context: typer.Context,
    design: Of = None,
    reactivate: Annotated[
        str | None,
        typer.Option(metavar="STEP", help="Call this outcome again, though it was given up or deactivated."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List what outcomes call for: what was delivered, what failed, and when it is tried again."""
    workspace = workspace_of(context)
    journey = _journey(design, workspace)
    if reactivate is not None:
        _reactivate(workspace.outbox, journey, reactivate)
    entries = workspace.outbox.entries(journey)
    if as_json:
        emit_json([outgoing.row(entry) for entry in entries])
        return
    names = {row.id: row.name for row in workspace.designs()}
    for id, some in groupby(sorted(entries, key=_journey_of), key=_journey_of):
        emit(names.get(id, id))
        for entry in some:
            emit(f"  {outgoing.line(entry)}")
    emit(_state_counts(entries))


@app.command("deliver")
def deliver_(
    context: typer.Context,
    design: Of = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Send to private and local addresses, too.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the requests; nothing is sent.")] = False,
    max_trips: Annotated[
        int,
        typer.Option(
            min=1, envvar="MAX_TRIP_COUNT", help="Failures in a row before an outcome is deactivated."
        ),
    ] = MAX_TRIP_COUNT,
    statements_to: Annotated[
        str | None,
        typer.Option(metavar="TARGET", help="The LRS for statements; not needed where there is only one."),
    ] = None,
    calls_to: Annotated[
        str | None,
        typer.Option(metavar="TARGET", help="The source for destinations' track calls; likewise."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Send what is in the outbox, each effect at least once, with its id as the Idempotency-Key.

    Statements are stored in an LRS under an id that follows from the effect, so one that is sent twice is there once.
    Exit code 3 if anything could not be delivered; it stays in the outbox for the next time.
    """
    from designer.publish.recipients import recipient_targets, recipients

    workspace = workspace_of(context)
    journey = _journey(design, workspace)
    entries = [entry for entry in workspace.outbox.entries(journey) if entry.open]
    with clearly():
        targets = recipient_targets(
            workspace.targets,
            {entry.effect.type for entry in entries},
            {"statement": statements_to, "destination": calls_to},
        )
    for target in filter(None, targets.values()):
        ask_for_secrets(target)
    if dry_run:
        _show(workspace.outbox, entries, asyncio.run(recipients(targets, reach=False)), as_json)
        return
    with explain_interrupt("what was delivered is noted, and the same command goes on with the rest"):
        found = asyncio.run(recipients(targets))
        tried = asyncio.run(_deliver(workspace.outbox, journey, allow_private, max_trips, found))
    unsent = _unsent(entries, found)
    if as_json:
        emit_json(
            {"states": Counter(entry.state for entry in tried), "tried": list(map(outgoing.row, tried))}
        )
    else:
        emit(_state_counts(tried, "nothing to deliver"))
    if unsent or not all(entry.delivered for entry in tried):
        raise typer.Exit(ExitCode.OUTSIDE)


def _unsent(entries: Sequence[OutboxEntry], recipients: Recipients) -> bool:
    """Tell whether something has no recipient, and say so."""
    counted = Counter(entry.effect.type for entry in entries if entry.effect.type not in recipients)
    for type, number in counted.items():
        narrate(f"{_NEXT_STEPS[type].format(number=number, s='' if number == 1 else 's')}")
    return bool(counted)


_NEXT_STEPS: Final = {
    "statement": "{number} statement{s} left: add an LRS with `waypost target add NAME --kind lrs --url …`",
    "destination": (
        "{number} destination{s} left: add a source with `waypost target add NAME --kind track --url …`"
    ),
}


async def _deliver(
    outbox: Outbox, journey: str | None, allow_private: bool, max_trips: int, recipients: Recipients
) -> list[OutboxEntry]:
    from designer.delivery import GuardedTransport, deliver  # its library takes a while to load

    async with GuardedTransport(allow_private=allow_private) as transport:
        return await deliver(
            outbox,
            transport,
            journey=journey,
            recipients=recipients,
            max_trips=max_trips,
            watch=lambda entry: narrate(outgoing.line(entry)),
        )


def _journey_of(entry: OutboxEntry) -> str:
    return entry.journey


def _journey(design: str | None, workspace: Workspace) -> str | None:
    return None if design is None else as_it_stands(design, workspace).id


def _reactivate(outbox: Outbox, journey: str | None, step: str) -> None:
    steps = {entry.effect.step for entry in outbox.entries(journey)}
    if journey is None or step not in steps:
        there = f"the outbox has {', '.join(sorted(steps))}" if steps else "the outbox has nothing"
        raise Refused(f"name a design and one of its outcomes that has called for something; {there}")
    outbox.reactivate(journey, step)


def _show(outbox: Outbox, entries: Sequence[OutboxEntry], recipients: Recipients, as_json: bool) -> None:
    """The requests that would be made."""
    bodies = [(entry, outbox.body(entry.id)) for entry in entries]
    if as_json:
        emit_json([row for entry, body in bodies for row in outgoing.request_rows(entry, body, recipients)])
    else:
        for entry, body in bodies:
            for text in outgoing.request_texts(entry, body, recipients):
                emit(text + "\n")
        emit(f"{sum(entry.effect.type in recipients for entry in entries)} to be sent; nothing was")
    _unsent(entries, recipients)


def _state_counts(entries: Sequence[OutboxEntry], nothing: str = "nothing in the outbox") -> str:
    counted = Counter(entry.state for entry in entries)
    return ", ".join(f"{number:,} {state}" for state, number in counted.items()) or nothing
