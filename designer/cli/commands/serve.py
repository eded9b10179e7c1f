"""The local journey API: a server to practise on."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from designer.cli.commands.options import Join, folder_of
from designer.cli.console import emit, narrate
from designer.sandbox.keys import Keys
from designer.sandbox.limits import RequestLimits

app = typer.Typer()

_HERE = ("127.0.0.1", "::1", "localhost")


@app.command()
def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes one that is free.")] = 8787,
    host: Annotated[
        str, typer.Option(help="The address to listen on; this machine alone if not given.")
    ] = "127.0.0.1",
    rate: Annotated[
        float, typer.Option(min=0.01, help="Requests a second that a key may make.")
    ] = RequestLimits().rate,
    deliver: Annotated[
        bool, typer.Option("--deliver", help="Send callbacks to the addresses that journeys name.")
    ] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Send them to private and local addresses, too.")
    ] = False,
    new_keys: Annotated[
        bool, typer.Option("--new-keys", help="Make new keys; the old ones are worth nothing then.")
    ] = False,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(
            help="An origin whose pages may ask from a browser, such as https://course.example.org."
        ),
    ] = None,
    max_body: Annotated[
        int, typer.Option(min=1, help="Bytes that a request's body may have.")
    ] = RequestLimits().body,
    join: Join = True,
) -> None:
    """Serve journeys as Learning Locker and Segment do, on this machine, until interrupted."""
    from designer.sandbox.server import ServerSettings, run_server  # its libraries take a while to load

    settings = ServerSettings(
        host=host,
        port=port,
        limits=RequestLimits(body=max_body, rate=rate),
        deliver=deliver,
        allow_private=allow_private,
        origins=tuple(allow_origin or ()),
        join=join,
    )
    with run_server(folder_of(context), settings, new_keys=new_keys) as (server, keys):
        emit(f"The local journey API listens on {server.url}; its operations are described there.")
        if keys is None:
            narrate("Its keys are those that were shown at first start; --new-keys makes others.")
        else:
            _show(keys)
        if host not in _HERE:
            narrate(f"Everybody who can reach {host} can reach it; its keys travel unencrypted.")
        narrate("Ctrl+C ends it.")
        sys.stdout.flush()  # whoever started it through a pipe waits for the address
        server.run()
    narrate("ended; everything that was acknowledged is kept")


def _show(keys: Keys) -> None:
    """Nobody can show them again: only hashes are kept."""
    emit("These keys are shown this once:")
    emit(f"  Learning Locker           key {keys.learninglocker.key}  secret {keys.learninglocker.secret}")
    emit(f"  Learning Locker, reading  key {keys.reader.key}  secret {keys.reader.secret}")
    emit(f"  Segment Public API        token {keys.segment}")
    emit(f"  Segment source            write key {keys.source}")
