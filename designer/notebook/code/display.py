"""The engine's own journeys as pictures in a notebook, such as the one that an editor has."""

from __future__ import annotations

import sys


def show_journeys() -> None:
    """Tell the notebook that runs this, if one does, how to draw a journey; nothing is loaded for it yet."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        return
    for kind in ("text/html", "image/svg+xml"):
        shell.display_formatter.formatters[kind].for_type_by_name("engine.journey", "Journey", _svg)


def _svg(journey: object) -> str:
    from designer.notebook.code.journey import Journey

    return Journey.of(journey)._repr_svg_()  # type: ignore[arg-type]
