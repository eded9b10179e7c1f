"""Scenarios as tests of pytest: every ``*.scenario.json`` and ``*.scenario.yaml`` it comes by is one.

pytest loads this wherever Waypost is installed, so it imports the rest only where there is a scenario.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from designer.simulation.scenarios.runner import ScenarioTrial

_SUFFIXES = (".scenario.json", ".scenario.yaml", ".scenario.yml")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that say where designs are, and that scenarios are none of pytest's business."""
    group = parser.getgroup("waypost", "scenarios of journeys")
    group.addoption(
        "--waypost-workspace",
        metavar="DIR",
        default=None,
        help="The workspace with the designs that scenarios name; WAYPOST_WORKSPACE or ./.waypost if not given.",
    )
    parser.addini("waypost_scenarios", "Whether scenarios are collected as tests.", type="bool", default=True)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a scenario file."""
    if not file_path.name.endswith(_SUFFIXES) or not parent.config.getini("waypost_scenarios"):
        return None
    return ScenarioFile.from_parent(parent, path=file_path)


class ScenarioFile(pytest.File):
    """A file with one scenario."""

    def collect(self) -> Iterator[ScenarioItem]:
        yield ScenarioItem.from_parent(self, name=self.path.name.partition(".scenario.")[0])


class ScenarioFailed(Exception):
    """A scenario that did not come as expected, or cannot be run; the text is the report."""


class ScenarioItem(pytest.Item):
    """A scenario that is run through its journey."""

    def runtest(self) -> None:
        trial = self._trial()
        if trial.result == "passed":
            return
        from designer.simulation.scenarios.runner import lines

        raise ScenarioFailed("\n".join(lines(trial)))

    def _trial(self) -> ScenarioTrial:
        from designer.simulation.scenarios.runner import run_scenario
        from store.workspace import Workspace

        return run_scenario(self.path, Workspace.open(self._workspace()))

    def _workspace(self) -> Path:
        named = self.config.getoption("--waypost-workspace") or os.environ.get("WAYPOST_WORKSPACE")
        return Path(named or ".waypost")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **kwargs: Any) -> Any:
        """Report what was expected and what came instead, without a traceback; others keep theirs."""
        if isinstance(excinfo.value, ScenarioFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args, **kwargs)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"scenario {self.name}"
