"""Saving a design as a version, writing it out, editing its text elsewhere, leaving it."""

from __future__ import annotations

import asyncio
import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from textual import work
from textual.app import SuspendNotSupported

from designer.app.actions import Action
from designer.app.dialogs import Ask, Choice, Choose
from designer.app.screens.design.editing import Editing
from designer.errors import Refused
from engine.edit.restore import difference
from engine.finding import InvalidJourney
from engine.journey import Journey, decode, dumps

KEEPING: Final = (
    Action("save", "s,ctrl+s", "Save as a version", "Design", "Save"),
    Action("export", "e", "Export to a file", "Design", "Export"),
    Action("text", "E", "Edit the text in $EDITOR", "Design"),
)


class Keeping(Editing):
    """What leaves the app, and what comes back."""

    @work(group="save")
    async def action_save(self) -> None:
        """A new version; the draft is kept until then and never asks."""
        self.take_typed()
        with self.waypost.report_errors():
            version = await asyncio.to_thread(self.desk.save, self.workspace)
            self.waypost.say(f"Saved as version {version.number} of {version.name}.")
        self.draw_title()
        if self.desk.unsaved:  # edited meanwhile
            self.keep()

    @work
    async def action_export(self) -> None:
        from designer.app.screens.export import export  # it knows all dialects: not before they are needed
        from designer.editing.exports import FORMS

        choices = [Choice(form, form, about) for form, about in FORMS.items()]
        if form := await self.app.push_screen_wait(Choose("Export as what?", choices)):
            await export(self, form)

    @work
    async def action_text(self) -> None:
        """The document in the person's own editor, until it can be read or they give up. One edit comes back."""
        text = dumps(self.journey)
        try:
            while True:
                text = self._edited(text)
                try:
                    changed = decode(text)
                except InvalidJourney as error:
                    if not await self._try_again(error):
                        return
                else:
                    self._replaced(changed)
                    return
        except SuspendNotSupported:
            self.waypost.say(
                "This terminal cannot be lent to an editor; export to a file instead.", wrong=True
            )
        except Refused as refused:
            self.waypost.say(str(refused), wrong=True)

    def _edited(self, text: str) -> str:
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{self.desk.name}.journey.json"
            path.write_text(text, encoding="utf-8")
            with self.app.suspend():
                try:
                    code = subprocess.run([*shlex.split(editor), str(path)], check=False).returncode
                except OSError as error:
                    raise Refused(f"cannot start {editor!r}: {error.strerror}; set EDITOR") from None
            if code:
                raise Refused(f"{editor!r} ended with code {code}; nothing was changed")
            return path.read_text(encoding="utf-8", errors="replace")

    async def _try_again(self, error: InvalidJourney) -> bool:
        body = "\n".join(map(str, error.findings))
        answer = await self.app.push_screen_wait(Ask("This cannot be read:", body, "Edit again", "Discard"))
        return answer is True

    def _replaced(self, journey: Journey) -> None:
        with self.waypost.report_errors():
            self.edit(difference(self.journey, journey))
