"""Hooks of MkDocs: pages that are made while the site is built, pictures, and tests that must exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from tools.data_journeys import picture
from tools.references import commands, rooms
from tools.tutorials import tutorials

ROOT: Final = Path(__file__).parents[1]
_TEST: Final = re.compile(r"`(tests/[\w/.]+\.py)(?:::(\w+))?`")
_PICTURE: Final = re.compile(r"<!-- picture: (\w+) -->")


def on_config(config: Any) -> Any:
    """Leave out of the navigation what has not been written yet."""
    config["nav"] = _written(config["nav"])
    return config


def _written(nav: list[Any]) -> list[Any]:
    return [kept for entry in nav if (kept := _entry(entry))]


def _entry(entry: Any) -> Any:
    if isinstance(entry, dict):
        ((title, pages),) = entry.items()
        kept = _written(pages) if isinstance(pages, list) else _entry(pages)
        return {title: kept} if kept else None
    is_made = entry.startswith(("reference/", "tutorials/"))
    return entry if is_made or (ROOT / "docs" / entry).exists() else None


def on_files(files: Any, config: Any) -> Any:
    """Add the references and the notebooks to the pages, and those to the navigation."""
    made = {"reference/commands.md": commands()}
    made |= {f"reference/api/{room}.md": text for room, text in rooms()}
    made |= {f"tutorials/{name}.md": text for name, text in tutorials().items()}
    for path, text in made.items():
        files.append(File.generated(config, path, content=text))
    _fill(config["nav"], list(made))
    return files


def _fill(nav: list[Any], made: list[str]) -> None:
    """Put the made pages into the navigation: an entry ``FOLDER/*`` stands for the pages of that folder."""
    for entry in nav:
        for title, pages in entry.items() if isinstance(entry, dict) else ():
            if isinstance(pages, str) and pages.endswith("/*"):
                entry[title] = [path for path in made if path.startswith(pages[:-1])]
            elif isinstance(pages, list):
                _fill(pages, made)


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Draw the pictures of a page, and refuse it if it names a test that is not there."""
    for path, name in _TEST.findall(markdown):
        file = ROOT / path
        if not file.exists() or (name and f"def {name}(" not in file.read_text()):
            raise PluginError(f"{page.file.src_path} names {path}::{name}, and there is no such test")
    return _PICTURE.sub(lambda found: f"```text\n{picture(found[1])}\n```", markdown)
