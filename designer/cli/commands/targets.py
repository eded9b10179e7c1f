"""Targets: servers to publish to, to read from and to deliver to; and their secrets."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
import typer

from designer.cli.commands.options import AsJson, workspace_of
from designer.cli.commands.server_options import ask_for_secrets, read_secret
from designer.cli.console import emit, emit_json, narrate
from designer.errors import ExitCode, Refused
from store.names import BadName
from store.targets import Kind, NoSuchTarget, Target, TargetTaken

app = typer.Typer()
target = typer.Typer(help="Servers: of journeys, of statements, of track calls.", no_args_is_help=True)
app.add_typer(target, name="target")

_MAY: Final = {True: "may", False: "may not", None: "may perhaps"}

Name = Annotated[str, typer.Argument(help="The target's name in this workspace.")]


@target.command()
def add(
    context: typer.Context,
    name: Name,
    kind: Annotated[Kind, typer.Option(help="What it speaks.")],
    url: Annotated[str, typer.Option(help="Where it is, such as https://lrs.example.org.")],
    space: Annotated[str, typer.Option(help="The id of the space; Segment's targets need one.")] = "",
    token_url: Annotated[
        str, typer.Option(help="Of an LRS that wants OAuth: where client credentials become a token.")
    ] = "",
    scope: Annotated[str, typer.Option(help="The scope that the token is asked for.")] = "",
    allow_http: Annotated[
        bool, typer.Option("--allow-http", help="Plain http beyond this machine: anybody may read along.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add a server: one that keeps journeys, an LRS (its xAPI endpoint), or a source that takes track calls.

    Its secrets are asked for, if somebody is there; they never go into the workspace.
    """
    from designer.publish.server_addresses import checked  # httpx takes a while to import

    made = Target(
        name=name,
        kind=kind,
        url=checked(url, allow_http=allow_http),
        space=space,
        allow_http=allow_http,
        token_url=checked(token_url, allow_http=allow_http) if token_url else "",
        scope=scope,
    )
    if kind.startswith("segment") != bool(space):
        raise Refused(f"a target of kind {kind} {'takes no' if space else 'needs a'} --space")
    if (kind != "lrs" and token_url) or (scope and not token_url):
        raise Refused("--token-url is for targets of kind lrs, and --scope goes with it")
    try:
        workspace_of(context).targets.add(made)
    except (BadName, TargetTaken) as error:
        raise Refused(str(error)) from None
    _welcome(made)
    emit_json(_row(made)) if as_json else emit(name)


@target.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """The servers of the workspace, and whether their secrets are at hand."""
    rows = [_row(each) for each in workspace_of(context).targets.all()]
    if as_json:
        emit_json(rows)
        return
    for row in rows:
        space = f" space {row['space']}" if row["space"] else ""
        emit(f"{row['name']}  {row['kind']}  {row['url']}{space}  {_secrets_text(row)}")
    if not rows:
        narrate("no targets yet: waypost target add NAME --kind learninglocker --url https://…")


@target.command()
def remove(context: typer.Context, name: Name) -> None:
    """Take a server out, and its secrets out of the keyring. What was published there stays in the history."""
    from designer.publish.credentials import forget

    workspace = workspace_of(context)
    found = target_named(context, name)
    workspace.targets.remove(name)
    forget(found)
    emit(name)


@target.command()
def secrets(context: typer.Context, name: Name) -> None:
    """Keep the secrets of a server in the keyring: asked for, or a line each on standard input."""
    from designer.publish.credentials import PARTS, keep

    found = target_named(context, name)
    given = {part: read_secret(part) for part in PARTS[found.kind]}
    if missing := [part for part, text in given.items() if not text]:
        raise Refused(f"no {' and no '.join(missing)} was given; nothing was kept")
    keep(found, given)
    emit(name)


@target.command("test")
def try_(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Say who we are on a server and what we may do there. Each question is asked once; nothing is changed."""
    from designer.publish.credentials import credentials
    from designer.publish.permissions import permissions

    found = target_named(context, name)
    ask_for_secrets(found)
    result = asyncio.run(permissions(found, credentials(found)))
    if as_json:
        emit_json({"target": name, "url": found.url, **msgspec.to_builtins(result)})
    else:
        emit(f"{found.url}: we are known{f', as {result.who}' if result.who else ''}")
        for right in result.rights:
            emit(f"  {_MAY[right.allowed]} {right.what}{f': {right.said}' if right.said else ''}")
    if not all(right.allowed for right in result.rights):
        raise typer.Exit(ExitCode.FINDINGS)


def target_named(context: typer.Context, name: str) -> Target:
    """The target of that name. Raises Refused."""
    try:
        return workspace_of(context).targets.get(name)
    except NoSuchTarget as error:
        raise Refused(str(error)) from None


def _welcome(made: Target) -> None:
    """Ask for the secrets where somebody is there and a keyring to keep them; else say how to give them."""
    from designer.publish.credentials import check_secret, keep, missing_parts, no_keyring_message, variables

    missing = missing_parts(made)
    if not missing:
        return
    if not sys.stdin.isatty():
        names = " and ".join(variables(made)[part] for part in missing)
        narrate(f"give its secrets as {names}, or keep them with `waypost target secrets {made.name}`")
        return
    given = {part: read_secret(part) for part in missing}
    for part, secret in given.items():
        check_secret(part, secret, f"the {part} that was given")
    try:
        keep(made, given)
    except Refused:
        narrate(f"{no_keyring_message(made)}; what you gave was not kept")


def _row(each: Target) -> dict[str, object]:
    from designer.publish.credentials import missing_parts, variables

    missing: Mapping[str, str] = {part: variables(each)[part] for part in missing_parts(each)}
    return {
        "name": each.name,
        "kind": each.kind,
        "url": each.url,
        "space": each.space,
        "allow_http": each.allow_http,
        "token_url": each.token_url,
        "missing": list(missing.values()),
    }


def _secrets_text(row: Mapping[str, object]) -> str:
    missing = row["missing"]
    return (
        f"secrets missing: {', '.join(missing)}"
        if isinstance(missing, list) and missing
        else "secrets at hand"
    )
