"""The document of a design in the person's own editor, and in files."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual.app import SuspendNotSupported

from designer.app.actions import Action
from designer.app.dialogs import Ask, Choice, Choose
from designer.app.screens.design.design_editor import DesignEditor
from designer.app.screens.tab import TabScreen
from designer.errors import Refused
from engine.edit.restore import difference
from engine.finding import InvalidJourney
from engine.journey import Journey, decode, dumps

DOCUMENT: Final = (
    Action("export", "e", "Export to a file", "Design", "Export"),
    Action("picture", "S", "Draw it as a picture, SVG or PNG, in a file", "Design"),
    Action("text", "E", "Edit the text in $EDITOR", "Design"),
)


class TextEditor:
    """Text that leaves the app for an editor, and comes back."""

    ACTIONS: ClassVar[Sequence[Action]] = DOCUMENT

    def __init__(self, screen: TabScreen, editor: DesignEditor) -> None:
        self._screen, self._editor = screen, editor

    def export(self) -> None:
        """Write the design to a file in one of several forms."""
        self._screen.converse(self._export)

    def picture(self) -> None:
        """Ask where to draw the design, as SVG or PNG."""
        self._screen.converse(self._draw)

    async def _draw(self) -> None:
        from designer.app.screens.export import draw

        await draw(self._screen)

    async def _export(self) -> None:
        from designer.app.screens.export import export  # it knows all dialects: not before they are needed
        from designer.editing.exports import FORMS

        choices = [Choice(form, form, about) for form, about in FORMS.items()]
        if form := await self._screen.waypost.ask(Choose("Export as what?", choices)):
            await export(self._screen, form)

    def text(self) -> None:
        """Edit the document elsewhere, until it can be read or they give up. One edit comes back."""
        self._screen.converse(self._edit_text)

    async def _edit_text(self) -> None:
        say = self._screen.waypost.say
        try:
            changed = await self._edit_until_valid(dumps(self._screen.journey))
        except SuspendNotSupported:
            say("This terminal cannot be lent to an editor; export to a file instead.", wrong=True)
        except Refused as refused:
            say(str(refused), wrong=True)
        else:
            if changed is not None:
                with self._screen.waypost.report_errors():
                    self._editor.edit(difference(self._screen.journey, changed))

    async def _edit_until_valid(self, text: str) -> Journey | None:
        """The journey that came back; None if it was given up. Raises Refused, SuspendNotSupported."""
        while True:
            text = self._run_editor(text)
            try:
                return decode(text)
            except InvalidJourney as error:
                body = "\n".join(map(str, error.findings))
                question = Ask("This cannot be read:", body, "Edit again", "Discard")
                if not await self._screen.waypost.ask(question):
                    return None

    def _run_editor(self, text: str) -> str:
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{self._screen.desk.name}.journey.json"
            path.write_text(text, encoding="utf-8")
            with self._screen.app.suspend():
                try:
                    code = subprocess.run([*shlex.split(editor), str(path)], check=False).returncode
                except OSError as error:
                    raise Refused(f"cannot start {editor!r}: {error.strerror}; set EDITOR") from None
            if code:
                raise Refused(f"{editor!r} ended with code {code}; nothing was changed")
            return path.read_text(encoding="utf-8", errors="replace")
