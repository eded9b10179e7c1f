"""Three journeys of data through the rooms, drawn by the project's own layout: ``python -m tools.data_journeys``."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from designer.diagram.drawing import box_size, draw
from designer.diagram.layout import GraphEdge, GraphNode, lay_out

JOURNEYS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "statements": (
        ("store.sources.reader", "engine.events", "documents"),
        ("engine.events", "engine.match", "events"),
        ("engine.match", "engine.log", "matched events"),
        ("engine.log", "engine.fold", "an owner's log"),
        ("engine.fold", "engine.progress", "attempts, effects"),
        ("engine.progress", "designer.reports.summary", "everybody's progress"),
    ),
    "edit": (
        ("designer.app.screens.design.screen", "designer.editing.session", "a key"),
        ("designer.notebook.editor", "designer.editing.session", "a click"),
        ("designer.editing.session", "engine.edit.edits", "an edit"),
        ("engine.edit.edits", "engine.rules", "a journey"),
        ("engine.rules", "engine.check", "without faults"),
        ("designer.editing.session", "store.drafts", "a draft"),
        ("store.drafts", "store.journal", "a line"),
    ),
    "recalculation": (
        ("store.log.importer", "store.log.parts", "columns"),
        ("store.log.parts", "store.matches.lookup", "rows"),
        ("store.matches.lookup", "store.recalculate.job", "matches of a partition"),
        ("store.recalculate.job", "engine.run", "owners' logs"),
        ("engine.run", "store.progress.book", "progress"),
        ("engine.run", "store.outbox.outbox", "effects"),
        ("store.outbox.outbox", "designer.delivery", "entries"),
    ),
}
"""Each journey: from a module, to a module, and what goes from the one to the other."""


def picture(name: str) -> str:
    """Draw the journey ``name`` in lines of text. Raises ModuleNotFoundError where it passes a module that is gone."""
    hops = JOURNEYS[name]
    modules = dict.fromkeys(module for source, target, _ in hops for module in (source, target))
    for module in modules:
        if find_spec(module) is None:
            raise ModuleNotFoundError(f"no module {module}: mend tools/data_journeys.py")
    faces = {module: [module] for module in modules}
    nodes = [GraphNode(module, *box_size(lines)) for module, lines in faces.items()]
    edges = [
        GraphEdge(index, source, target, len(label)) for index, (source, target, label) in enumerate(hops)
    ]
    labels = {index: label for index, (_, _, label) in enumerate(hops)}
    return "\n".join(draw(lay_out(nodes, edges, direction="down"), faces, labels))


if __name__ == "__main__":
    print("\n\n".join(f"{name}\n\n{picture(name)}" for name in JOURNEYS))
