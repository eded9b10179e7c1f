"""Copy, paste and duplicate steps, through the clipboard of the system, so that another window can have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from designer.app.actions import Action
from designer.editing.clipboard import copy_text, duplicate_edit, paste_edit
from designer.editing.selection import Place
from engine.edit import Edit
from engine.finding import InvalidJourney

if TYPE_CHECKING:
    from designer.app.screens.design.design_editor import DesignEditor
    from designer.app.screens.graph_view import GraphView
    from designer.app.screens.tab import TabScreen


class ClipboardCommands:
    """Steps travel as the text of a journey document."""

    ACTIONS: ClassVar[Sequence[Action]] = (
        Action("copy_steps", "y", "Copy the step, or those that are marked", "Edit"),
        Action("paste_steps", "p", "Paste what was copied, here or in another design", "Edit"),
        Action("duplicate", "ctrl+d", "Duplicate the step, or those that are marked", "Edit"),
    )

    def __init__(self, screen: TabScreen, view: GraphView, editor: DesignEditor) -> None:
        self._screen, self._view, self._editor = screen, view, editor

    def copy_steps(self) -> None:
        """Put the chosen steps on the clipboard."""
        if steps := self._chosen_steps():
            self._screen.app.copy_to_clipboard(copy_text(self._screen.journey, steps))
            self._screen.waypost.say(
                f"Copied {_steps(len(steps))}. p pastes here, in another design or window."
            )

    def paste_steps(self) -> None:
        """Add what the clipboard of this app has; a terminal's own paste comes by ``paste``."""
        if text := self._screen.app.clipboard:
            self.paste(text)
        else:
            self._screen.waypost.say("Nothing was copied here; paste with your terminal's own key.")

    def paste(self, text: str) -> None:
        """Add the steps of a text, or say that it is no journey."""
        try:
            edit, ids = paste_edit(self._screen.journey, text)
        except InvalidJourney:
            self._screen.waypost.say("What was pasted is no journey, so nothing was added.", wrong=True)
            return
        except ValueError as error:
            self._screen.waypost.say(str(error), wrong=True)
            return
        self._add(edit, ids, "Pasted")

    def duplicate(self) -> None:
        """Add copies of the chosen steps."""
        if steps := self._chosen_steps():
            with self._screen.waypost.report_errors():
                self._add(*duplicate_edit(self._screen.journey, steps), "Duplicated")

    def _add(self, edit: Edit, ids: Sequence[str], done: str) -> None:
        if self._editor.edit(edit, then=Place(step=ids[0])):
            self._screen.waypost.say(f"{done} {_steps(len(ids))}; connect them with c.")

    def _chosen_steps(self) -> list[str]:
        """The marked steps, else the chosen one."""
        marked = sorted(self._view.canvas.paints.marked)
        chosen = marked or ([self._view.place.step] if self._view.place.step else [])
        if not chosen:
            self._screen.waypost.say("Choose a step first, or mark several with Space.")
        return chosen


def _steps(number: int) -> str:
    return "one step" if number == 1 else f"{number} steps"
