"""The notebooks as pages: run once for each change of one, and rendered with what they show."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import nbformat
from nbclient import NotebookClient
from nbconvert import MarkdownExporter

ROOT: Final = Path(__file__).parents[1]
NOTEBOOKS: Final = ROOT / "notebooks"
_CACHE: Final = ROOT / ".cache" / "notebooks"
_SECONDS: Final = 600


def tutorials() -> dict[str, str]:
    """Each notebook's name and its page in Markdown, pictures inside."""
    return {path.stem: _page(path) for path in sorted(NOTEBOOKS.glob("*.ipynb"))}


def _page(path: Path) -> str:
    kept = _CACHE / f"{path.stem}-{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}.md"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(_rendered(path))
    return kept.read_text()


def _rendered(path: Path) -> str:
    document = nbformat.read(path, as_version=4)
    NotebookClient(document, timeout=_SECONDS, resources={"metadata": {"path": str(NOTEBOOKS)}}).execute()
    exporter = MarkdownExporter()
    text, resources = exporter.from_notebook_node(document)
    for name, data in resources["outputs"].items():
        text = text.replace(f"]({name})", f"]({_inline(name, data)})")
    return str(text)


def _inline(name: str, data: bytes) -> str:
    from base64 import b64encode

    kind = "svg+xml" if name.endswith(".svg") else name.rsplit(".", 1)[-1]
    return f"data:image/{kind};base64,{b64encode(data).decode()}"
