"""Populations that are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from designer.cli.commands.options import Design, Seed, folder_of, workspace_of
from designer.cli.console import emit_document, emit_json, narrate, narrate_findings
from designer.cli.event_history import EventHistory
from designer.editing.design_argument import open_design
from designer.editing.exports import write
from designer.errors import ExitCode, Refused
from designer.reports.number_text import count
from engine.edit.fields import plain
from engine.finding import Invalid
from engine.plan import Plan
from engine.population import Population, load, made_up_people, observe_population
from engine.yaml_text import is_yaml, yaml_text
from store.errors import outside

app = typer.Typer()


@app.command()
def people(
    context: typer.Context,
    design: Design,
    number: Annotated[int, typer.Option("--n", min=1, max=1_000_000, help="How many people.")] = 1_000,
    chances: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="How likely they go on, and how long they take: *.people.json."),
    ] = None,
    like: Annotated[
        list[str] | None,
        typer.Option(metavar="EVENTS|LOG", help="Learn the chances from what people did in these events."),
    ] = None,
    learned: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE", help="Write the chances that were learned into this file."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the events there, not to stdout.")
    ] = None,
    seed: Seed = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the chances instead, in JSON.")] = False,
) -> None:
    """Make up a population: people who live by chances and waiting times, as valid statements or track calls."""
    if chances is not None and like:
        raise Refused("chances are either in a file or learned from events: choose one")
    plan = Plan(open_design(design, workspace_of(context), narrate_findings))
    population = (
        observe_population(EventHistory(like, folder_of(context)).simulate(plan))
        if like
        else _population(chances, plan)
    )
    if learned is not None:
        document = _document(population)
        write(
            learned, yaml_text(document) if is_yaml(learned.name) else json.dumps(document, indent=2) + "\n"
        )
    if as_json:
        emit_json(_document(population))
        return
    found = made_up_people(plan, population, number, seed)
    lines = "".join(msgspec.json.encode(each).decode() + "\n" for each in found.documents)
    if out is not None:
        write(out, lines)
    else:
        emit_document(lines.rstrip("\n"))
    narrate(f"{count(len(found.documents), 'event')} of {count(number, 'person', 'people')}")
    for trouble, times in found.troubles.items():
        narrate(f"{count(times, 'person', 'people')} got no further at {trouble}")
    if not found.documents:
        raise typer.Exit(ExitCode.FINDINGS)


def _population(file: Path | None, plan: Plan) -> Population:
    if file is None:
        return Population()
    with outside("read", file):
        text = file.read_bytes()
    try:
        return load(text, plan.journey, file.name)
    except Invalid as error:
        raise Refused(f"{file}:\n{error}", ExitCode.FINDINGS) from None


def _document(population: Population) -> dict[str, Any]:
    document = plain(population)
    assert isinstance(document, dict)
    return {"format": 1} | document
