"""JSON Schema of the documents that people write."""

from __future__ import annotations

from typing import Annotated

import typer

from designer.cli.console import emit_json
from engine.document_schema import SCHEMAS

app = typer.Typer()


def _known_schema(value: str) -> str:
    if value not in SCHEMAS:
        raise typer.BadParameter(f"{value!r} is not one of {', '.join(SCHEMAS)}")
    return value


@app.command()
def schema(
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help=f"One of {', '.join(SCHEMAS)}.", callback=_known_schema)
    ],
) -> None:
    """Print the JSON Schema of a kind of document; editors complete, explain and check by it."""
    emit_json(SCHEMAS[document]())
