"""``waypost`` without a command: the app on a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from inspect import isawaitable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from designer.app.actions import Action, available_actions, bindings, key_name, key_names
from designer.app.dialogs import Choice, Choose
from designer.app.expected_errors import EXPECTED_ERRORS
from designer.app.keymap import keymap_file, read_keymap
from designer.app.open_design import OpenDesign
from designer.app.screens.tab import TabScreen
from designer.app.shell import Shell
from designer.app.themes import DEFAULT, THEMES, TITLES
from designer.app.widgets.too_small import ACROSS, DOWN
from designer.editing.session import Desk
from store.workspace import Workspace

if TYPE_CHECKING:
    from textual.binding import Binding

    from designer.app.palette import PaletteEntry
    from designer.app.screens.tour import Tour

SCREENS: Final = {
    "design": "designer.app.screens.design:DesignScreen",
    "simulate": "designer.app.screens.simulate:SimulateScreen",
    "progress": "designer.app.screens.progress:ProgressScreen",
    "publish": "designer.app.screens.publish:PublishScreen",
}
"""The class of each tab in ``tabs.TABS``, imported when it is first wanted."""

LATER: Final = Path(__file__).with_name("later.tcss")
"""The styles of whatever is seen after the first picture."""

_LARGEST: Final = 20
"""Recent designs that are remembered."""

_SOURCES: Final = 512
"""Style sheets that Textual may keep read, one a class of widgets: with fewer than there are, it reads all again
whenever a class is met for the first time."""


class WaypostApp(Shell):
    """One app on one workspace: the start screen below, unless a design was asked for; the open design on top."""

    TITLE = "Waypost"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    HORIZONTAL_BREAKPOINTS = ACROSS
    VERTICAL_BREAKPOINTS = DOWN
    ENABLE_COMMAND_PALETTE = False
    ACTIONS = (
        Action("help", "question_mark,f1", "Show the keys of this place", "Waypost", "Help"),
        Action(
            "palette", "ctrl+p", "Find anything: what to do, steps, conditions, people, designs", "Waypost"
        ),
        Action("notices", "ctrl+n", "What was said, the last first", "Waypost"),
        Action("tour", "f4", "The two-minute tour, on your own design; in it, its next part", "Waypost"),
        Action("theme", "ctrl+t", "Choose a theme: dark, light, high contrast", "Waypost"),
        Action("quit", "ctrl+q", "Quit", "Waypost"),
    )
    BINDINGS = bindings(ACTIONS)

    def __init__(self, workspace: Workspace, design: str | None = None) -> None:
        super().__init__(workspace)
        self.opened: OpenDesign | None = None
        self._tour: Tour | None = None
        self._first = design
        for theme in THEMES:
            self.register_theme(theme)
        self._begin_with(self._kept_theme())
        self._keymap_fault = self._read_keymap()

    def _begin_with(self, theme: str) -> None:
        """Colours known before the first style is read: reading them all again takes longer than anything else."""
        self.set_reactive(WaypostApp.theme, theme)
        self.stylesheet.set_variables(self.get_css_variables())
        self.stylesheet._parse_cache.grow(_SOURCES)

    def _read_keymap(self) -> str:
        """Take the person's own keys; what is wrong with their file, if anything is."""
        try:
            self.keymap = read_keymap(keymap_file())
        except EXPECTED_ERRORS as error:
            return f"{error}. Until that is mended, all keys are as always."
        self.set_keymap(self.keymap)
        return ""

    def get_key_display(self, binding: Binding) -> str:
        """The key as help and documentation write it."""
        return key_name(binding.key)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours for themes that do not know them."""
        return THEMES[0].variables

    def on_ready(self) -> None:
        """Not before: until then Textual throws away what it paints."""
        if self._first is not None:
            self.open(self._first)
        if self.opened is None:
            self.start()
        if self._keymap_fault:
            self.say(self._keymap_fault, wrong=True)

    async def before_click(self) -> None:
        """Show what a click may be meant for, before it is given out."""
        if isinstance(self.screen, TabScreen):
            await self.screen.before_click()

    def start(self) -> None:
        """The start screen, where nothing else is open."""
        if len(self.screen_stack) == 1:
            from designer.app.screens.start import StartScreen  # not before it is seen

            self._read_styles()
            self.push_screen(StartScreen(self.workspace))

    def _read_styles(self) -> None:
        """Read the styles of what the first picture of a design does not have."""
        if not self.stylesheet.has_source(str(LATER)):
            self.stylesheet.read(LATER)

    def _kept_theme(self) -> str:
        with suppress(*EXPECTED_ERRORS):  # whoever opens something hears of them
            kept = self.workspace.settings.get("theme")
            return kept if kept in TITLES else DEFAULT
        return DEFAULT

    def open(self, name: str) -> None:
        """Open a design of the workspace, as it was left."""
        with self.report_errors():
            self.opened = OpenDesign(self, Desk.open(self.workspace, name), self._make_screen)
            self.opened.show("design")
            self.call_after_refresh(self._opened, self.opened)
            self.call_after_refresh(self._read_styles)

    def switch_to(self, name: str) -> None:
        self.converse(self, partial(self._switch_to, name), group="switch", exclusive=True)

    async def _switch_to(self, name: str) -> None:
        if self.opened is None or not self.opened.is_shown or await self.opened.close():
            self.open(name)

    def begin_tour(self) -> None:
        from designer.app.screens.tour import Tour  # seldom wanted

        if self.opened is not None and self.opened.is_shown:
            self._tour = Tour(self.opened)
            self._tour.begin()

    def action_tour(self) -> None:
        if isinstance(self.screen, TabScreen):
            if self._tour is not None and self._tour.is_on:
                self.converse(self, self._tour.go_on)
            else:
                self.begin_tour()

    def keep_draft(self) -> None:
        if self.opened is not None and self.opened.desk.unsaved:
            self.opened.desk.kept().write(self.workspace)

    def _make_screen(self, tab: str, opened: OpenDesign) -> TabScreen:
        module, _, name = SCREENS[tab].partition(":")
        made: TabScreen = getattr(import_module(module), name)(opened)
        self.install_screen(made, opened.installed_name(tab))
        return made

    def _opened(self, opened: OpenDesign) -> None:
        """Show and check a design once it can be seen."""
        desk = opened.desk
        self.note(lambda: self._remember(desk.name))
        opened.attach_again()
        if desk.unsaved and desk.undoable:
            self.say("Your unsaved work is back, with everything that can be undone.")

    def _remember(self, name: str) -> None:
        recent = self.workspace.settings.get("recent", [])
        kept = [each for each in recent if each != name] if isinstance(recent, list) else []
        self.workspace.settings.set("recent", [name, *kept][:_LARGEST])

    def action_help(self) -> None:
        self.converse(self, self._help)

    async def _help(self) -> None:
        from designer.app.screens.help import Help

        if isinstance(self.screen, Help):
            return
        found = list(available_actions(self.screen))
        chosen = await self.ask(Help(found, self.keymap))
        if chosen is not None:
            node, action = found[chosen]
            await node.run_action(action.name)

    # Finding anything

    def action_palette(self) -> None:
        self.converse(self, self._find_action)

    async def _find_action(self) -> None:
        await self.find_among("Find what?", [*self._actions(), *self._entries()])

    def action_search(self) -> None:
        self.converse(self, self._search)

    async def _search(self) -> None:
        await self.find_among("Jump to what?", [*self._entries(), *self._actions()])

    async def find_among(self, title: str, entries: Sequence[PaletteEntry]) -> None:
        """Let a person find one of ``entries``, and do what choosing it does."""
        from designer.app.palette import Palette  # seldom needed for the first picture

        if (found := await self.ask(Palette(title, entries))) is not None:
            with self.report_errors():
                result = found.go()
                if isawaitable(result):
                    await result

    def _actions(self) -> Iterator[PaletteEntry]:
        from designer.app.palette import PaletteEntry

        for node, action in available_actions(self.screen):
            about = f"{key_names(action, self.keymap)}  {action.group}"
            yield PaletteEntry(
                "action", action.title, partial(node.run_action, action.name), about, action.brief
            )

    def _entries(self) -> Iterator[PaletteEntry]:
        """The finds that the screen in front offers beside what it can do."""
        yield from getattr(self.screen, "entries", tuple)()

    def action_notices(self) -> None:
        self.converse(self, self._show_notices)

    async def _show_notices(self) -> None:
        from designer.app.dialogs import Read

        lines = [
            f"{each.at:%H:%M:%S}  {'✗ ' if each.wrong else ''}{each.sentence}"
            for each in reversed(self.notices)
        ]
        await self.ask(Read("What was said", "\n".join(lines) or "Nothing yet."))

    def action_theme(self) -> None:
        self.converse(self, self._theme)

    async def _theme(self) -> None:
        choices = [Choice(name, title) for name, title in TITLES.items()]
        if theme := await self.ask(Choose("Which theme?", choices)):
            self.theme = theme
            self.note(lambda: self.workspace.settings.set("theme", theme))

    async def action_quit(self) -> None:
        self.converse(self, self._quit, exclusive=True, group="quit")

    async def _quit(self) -> None:
        if self.opened is None or await self.opened.settle():
            await self.finish_notes()
            self.exit()
