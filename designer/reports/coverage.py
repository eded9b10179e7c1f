"""Path coverage in lines for a person: who walks which path, what nobody walks and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final, TypeVar

from designer.diagram.measure import printable
from designer.reports.number_text import count, span
from engine import owners
from engine.coverage import Coverage, CoverageGap, OmittedPath, PartCoverage, Walk
from engine.journey import Journey
from engine.labels import branch

_HEAD: Final = ("who", "ends", "takes", "path")
MOST_FURTHER: Final = 6
"""Steps behind the end of a path that are shown one by one."""
MOST_SHOWN: Final = 3
"""Gaps for the same reason that are named."""
Gap = TypeVar("Gap", OmittedPath, CoverageGap)
_ONE: Final = {"steps": "step", "transitions": "transition", "items": "item", "exit_rules": "exit rule"}


def lines(journey: Journey, coverage: Coverage, columns: int | None = None) -> Iterator[str]:
    """Lines for each walk of ``coverage``, for each path of ``journey`` that is left out, and for what they cover.

    Lines of more than so many ``columns`` are broken.
    """
    alike = Counter(steps for steps, _ in {(walk.steps, walk.path) for walk in coverage.walks})
    rows = [_HEAD, *(_row(journey, walk, alike[walk.steps] > 1) for walk in coverage.walks)]
    yield from _table(rows if coverage.walks else [], columns)
    for sentence in _sentences(journey, coverage):
        yield from [sentence] if columns is None else wrap(sentence, columns, break_on_hyphens=False)


def _table(rows: Sequence[tuple[str, str, str, str]], columns: int | None) -> Iterator[str]:
    """The ``rows`` in columns; a path for which there is no room stands below the others."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for who, ends, takes, path in rows:
        first = printable(f"{who:{widths[0]}}  {ends:{widths[1]}}  {takes:>{widths[2]}}")
        if columns is None or len(first) + 2 + widths[3] <= columns:
            yield f"{first}  {printable(path)}"
        else:
            yield from wrap(" ".join(first.split()), columns, subsequent_indent="  ")
            room = printable(path.replace(">", "> "))
            for line in wrap(room, columns - 2, break_on_hyphens=False):
                yield f"  {line.replace('> ', '>')}"


def _sentences(journey: Journey, coverage: Coverage) -> Iterator[str]:
    yield from _left_out_lines(coverage.left_out)
    yield _totals(coverage)
    for kind, part in coverage.parts.items():
        yield from _missing(journey, kind, part)
    if cut := cut_short(coverage):
        yield cut


def cut_short(coverage: Coverage) -> str:
    """Return what to say where the bound cut the paths short; nothing where it did not."""
    if not coverage.cut:
        return ""
    return (
        f"the design has more than {coverage.bound:,} paths; --bound {10 * coverage.bound} walks more of them"
    )


def _row(journey: Journey, walk: Walk, alike: bool) -> tuple[str, str, str, str]:
    """The line of ``walk`` through ``journey``. ``alike``: another path leads through the same steps, so the
    branches tell them apart.
    """
    ends = f"leaves by {walk.path.rule}" if walk.path.rule else walk.status.replace("_", " ")
    told = [branch(journey.transitions[transition]) for transition in walk.transitions] if alike else []
    transitions = ", ".join(filter(None, told))
    takes = span(walk.takes) if walk.takes else "at once"
    return (
        next(owners.names(walk.owner)),
        ends,
        takes,
        _path(walk) + "".join(f"  ({said})" for said in (transitions, walk.about) if said),
    )


def _path(walk: Walk) -> str:
    """The steps of a walk; of the rounds that the clock alone goes, those behind the path but the last are left out."""
    end = len(walk.path.transitions) + 1
    walked, further = walk.steps[:end], walk.steps[end:]
    return ">".join((*walked, *further) if len(further) <= MOST_FURTHER else (*walked, "…", further[-1]))


def _left_out_lines(paths: Sequence[OmittedPath]) -> Iterator[str]:
    """Lines for the ``paths`` that nobody walks; those for the same reason together."""
    for reason, alike in _by_reason(paths):
        yield printable(f"nobody walks {_of_path(alike[0])}: {reason}")
        yield from (printable(f"  nor {_of_path(each)}") for each in alike[1:MOST_SHOWN])
        if len(alike) > MOST_SHOWN:
            yield f"  nor {count(len(alike) - MOST_SHOWN, 'more path')}"


def _of_path(left_out: OmittedPath) -> str:
    rule = f" and leaves by {left_out.path.rule}" if left_out.path.rule else ""
    return f"{'>'.join(left_out.steps)}{rule}"


def _by_reason(gaps: Sequence[Gap]) -> list[tuple[str, list[Gap]]]:
    """The ``gaps`` with the same reason together, in the order in which the reasons first come."""
    groups: dict[str, list[Gap]] = {}
    for each in gaps:
        groups.setdefault(each.reason, []).append(each)
    return list(groups.items())


def _totals(coverage: Coverage) -> str:
    told = [f"{coverage.paths.walked:,} of {coverage.paths.of:,} paths"]
    for kind, part in coverage.parts.items():
        if part.of:
            told.append(f"{part.walked:,} of {part.of:,} {kind.replace('_', ' ')}")
    return f"walked: {', '.join(told)}"


def _missing(journey: Journey, kind: str, part: PartCoverage) -> Iterator[str]:
    """Lines for the parts of one ``kind`` that nobody walks; those for the same reason together."""
    for reason, alike in _by_reason(part.missing):
        called = _ONE[kind] if len(alike) == 1 else kind.replace("_", " ")
        named = ", ".join(_called(journey, each) for each in alike[:MOST_SHOWN])
        more = f" and {len(alike) - MOST_SHOWN:,} more" if len(alike) > MOST_SHOWN else ""
        yield printable(f"nobody walks the {called} {named}{more}: {reason}")


def _called(journey: Journey, gap: CoverageGap) -> str:
    if isinstance(gap.part, str):
        return gap.part
    transition = journey.transitions[gap.part]
    return f"{transition.source}>{transition.target} {branch(transition)}".rstrip()
