"""Journeys in a notebook: ``from designer.notebook import …``.

Every name is loaded when it is first asked for, so that nobody waits for what they do not use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from designer.notebook.code.display import show_journeys

if TYPE_CHECKING:
    from designer.notebook.code.column_terms import col
    from designer.notebook.code.examples import example
    from designer.notebook.code.explanations import Explanation, explain, save_scenario
    from designer.notebook.code.findings_table import Findings, check
    from designer.notebook.code.journey import Journey
    from designer.notebook.code.path_words import after, otherwise, share, verb, when
    from designer.notebook.code.people_in_flight import Migration, in_flight
    from designer.notebook.code.publication import Published, Target, publish
    from designer.notebook.code.simulations import NoEvents, RejectedWarning, Simulated, simulate
    from designer.notebook.code.standings import Progress
    from designer.notebook.editor import JourneyEditor
    from designer.notebook.player import SimulationPlayer
    from designer.notebook.views.cohorts import cohorts
    from designer.notebook.views.compare import compare
    from designer.notebook.views.conformance import conformance
    from designer.notebook.views.flow import flow
    from designer.notebook.views.funnel import funnel
    from designer.notebook.views.stuck import stuck
    from designer.notebook.views.timeline import timeline
    from designer.notebook.views.times import time_in_step
    from designer.notebook.views.totals import totals
    from designer.notebook.views.view import View

__all__ = [
    "Explanation",
    "Findings",
    "Journey",
    "JourneyEditor",
    "Migration",
    "NoEvents",
    "Progress",
    "Published",
    "RejectedWarning",
    "Simulated",
    "SimulationPlayer",
    "Target",
    "View",
    "after",
    "check",
    "cohorts",
    "col",
    "compare",
    "conformance",
    "example",
    "explain",
    "flow",
    "funnel",
    "in_flight",
    "otherwise",
    "publish",
    "save_scenario",
    "share",
    "simulate",
    "stuck",
    "time_in_step",
    "timeline",
    "totals",
    "verb",
    "when",
]

_HOMES: Final = {
    "Explanation": "designer.notebook.code.explanations",
    "Findings": "designer.notebook.code.findings_table",
    "Journey": "designer.notebook.code.journey",
    "JourneyEditor": "designer.notebook.editor",
    "Migration": "designer.notebook.code.people_in_flight",
    "NoEvents": "designer.notebook.code.simulations",
    "Progress": "designer.notebook.code.standings",
    "Published": "designer.notebook.code.publication",
    "RejectedWarning": "designer.notebook.code.simulations",
    "Simulated": "designer.notebook.code.simulations",
    "SimulationPlayer": "designer.notebook.player",
    "Target": "designer.notebook.code.publication",
    "View": "designer.notebook.views.view",
    "after": "designer.notebook.code.path_words",
    "check": "designer.notebook.code.findings_table",
    "col": "designer.notebook.code.column_terms",
    "cohorts": "designer.notebook.views.cohorts",
    "compare": "designer.notebook.views.compare",
    "conformance": "designer.notebook.views.conformance",
    "example": "designer.notebook.code.examples",
    "explain": "designer.notebook.code.explanations",
    "flow": "designer.notebook.views.flow",
    "funnel": "designer.notebook.views.funnel",
    "in_flight": "designer.notebook.code.people_in_flight",
    "otherwise": "designer.notebook.code.path_words",
    "publish": "designer.notebook.code.publication",
    "save_scenario": "designer.notebook.code.explanations",
    "share": "designer.notebook.code.path_words",
    "simulate": "designer.notebook.code.simulations",
    "stuck": "designer.notebook.views.stuck",
    "time_in_step": "designer.notebook.views.times",
    "timeline": "designer.notebook.views.timeline",
    "totals": "designer.notebook.views.totals",
    "verb": "designer.notebook.code.path_words",
    "when": "designer.notebook.code.path_words",
}
"""Each name's module."""


show_journeys()


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"designer.notebook has no {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
