"""The keys of the terminal app, as they are with the person's own file."""

from __future__ import annotations

from typing import Annotated

import typer

from designer.cli.commands.options import AsJson
from designer.cli.console import emit, emit_json, narrate

app = typer.Typer()


@app.command()
def keys(
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="As a page of the documentation.")] = False,
) -> None:
    """List every key of the app, and what a keys.toml calls it. Exit code 2 if that file is wrong."""
    from designer.app.key_table import key_table, markdown_table, rows  # and so every screen
    from designer.app.keymap import keymap_file, read_keymap

    if markdown:
        emit(markdown_table().rstrip())
        return
    path = keymap_file()
    keymap = read_keymap(path)
    if as_json:
        emit_json({"file": str(path), "keys": rows(keymap)})
        return
    for line in key_table(keymap):
        emit(line)
    if not keymap:
        narrate(f"Give any of them other keys in {path}.")
