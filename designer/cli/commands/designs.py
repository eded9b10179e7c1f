"""Designs: make, list, look at, bring in, write out, check."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer

from designer.cli.commands.options import AsJson, Design, workspace_of
from designer.cli.console import emit, emit_document, emit_json, narrate, narrate_findings
from designer.cli.design_list import print_designs
from designer.diagram.text_picture import picture
from designer.editing.design_argument import as_it_stands, name_for, open_design, read_file
from designer.editing.divergence import save_document, save_merged
from designer.editing.exports import FORMS, export_text, write
from designer.editing.templates import TEMPLATES, from_template
from designer.errors import ExitCode, Refused
from engine.dialects import PARTS, TARGETS
from engine.diff import diff
from engine.finding import Finding, findings_report
from engine.journey import Journey, from_document, to_document
from engine.merge import Party
from engine.plan import Plan
from engine.playback import Playback
from engine.yaml_text import is_yaml
from store.names import BadName
from store.workspace import NoSuchVersion, StoredVersion

app = typer.Typer()

_PAGE: Final = "html"
_FORMS = (*FORMS, _PAGE)
_SERVERS = (*TARGETS, *PARTS)


def _known_name(value: str | None, names: tuple[str, ...]) -> str | None:
    if value is not None and value not in names:
        raise typer.BadParameter(f"{value!r} is not one of {', '.join(names)}")
    return value


@app.command()
def new(
    context: typer.Context,
    title: Annotated[
        str, typer.Argument(help="What the journey is called; the template's name if left out.")
    ] = "",
    template: Annotated[
        str,
        typer.Option(
            help="; ".join(f"{name}: {about}" for name, about in TEMPLATES.items()),
            callback=lambda value: _known_name(value, tuple(TEMPLATES)),
        ),
    ] = "seed",
    as_json: AsJson = False,
) -> None:
    """Make a design from a template; prints its name."""
    if not title.isprintable():
        raise Refused(f"{title!r} has characters that are no text; give it a name that can be read")
    journey = from_template(template, id=secrets.token_hex(12), title=title)
    workspace = workspace_of(context)
    version = workspace.save(workspace.unused_name(journey.name or journey.id), to_document(journey))
    _print_saved(version, journey, as_json)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """The designs of the workspace."""
    print_designs(workspace_of(context), as_json)


@app.command()
def show(context: typer.Context, design: Design, as_json: AsJson = False) -> None:
    """Draw a design; with --json, its document."""
    journey = as_it_stands(design, workspace_of(context))
    if as_json:
        emit_json(to_document(journey))
        return
    emit(journey.name or journey.id)
    emit(picture(journey))


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help="A journey of Waypost, Learning Locker or Segment, in JSON or YAML, or what a server answered.",
            readable=False,
        ),
    ],
    name: Annotated[str | None, typer.Option(help="Its name in the workspace.")] = None,
    pick: Annotated[
        str, typer.Option(metavar="ID", help="Which one, by id or name, where the file has several.")
    ] = "",
    base: Annotated[
        int,
        typer.Option(
            metavar="N",
            help="The version that the file was made from; if not given, the one it differs least from.",
        ),
    ] = 0,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Make it the newest version, whoever saved the design meanwhile."),
    ] = False,
    merge: Annotated[
        bool,
        typer.Option("--merge", help="Take both sides' changes where somebody saved the design meanwhile."),
    ] = False,
    prefer: Annotated[
        str | None,
        typer.Option(
            help="Whose side counts where a merge finds that both changed the same thing: file or workspace.",
            callback=lambda value: _known_name(value, tuple(_PARTIES)),
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Bring a journey into the workspace; prints its name.

    Where the design was saved after the version that the file was made from, nothing is saved and the exit code is 1.
    """
    if not file.exists():
        raise Refused(f"there is no file {file}")
    if overwrite and (merge or prefer):
        raise Refused("--overwrite takes the file alone, --merge takes both: choose one")
    imported = read_file(file, pick)
    workspace, journey = workspace_of(context), imported.journey
    name = name or name_for(workspace, journey)
    before = workspace.load(name) if name in workspace.names() else None
    with _name_errors():
        if overwrite:
            version = workspace.save(name, to_document(journey))
        elif merge or prefer:
            party = _PARTIES[prefer] if prefer else None
            version = save_merged(workspace, name, journey, party, since=base, go_on=_PREFER)
        else:
            version = save_document(workspace, name, journey, since=base, go_on=_GO_ON)
    if before is not None and before.number < version.number:
        _narrate_changes(before, version)
    _print_saved(version, journey, as_json, imported.findings)


