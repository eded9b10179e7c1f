"""The design of a screen being edited: every edit goes through here and is shown, kept and checked."""

from __future__ import annotations

from designer.app.screens.design.checker import Checker
from designer.app.screens.design.draft_keeper import DraftKeeper
from designer.app.screens.design.panels import Panels
from designer.app.screens.graph_view import GraphView
from designer.app.screens.tab import TabScreen
from designer.app.widgets.inspector import Inspector
from designer.editing import commands
from designer.editing.selection import Place
from designer.editing.unfinished_input import TypedText
from engine.edit import Edit


class DesignEditor:
    """Widgets never edit: they ask here."""

    def __init__(
        self, screen: TabScreen, view: GraphView, panels: Panels, draft: DraftKeeper, checker: Checker
    ) -> None:
        self._screen, self._view, self._panels = screen, view, panels
        self._draft, self._checker = draft, checker

    def edit(self, edit: Edit, about: str = "", then: Place | None = None) -> bool:
        """Make an edit and choose ``then``, or say what is wrong with it; answer whether it was made.

        Edits in a row that are ``about`` the same field are one change.
        """
        with self._screen.waypost.report_errors():
            self._screen.desk.apply(edit, about)
            self.show_change(then)
            return True
        return False

    def show_change(self, then: Place | None = None) -> None:
        """Show another journey with ``then`` chosen; keep it once that is painted, check it once the keys rest."""
        self._checker.doubt()
        self._view.draw(then)
        self._screen.call_after_refresh(self._draft.keep)

    def fill(self, changed: Inspector.Changed) -> None:
        """Take what was typed into a field, or say below it what is wrong with it."""
        place, desk = changed.place, self._screen.desk
        changed.row.answer()
        if changed.unfinished is not None:
            self._keep_unfinished(changed.unfinished)
            return
        wrong = commands.fill(self._screen.journey, place, changed.field, changed.value, desk.apply)
        if changed.row.place == place:
            changed.row.complain(wrong)
        if wrong:
            self._keep_unfinished(TypedText(place, changed.field.key, str(changed.value), wrong))
        else:
            desk.typed.drop(place, changed.field.key)
            self.show_change(self._renamed(place, changed.field.key, changed.value))

    def _keep_unfinished(self, typed: TypedText) -> None:
        """Keep what makes no sense yet with the draft, and mark it."""
        if self._screen.desk.typed.put(typed):
            self._draft.keep()
            self._checker.doubt()
            self._panels.follow()

    def take_typed(self) -> None:
        """Take what is still being typed."""
        for changed in self._panels.form.pending():
            self.fill(changed)

    def _renamed(self, place: Place, key: tuple[str, ...], value: str | bool) -> Place | None:
        """An exit rule is found by its id, which may just have changed."""
        if place.rule is not None and key == ("id",) and self._view.place == place:
            return Place(rule=str(value))
        return None

    async def undo(self) -> None:
        """Take back the last change."""
        self.take_typed()
        await self._tell(*commands.undo(self._screen.desk))

    async def redo(self) -> None:
        """Make the change again that was undone last."""
        await self._tell(*commands.redo(self._screen.desk))

    async def _tell(self, is_done: bool, said: str) -> None:
        if is_done:
            self.show_change()
            if self._panels.form.has_focus_within:  # the next key may type on
                await self._panels.show_form()
        self._screen.call_after_refresh(self._screen.waypost.say, said)
