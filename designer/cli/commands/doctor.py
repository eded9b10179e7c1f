"""Looking after the workspace's files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from designer.cli.commands.options import AsJson, folder_of
from designer.cli.console import emit, emit_json
from designer.errors import ExitCode
from designer.sandbox import FOLDER as SANDBOX
from engine.calendar.zones import VERSION
from store.doctor import Diagnosis, inspect, repair
from store.workspace import SCHEMA

app = typer.Typer()


@app.command()
def doctor(
    context: typer.Context,
    repairing: Annotated[
        bool,
        typer.Option("--repair", help="Repair what can be repaired; damaged files are copied aside first."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look for damage in the workspace's files. Exit code 1 if there is any that was not repaired."""
    folder = folder_of(context)
    look = repair if repairing else inspect
    found = [*look(folder, SCHEMA), *look(folder / SANDBOX, SCHEMA), *_of_server(folder / SANDBOX, repairing)]
    left = [each for each in found if _is_left(each)]
    if as_json:
        emit_json({"problems": [_row(each) for each in found], "left": len(left), "tzdata": VERSION})
    else:
        for each in found:
            emit(_diagnosis_line(each))
        emit(f"rules of local time: tzdata {VERSION}")
        emit(_verdict(found, left, str(folder)))
    if left:
        raise typer.Exit(ExitCode.FINDINGS)


def _of_server(folder: Path, repairing: bool) -> list[Diagnosis]:
    if not folder.is_dir():
        return []
    from designer.sandbox import file_diagnoses  # it takes long to load

    return file_diagnoses.repair(folder) if repairing else file_diagnoses.inspect(folder)


def _is_left(found: Diagnosis) -> bool:
    return found.severity == "error" and not found.done


def _row(found: Diagnosis) -> dict[str, str]:
    return {
        "code": found.code,
        "severity": found.severity,
        "file": found.file,
        "message": found.message,
        "hint": found.hint,
        "done": found.done,
    }


def _diagnosis_line(found: Diagnosis) -> str:
    what_next = f"Repaired: {found.done}." if found.done else f"{found.hint}."
    return f"{found.severity}: {found.file}: {found.message}. {what_next} [{found.code}]"


def _verdict(found: list[Diagnosis], left: list[Diagnosis], folder: str) -> str:
    if not found:
        return f"{folder} is sound"
    if left:
        return "; ".join(_to_do(left))
    return (
        f"nothing in {folder} is damaged"
        if not any(each.done for each in found)
        else f"{folder} is sound again"
    )


def _to_do(left: list[Diagnosis]) -> Iterator[str]:
    ours = sum(each.repairable for each in left)
    if ours:
        yield f"to be repaired: {ours}, with `waypost doctor --repair`"
    if yours := len(left) - ours:
        yield f"beyond repair: {yours}; each line above says what to do instead"
