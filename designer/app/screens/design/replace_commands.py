"""Find and replace in the conditions of the whole design, with the change shown before it is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from designer.app.actions import Action
from designer.app.dialogs import Choice, Enter
from designer.app.screens.decision import Decision
from designer.editing.condition_search import Replacement, lines, replace_edit, replacements
from designer.editing.selection import title_at
from engine.journey import Journey

if TYPE_CHECKING:
    from designer.app.screens.design.design_editor import DesignEditor
    from designer.app.screens.tab import TabScreen


class ReplaceCommands:
    """One edit, whatever the number of conditions."""

    ACTIONS: ClassVar[Sequence[Action]] = (
        Action("replace", "F", "Find and replace in all conditions", "Condition"),
    )

    def __init__(self, screen: TabScreen, editor: DesignEditor) -> None:
        self._screen, self._editor = screen, editor

    def replace(self) -> None:
        """Ask for two texts, show what would change, and change it."""
        self._screen.converse(self._ask, group="replace", exclusive=True)

    async def _ask(self) -> None:
        self._editor.take_typed()
        ask, say = self._screen.waypost.ask, self._screen.waypost.say
        wanted = await ask(
            Enter("Find what in the conditions?", about="A verb, a path, a part of an IRI, a value.")
        )
        if not wanted:
            return
        if not replacements(self._screen.journey, wanted, wanted):
            say(f"No condition has {wanted!r}.")
            return
        instead = await ask(Enter(f"Put what in place of {wanted}?", wanted))
        if instead is None or instead == wanted:
            return
        found = replacements(self._screen.journey, wanted, instead)
        if await ask(_preview(self._screen.journey, found)) == "replace":
            self._editor.edit(replace_edit(self._screen.journey, found))
            say("Replaced. u takes it back.")


def _preview(journey: Journey, found: Sequence[Replacement]) -> Decision:
    good = sum(each.condition is not None for each in found)
    conditions = "one condition" if good == 1 else f"{good} conditions"
    choices = [Choice("replace", f"Change {conditions}", "as one edit")] if good else []
    return Decision(
        "This would change:",
        [line for each in found for line in _lines(journey, each)],
        [*choices, Choice("leave", "Leave them as they are")],
    )


def _lines(journey: Journey, each: Replacement) -> Iterator[str]:
    yield title_at(journey, each.place)
    yield from (f"  {line}" for line in lines(each))
    if each.wrong:
        yield f"  ✗ it stays as it is: {each.wrong}"
