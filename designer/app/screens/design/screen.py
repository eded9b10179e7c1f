"""The design screen: its widgets, its parts, and what its widgets ask of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.events import Paste

from designer.app import garbage_collection
from designer.app.actions import bindings
from designer.app.screens.design.checker import Checker
from designer.app.screens.design.clipboard_commands import ClipboardCommands
from designer.app.screens.design.condition_preview import PAUSE, ConditionPreview
from designer.app.screens.design.design_editor import DesignEditor
from designer.app.screens.design.draft_keeper import DraftKeeper
from designer.app.screens.design.edit_commands import EditCommands
from designer.app.screens.design.panels import Panels
from designer.app.screens.design.replace_commands import ReplaceCommands
from designer.app.screens.design.text_editor import TextEditor
from designer.app.screens.design.version_history import VersionHistory, save_design
from designer.app.screens.graph_view import GraphView
from designer.app.screens.tab import REREAD, SHARED_ACTIONS, TabScreen
from designer.app.tabs import TABS
from designer.app.widgets.canvas import GraphCanvas
from designer.app.widgets.findings_list import Findings
from designer.app.widgets.foot import Foot
from designer.app.widgets.inspector import Inspector
from designer.app.widgets.minimap import Minimap
from designer.app.widgets.outline import Outline
from designer.editing.selection import Place
from engine.edit import Edit
from engine.finding import Finding
from store.workspace import StoredVersion

if TYPE_CHECKING:
    from designer.app.open_design import OpenDesign
    from designer.app.situation import Situation
    from designer.app.widgets.condition_row import ConditionRow

_OWN: Final = (
    *EditCommands.ACTIONS,
    *ClipboardCommands.ACTIONS,
    *ReplaceCommands.ACTIONS,
    *ConditionPreview.ACTIONS,
    *GraphView.ACTIONS,
    *Panels.ACTIONS,
    *DraftKeeper.ACTIONS,
    *VersionHistory.ACTIONS,
    *TextEditor.ACTIONS,
    REREAD,
)


class DesignScreen(TabScreen):
    """Outline, canvas, inspector and findings of one open design."""

    TAB = "design"
    ACTIONS = (*_OWN, *SHARED_ACTIONS)
    BINDINGS = bindings(_OWN)
    AUTO_FOCUS = "GraphCanvas"

    def __init__(self, opened: OpenDesign) -> None:
        super().__init__(opened)
        self.view: Final = GraphView(self, GraphCanvas(id="canvas"), drawn=self._follow, chosen=self._follow)
        self.checker: Final = Checker(self, found=self._show_findings)
        self.panels: Final = Panels(
            self, self.view, self.checker, followed=self._follow_panels, take_typed=self._take_typed
        )
        self.draft: Final = DraftKeeper(self, self._take_typed, self._save_version)
        self.editor: Final = DesignEditor(self, self.view, self.panels, self.draft, self.checker)
        self.commands: Final = EditCommands(self, self.view, self.panels, self.editor)
        self.preview: Final = ConditionPreview(self, self.panels)
        self.text: Final = TextEditor(self, self.editor)
        self.history: Final = VersionHistory(self, self.editor)
        self.clipboard: Final = ClipboardCommands(self, self.view, self.editor)
        self.replacing: Final = ReplaceCommands(self, self.editor)
        self.offer(self.history, self.clipboard, self.replacing)
        self.offer(self.commands, self.preview, self.view, self.panels, self.draft, self.text)

    def compose(self) -> ComposeResult:
        yield self.heading()
        with Horizontal(id="body"):
            yield self.panels.outline_list
            with Vertical(id="middle"):
                with Container(id="picture"):
                    yield self.view.canvas
                    yield self.view.minimap
                yield self.panels.findings_list
            yield self.panels.form
        yield Foot()

    def on_mount(self) -> None:
        """Draw before anything is laid out: the first picture of the screen has the journey in it."""
        self.panels.make_room()
        self.view.first_draw()
        self.view.canvas.action_home()

    def on_unmount(self) -> None:
        garbage_collection.restore()

    def on_resize(self) -> None:
        self.view.make_room()
        self.panels.make_room()

    async def before_click(self) -> None:
        """Show the form of what is chosen: a click into it must not land in the form before."""
        await self.panels.follow_choice()

    # What others ask

    @property
    def place(self) -> Place:
        """Return what is chosen."""
        return self.view.place

    @property
    def findings(self) -> list[Finding]:
        """Return what is wrong with the design, or worth knowing."""
        return self.checker.findings

    def edit(self, edit: Edit) -> bool:
        """Make an edit, or say what is wrong with it; answer whether it was made."""
        return self.editor.edit(edit)

    def choose(self, place: Place) -> None:
        """Choose a place everywhere."""
        self.view.choose(place)

    def go_to(self, place: Place) -> None:
        """Show a place of the journey, its condition too if that is what it was found by."""
        if self not in self.app.screen_stack:
            self.opened.show(self.TAB)
        self.view.go_to(place)

    def follow_change(self) -> None:
        if self.view.chart is not None and self.view.drawn_at != self.desk.changes:
            self.editor.show_change()  # another screen changed the journey
        self.checker.catch_up()
        self.preview.show()

    def situation(self) -> Situation:
        return replace(
            super().situation(),
            place=self.place,
            finding=self.panels.finding,
            findings=len(self.findings),
            is_at_home=self.focused is self.view.canvas,
        )

    async def settle(self) -> bool:
        return await self.draft.settle()

    def draw_title(self, more: str = "") -> None:
        super().draw_title(more or self.checker.summary)

    # What one part asks of another that is made later

    def _follow(self) -> None:
        self.panels.follow()

    def _show_findings(self) -> None:
        self.opened.findings = self.findings
        self.panels.show_findings()

    def _follow_panels(self) -> None:
        """Find out what takes longer, once everything else is shown."""
        self.preview.catch_up()
        self.checker.catch_up()

    async def _save_version(self) -> StoredVersion | None:
        return await save_design(self, self.history)

    def _take_typed(self) -> None:
        self.editor.take_typed()

    # What widgets ask

    @on(GraphCanvas.Chosen)
    def _chosen_in_picture(self) -> None:
        self.view.choose(self.view.place)

    @on(Outline.Chosen)
    @on(Findings.Chosen)
    def _chosen_beside(self, event: Outline.Chosen | Findings.Chosen) -> None:
        self.view.choose(event.place)

    @on(GraphCanvas.Opened)
    async def _opened(self) -> None:
        await self.panels.open_form()

    @on(GraphCanvas.Numbered)
    def _numbered(self, event: GraphCanvas.Numbered) -> None:
        self.action_tab(TABS[int(event.digit) - 1].name)

    @on(GraphCanvas.Moved)
    def _moved(self, event: GraphCanvas.Moved) -> None:
        self.commands.move(event.step, event.position)

    @on(GraphCanvas.Connected)
    def _connected(self, event: GraphCanvas.Connected) -> None:
        self.commands.connect_steps(event.source, event.target)

    @on(GraphCanvas.Looked)
    def _looked(self) -> None:
        self.view.follow_map()

    def on_paste(self, event: Paste) -> None:
        """Take what a terminal pastes on the canvas; what fields take themselves does not come here."""
        if self.focused is self.view.canvas:
            event.stop()
            self.clipboard.paste(event.text)

    @on(Minimap.Wanted)
    def _wanted(self, event: Minimap.Wanted) -> None:
        self.view.canvas.look_at(event.x, event.y)

    @on(Inspector.Changed)
    async def _filled(self, event: Inspector.Changed) -> None:
        self.editor.fill(event)
        if (
            event.field.kind == "choice"
        ):  # there may be other fields now, and the next key may be for one of them
            await self.panels.show_form()

    def on_condition_row_paste_failed(self, event: ConditionRow.PasteFailed) -> None:
        self.waypost.say(event.sentence, wrong=True)

    def on_completion_row_considered(self, event: ConditionRow.Considered) -> None:
        row = self.panels.form.condition
        if row is not None and row is event.row:
            self.preview.try_out(row, 0 if event.at_once else PAUSE)
