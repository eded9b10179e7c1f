"""Writing a design into a file: in which form, where, and whether what is there may go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from designer.app.dialogs import Ask, Enter, Read
from designer.editing.exports import FORMS, export_text, file_name, write
from designer.reports.finding_text import finding_line

if TYPE_CHECKING:
    from designer.app.screens.tab import TabScreen


async def export(screen: TabScreen, form: str) -> None:
    """Write the open design of ``screen`` in ``form``, one of ``exports.FORMS``, where a person wants it; say why
    not where it cannot be.
    """
    exported = export_text(screen.journey, form)
    if exported.text is None:
        lines = [finding_line(finding, screen.journey) for finding in exported.findings]
        title = f"As it is, this design cannot be written as {form}:"
        await screen.waypost.ask(Read(title, "\n\n".join(lines)))
        return
    name = file_name(screen.desk.name, form)
    path = await screen.waypost.ask(Enter("Into which file?", name, str(Path.cwd())))
    if path and await may_overwrite(screen, Path(path).expanduser()):
        with screen.waypost.report_errors():
            write(Path(path).expanduser(), exported.text)
            notes = f" {len(exported.findings)} findings." if exported.findings else ""
            screen.waypost.say(f"Written to {path}.{notes}")


async def may_overwrite(screen: TabScreen, path: Path) -> bool:
    """Ask on ``screen`` whether what is at ``path`` may go, if there is anything."""
    if not path.exists():
        return True
    question = f"There is a file {path} already."
    return await screen.waypost.ask(Ask(question, "", "Replace it", "Leave it")) is True


async def draw(screen: TabScreen) -> None:
    """Draw the open design of ``screen`` where a person wants it: as PNG if the name ends so, else as SVG."""
    about = f"{Path.cwd()}\nA name that ends in .png makes a PNG."
    path = await screen.waypost.ask(
        Enter("Draw it into which file?", file_name(screen.desk.name, "svg"), about)
    )
    if not path or not await may_overwrite(screen, file := Path(path).expanduser()):
        return
    form = "png" if file.suffix.lower() == ".png" else "svg"
    with screen.waypost.report_errors():
        if form not in FORMS:
            screen.waypost.say("A PNG takes the package vl-convert-python; SVG does not.", wrong=True)
        elif (picture := export_text(screen.journey, form).text) is not None:
            write(file, picture)
            screen.waypost.say(f"Drawn in {path}.")
