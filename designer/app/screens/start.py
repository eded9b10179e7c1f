"""The start of the app: recent designs, templates, files; on the right a picture of the highlighted one."""

from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Label, OptionList, Static
from textual.widgets.option_list import Option

from designer.app.actions import Action, bindings
from designer.app.compositor import Compositor
from designer.app.dialogs import Ask, Enter
from designer.app.widgets.foot import Foot
from designer.app.widgets.too_small import TooSmall
from designer.diagram.chart import chart
from designer.editing.templates import TEMPLATES, from_template
from engine.journey import Journey, from_document, to_document
from store.workspace import DesignListing, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from designer.app.palette import PaletteEntry
    from designer.app.shell import Shell

START_ACTIONS: Final = (
    Action("open", "enter", "Open what is highlighted", "Start", "Open"),
    Action("import", "i", "Import from a file", "Start", "Import"),
    Action("fetch", "f", "Take a journey from a server", "Start"),
    Action("tour", "t", "Take the two-minute tour", "Start", "Tour"),
    Action("app.search", "slash", "Find a design, or anything that can be done", "Start", "Find", "search"),
    Action("rename", "r", "Rename a design", "Start"),
    Action("remove", "d,delete", "Remove a design; it can be restored", "Start"),
    Action("restore", "u", "Restore the design that was removed last", "Start"),
    Action("app.quit", "q", "Close Waypost", "Start", "Quit", "quit"),
)

_DESIGN, _TEMPLATE = "design:", "template:"

_MARGIN: Final = 4
"""Columns beside the longest line of the list: its padding and a scrollbar."""

TOUR: Final = "tour"
"""The line that offers the tour."""

TOUR_TEMPLATE: Final = "blank"
"""The template of the design that the tour is taken on, where none is open."""


