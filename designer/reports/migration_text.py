"""People in flight in words: what publishing a changed design does to them, a summary on top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from designer.reports.number_text import count, count_with_names
from engine.journey import Journey
from engine.labels import title
from engine.migration import MigrationPreview, MigrationTarget, OutcomeChange, PeopleSample, StepMigration
from engine.owners import name

MOST_SHOWN: Final = 2
"""People who are named of a group."""


def summary(preview: MigrationPreview) -> str:
    """The ``preview`` in short: what becomes of those in flight, what happens to whom, who begins."""
    stays = "all" if preview.stays == preview.in_flight else f"{preview.stays:,}"
    replayed = [
        f"{stays} stay where they are",
        *_count_sentence(preview.moves, "{} stand elsewhere"),
        *_count_sentence(preview.ends, "{} are through"),
    ]
    concerned = [
        *_count_sentence(preview.stranded, "{} wait now at a step that is gone"),
        *_count_sentence(preview.longer.count, "{} wait longer"),
        *_count_sentence(sum(each.sample.count for each in preview.twice), "{} get an outcome again"),
        *_count_sentence(sum(each.sample.count for each in preview.never), "{} can no longer get an outcome"),
    ]
    others = [
        *_count_sentence(preview.restarts, "{} that had ended are under way again"),
        *_count_sentence(preview.starts, "{} begin that had not begun"),
    ]
    flying = f"Of {count(preview.in_flight, 'attempt')} in flight, {', '.join(replayed)}."
    first = flying if preview.in_flight else "Nobody is in flight."
    return " ".join((first, *(f"{', '.join(told)}." for told in (concerned, others) if told)))


def _count_sentence(number: int, sentence: str) -> list[str]:
    return [sentence.format(f"{number:,}")] if number else []


def lines(preview: MigrationPreview, before: Journey, after: Journey) -> Iterator[str]:
    """The ``preview`` of going from ``before`` to ``after``: the summary, then each step, then what goes wrong."""
    yield summary(preview)
    for each in preview.steps:
        yield from _step(each, before, after)
    if preview.longer.count:
        yield f"wait longer: {_people(preview.longer)}"
    yield from _outcomes("again", preview.twice, after)
    yield from _outcomes("never any more", preview.never, before)
    for outcome, number in preview.at_once.items():
        yield f"sent when it is published: {_title(after, outcome)}, {count(number, 'time')}"


def _step(step: StepMigration, before: Journey, after: Journey) -> Iterator[str]:
    gone = ", which is gone" if step.gone else ""
    yield f"{_place(step.step, step.status, before)}{gone}: {_people(step.sample)}"
    yield f"  replayed: {_targets(step.becomes['replay'], after)}"
    if step.gone:
        yield f"  stay: {_targets(step.becomes['stay'], before)}, by the old design"
        yield f"  skip forward: {_targets(step.becomes['skip_forward'], after)}"
        yield f"  exit: {_targets(step.becomes['exit'], after)}"


def _targets(targets: Iterable[MigrationTarget], journey: Journey) -> str:
    return "; ".join(f"{each.count:,} {_place(each.step, each.status, journey)}" for each in targets)


def _place(step: str | None, status: str | None, journey: Journey) -> str:
    if status is None:
        return "not started"
    where = "" if step is None else f" at {_title(journey, step)}"
    return f"waiting{where}" if status == "running" else f"{status.replace('_', ' ')}{where}"


def _title(journey: Journey, step: str) -> str:
    return title(step, journey.steps[step]) if step in journey.steps else step


def _outcomes(how: str, changes: Iterable[OutcomeChange], journey: Journey) -> Iterator[str]:
    for each in changes:
        yield f"{_title(journey, each.outcome)} {how}: {_people(each.sample)}"


def _people(sample: PeopleSample) -> str:
    return count_with_names(sample.count, list(map(name, sample.examples[:MOST_SHOWN])))
