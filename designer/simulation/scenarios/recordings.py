"""Scenario files that are recorded: of the paths of a design, and of somebody who was looked at."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from designer.editing.design_argument import is_file
from designer.editing.exports import write
from designer.simulation.made_up_people import MadeUpWalks
from engine import owners
from engine.coverage import Walk
from engine.events import Event, from_document
from engine.plan import Plan
from engine.progress import Progress
from engine.scenario.snapshot import scenario_document
from engine.simulate import simulate
from engine.yaml_text import is_yaml, yaml_text
from store.names import slug

LONGEST_NAME: Final = 60
"""Characters of a file's name that tell the path."""


def write_paths(folder: Path, design: str, plan: Plan, made_up: MadeUpWalks, seed: int = 0) -> list[Path]:
    """Write a scenario into ``folder`` for each path of ``plan`` that somebody ``made_up`` walks, and return where.

    ``design`` is the design's file or name, ``seed`` that of random splits. Raises StoreError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    digits = len(str(len(made_up.walks)))
    return [
        write_person(
            folder / f"{number:0{digits}}-{_stem(walk)}.scenario.json",
            design,
            plan,
            walk.owner,
            list(map(from_document, walk.documents)),
            name=">".join(walk.steps),
            until=walk.ended_at,
            seed=seed,
        )
        for number, walk in enumerate(made_up.walks, 1)
    ]


def _stem(walk: Walk) -> str:
    return slug("-".join(walk.steps))[:LONGEST_NAME].strip("-")


def file_name(owner: str) -> str:
    """Return what the file of the scenario of ``owner`` may be called."""
    return f"{slug(next(owners.names(owner)))[:LONGEST_NAME].strip('-')}.scenario.json"


def write_person(
    path: Path,
    design: str,
    plan: Plan,
    owner: str,
    events: Sequence[Event],
    *,
    name: str = "",
    until: int,
    seed: int = 0,
) -> Path:
    """Write what ``owner`` did, ``events``, and what comes of it by ``plan`` into the scenario file at ``path``.

    ``design`` is the design's file or name; the clock runs ``until`` an instant, random splits draw with ``seed``.
    Raises StoreError.
    """
    run = simulate(plan, events, until=until, seed=seed)
    progress = next(
        (each for each in (*run.owners, *run.others) if each.owner == owner), Progress(owner=owner)
    )
    ordered = sorted(events, key=lambda each: (each.time, each.stored, each.id))
    scenario = scenario_document(
        progress,
        _documents(ordered),
        journey=_relative_design(path, design),
        name=name,
        until=until,
        seed=seed,
    )
    write(path, _text(scenario, path))
    return path


def _documents(events: Sequence[Event]) -> Iterator[dict[str, Any]]:
    return (dict(each.document) for each in events)


def _relative_design(path: Path, design: str) -> str:
    """The ``design`` as the scenario at ``path`` names it: a file by its way from there."""
    return os.path.relpath(design, path.parent) if is_file(Path(design)) else design


def _text(scenario: dict[str, Any], path: Path) -> str:
    if is_yaml(path.name):
        return yaml_text(scenario)
    return json.dumps(scenario, indent=2, ensure_ascii=False) + "\n"