class StartScreen(Screen[None]):
    """The designs of the workspace, the one opened last first."""

    ACTIONS = START_ACTIONS
    BINDINGS = bindings(START_ACTIONS[1:])

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._compositor = Compositor()
        self.workspace = workspace

    @property
    def waypost(self) -> Shell:
        return cast("Shell", self.app)

    def compose(self) -> ComposeResult:
        yield Static(
            Text.assemble((" Waypost ", "bold reverse"), "  design journeys as state graphs"), id="title"
        )
        with Horizontal(id="body"):
            with Vertical(id="choose"):
                yield OptionList(id="designs")
            with VerticalScroll(id="preview", can_focus=False):
                yield Label("", id="previewed", markup=False)
                yield Static("", id="drawn", markup=False)
        yield Foot()
        yield TooSmall()

    def on_screen_resume(self) -> None:
        self.refill()

    def on_resize(self) -> None:
        self.set_class(self.app.size.width < 100, "-narrow")

    def entries(self) -> Iterator[PaletteEntry]:
        """Everything that can be found from here, beside what can be done."""
        from designer.app.palette import PaletteEntry
        from designer.app.screens.palette_entries import designs

        yield from designs(self.waypost)
        for name, about in TEMPLATES.items():
            yield PaletteEntry("template", name, partial(self._open, _TEMPLATE + name), about)

    def refill(self) -> None:
        """List what there is now."""
        listed = self.query_one(OptionList)
        at = listed.highlighted
        listed.clear_options()
        with self.waypost.report_errors():
            listed.add_options(options := self._options())
            self.query_one("#choose").styles.width = max(map(_width, options)) + _MARGIN
        if listed.option_count:
            listed.highlighted = at if at is not None and at < listed.option_count else None
            if listed.highlighted is None:
                listed.action_first()
        listed.focus()

    def _options(self) -> list[Option | None]:
        designs = self._recent()
        drafts = set(self.workspace.drafts.names())
        lines: list[Option | None] = [_heading("Designs" if designs else "Welcome. Nothing is here yet.")]
        if not designs:
            lines.append(Option(_line("▶ Take the two-minute tour", "on a design of your own"), id=TOUR))
        for row in designs:
            draft = " · unsaved changes" if row.name in drafts else ""
            about = f"{row.name} · version {row.versions}{draft}"
            lines.append(Option(_line(row.title or row.name, about), id=_DESIGN + row.name))
        lines += [None, _heading("New from a template")]
        for name, about in TEMPLATES.items():
            lines.append(Option(_line(name, about), id=_TEMPLATE + name))
        lines += [None, _heading("Elsewhere")]
        lines.append(Option(_line("Import a file", "of Waypost, Learning Locker or Segment"), id="import"))
        if self.workspace.targets.all():
            lines.append(Option(_line("From a server", "a journey that is there already"), id="fetch"))
        return lines

    def _recent(self) -> list[DesignListing]:
        recent = self.workspace.settings.get("recent", [])
        order = {name: place for place, name in enumerate(recent)} if isinstance(recent, list) else {}
        newest_first = sorted(self.workspace.designs(), key=lambda row: row.updated, reverse=True)
        return sorted(newest_first, key=lambda row: order.get(row.name, len(order)))

    @on(OptionList.OptionHighlighted)
    def _preview(self, event: OptionList.OptionHighlighted) -> None:
        with self.waypost.report_errors():
            journey = self._journey(event.option.id or "")
            name = (journey.name or journey.id) if journey else ""
            self.query_one("#previewed", Label).update(name)
            self.query_one("#drawn", Static).update(_picture(journey) if journey else "")

    def _journey(self, chosen: str) -> Journey | None:
        if chosen == TOUR:
            return from_template(TOUR_TEMPLATE, id="preview")
        if chosen.startswith(_TEMPLATE):
            return from_template(chosen.removeprefix(_TEMPLATE), id="preview")
        if chosen.startswith(_DESIGN):
            name = chosen.removeprefix(_DESIGN)
            draft = self.workspace.drafts.get(name)
            return from_document(draft.document if draft else self.workspace.load(name).document)
        return None

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._open(event.option.id or "")

    def action_open(self) -> None:
        self._open(self._highlighted_id())

    def _highlighted_id(self) -> str:
        option = self.query_one(OptionList).highlighted_option
        return (option.id if option else None) or ""

    def _open(self, chosen: str) -> None:
        if chosen.startswith(_DESIGN):
            self.waypost.open(chosen.removeprefix(_DESIGN))
        elif chosen.startswith(_TEMPLATE):
            self.waypost.converse(self, partial(self._make, chosen.removeprefix(_TEMPLATE)))
        elif chosen == "import":
            self.action_import()
        elif chosen == "fetch":
            self.action_fetch()
        elif chosen == TOUR:
            self.action_tour()

    async def _make(self, template: str) -> None:
        about = f"Made from the template {template}: {TEMPLATES[template]}."
        title = await self.waypost.ask(Enter("What is the journey called?", about=about))
        if title is not None:
            self._save(from_template(template, id=secrets.token_hex(12), title=title.strip()))

    def _save(self, journey: Journey) -> None:
        from designer.editing.design_argument import (
            name_for,  # it knows all dialects, which take a while to import
        )

        with self.waypost.report_errors():
            version = self.workspace.save(name_for(self.workspace, journey), to_document(journey))
            self.waypost.open(version.name)

    def action_import(self) -> None:
        self.waypost.converse(self, self._import)

    async def _import(self) -> None:
        from designer.app.screens.file import ChooseFile
        from designer.editing.design_argument import read_file

        path = await self.waypost.ask(ChooseFile("Import which file?"))
        if path is not None:
            with self.waypost.report_errors():
                imported = read_file(Path(path))
                self._save(imported.journey)
                if imported.findings:
                    self.waypost.say("\n".join(map(str, imported.findings[:3])))

    def action_fetch(self) -> None:
        self.waypost.converse(self, self._fetch)

    async def _fetch(self) -> None:
        from designer.app.screens.fetch import fetch  # it speaks to servers: not before that is wanted

        with self.waypost.report_errors():
            await fetch(self.waypost)

    def action_tour(self) -> None:
        self.waypost.converse(self, self._tour)

    async def _tour(self) -> None:
        """Make a design of the person's own, and begin the tour on it."""
        about = "A new design, which is yours afterwards. The tour builds in it, and you do it yourself."
        title = await self.waypost.ask(Enter("What is your journey called?", "My first journey", about))
        if title is not None:
            self._save(from_template(TOUR_TEMPLATE, id=secrets.token_hex(12), title=title.strip()))
            self.waypost.begin_tour()

    def action_rename(self) -> None:
        self.waypost.converse(self, self._rename)

    async def _rename(self) -> None:
        if (old := self._design()) is None:
            return
        about = "a-z, 0-9 and hyphens"
        new = await self.waypost.ask(Enter(f"A new name for {old}", old, about))
        if new is not None:
            with self.waypost.report_errors():
                self.workspace.rename(old, new)
            self.refill()

    def action_remove(self) -> None:
        self.waypost.converse(self, self._remove)

    async def _remove(self) -> None:
        if (name := self._design()) is None:
            return
        body = "Its versions are kept; u brings it back."
        if await self.waypost.ask(Ask(f"Remove {name}?", body, "Remove", "Keep")):
            with self.waypost.report_errors():
                self.workspace.remove(name)
            self.refill()

    def _design(self) -> str | None:
        chosen = self._highlighted_id()
        if chosen.startswith(_DESIGN):
            return chosen.removeprefix(_DESIGN)
        self.waypost.say("Highlight a design first.")
        return None

    def action_restore(self) -> None:
        with self.waypost.report_errors():
            gone = self.workspace.removed()
            if not gone:
                self.waypost.say("Nothing was removed.")
                return
            self.waypost.say(f"{self.workspace.restore(gone[0].name)} is back.")
        self.refill()


def _width(option: Option | None) -> int:
    return option.prompt.cell_len if option is not None and isinstance(option.prompt, Text) else 0


def _heading(text: str) -> Option:
    return Option(Text(text, "bold"), disabled=True)


def _line(title: str, about: str) -> Text:
    return Text.assemble(f"  {title}", (f"  {about}", "dim"), no_wrap=True, overflow="ellipsis")


def _picture(journey: Journey) -> Text:
    rows = chart(journey, direction="down").raster.rows
    return Text("\n".join(row.rstrip() for row in rows), no_wrap=True)