def _narrate_changes(before: StoredVersion, version: StoredVersion) -> None:
    """Narrate what of the version ``before`` is no longer so in ``version``, for whoever imports over it."""
    told = diff(from_document(before.document), from_document(version.document))
    narrate(f"version {version.number}; since version {before.number}:")
    for change in told.changes:
        narrate(f"  {change.message}")


_PARTIES: Final[dict[str, Party]] = {"file": "ours", "workspace": "theirs"}
_GO_ON: Final = (
    "Go on with --merge to take both, or with --overwrite to make the file the newest version; "
    "older versions stay."
)
_PREFER: Final = "Say with --prefer file or --prefer workspace whose side counts there."


@contextmanager
def _name_errors() -> Iterator[None]:
    """A name that cannot be one is the person's to correct."""
    try:
        yield
    except (BadName, NoSuchVersion) as error:
        raise Refused(str(error)) from None


def _print_saved(
    version: StoredVersion, journey: Journey, as_json: bool, findings: tuple[Finding, ...] = ()
) -> None:
    narrate_findings(findings, journey)
    if as_json:
        emit_json(
            {
                "name": version.name,
                "id": journey.id,
                "version": version.number,
                "findings": findings_report(findings)["findings"],
            }
        )
    else:
        emit(version.name)


@app.command()
def export(
    context: typer.Context,
    design: Design,
    to: Annotated[
        str,
        typer.Option(help=f"One of {', '.join(_FORMS)}.", callback=lambda value: _known_name(value, _FORMS)),
    ] = "journey",
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write it into this file; what is YAML there keeps its comments."),
    ] = None,
    events: Annotated[
        list[str] | None,
        typer.Option(
            "--events", help="Events whose run is played on the page (html). May be given several times."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a design in the words of a server, as YAML, as a diagram, as a picture, or as a page that plays a run.

    To stdout or into a file.
    """
    journey = open_design(design, workspace_of(context), narrate_findings)
    if events and to != _PAGE:
        raise Refused("events are played on a page: --to html", ExitCode.USAGE)
    if to == _PAGE:
        content = _page(journey, events or [])
        if out is not None:
            write(out, content)
        else:
            _emit_drawing(to, content, as_json)
        return
    if to == "journey" and out is not None and is_yaml(out.name):
        to = "yaml"
    exported = export_text(journey, to)
    if out is not None and exported.text is not None:
        write(out, exported.text)
        narrate_findings(exported.findings, journey)
        return
    if to not in _SERVERS:
        _emit_drawing(to, exported.text, as_json)
        return
    document = None if exported.text is None else json.loads(exported.text)
    if as_json:
        emit_json({"document": document, **findings_report(exported.findings)})
    else:
        narrate_findings(exported.findings, journey)
    if document is None:
        raise typer.Exit(ExitCode.FINDINGS)
    if not as_json:
        emit_document(json.dumps(document, indent=2, ensure_ascii=False))


def _page(journey: Journey, events: list[str]) -> str:
    """The ``journey`` as one page that needs nothing from outside; the run of the ``events`` is played on it."""
    from designer.cli.event_files import run, stop_if_nothing
    from designer.notebook.journey_page import journey_page

    if not events:
        return journey_page(journey)
    done = run(Plan(journey), events, seed=0, until=None)
    stop_if_nothing(done.impression, done.reasons)
    return journey_page(journey, Playback.of(done.simulated))


def _emit_drawing(form: str, content: str | bytes | None, as_json: bool) -> None:
    """The design's own document, a diagram or a picture."""
    if isinstance(content, bytes):
        sys.stdout.buffer.write(content)
    elif content is not None and as_json and form != "journey":
        emit_json({"to": form, "text": content})
    elif content is not None:
        emit_document(content.rstrip("\n"))
