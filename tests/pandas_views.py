"""The numbers of all views of the journey ``watched`` beside those of pandas (``pandas_people``).

``python -m tests.pandas_views FILE`` compares them on a file of statements of video players.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from math import isclose
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas
from pandas import DataFrame, Series, Timedelta

sys.path.insert(0, str(Path(__file__).parent))

from pandas_people import (
    WAITING,
    WEEK,
    Numbers,
    People,
    attempts_of,
    cohort_numbers,
    conformance_numbers,
    counts_of,
    events_of,
    flow_numbers,
    funnel_numbers,
    interval_numbers,
    log_rank,
    pearson,
    side_numbers,
    stuck_numbers,
    time_numbers,
    total_numbers,
    visits_of,
)
from watched import watching

from designer.notebook import (
    Simulated,
    View,
    cohorts,
    compare,
    conformance,
    flow,
    funnel,
    simulate,
    stuck,
    time_in_step,
    totals,
)

Comparison = tuple[str, Numbers, Numbers]
"""The name of what is compared, the numbers of views, and those of pandas."""


class Reckoning(NamedTuple):
    """A view, the columns that say what a row is about, those that are compared, and the same by pandas."""

    view: Callable[[Any], View]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    numbers: Callable[[People], Numbers]


TIMES: Final = ("shortest", "median", "p90", "median_did", "p90_did", "longest")
RECKONINGS: Final = {
    "totals": Reckoning(totals, ("figure",), ("number", "share"), total_numbers),
    "funnel": Reckoning(funnel, ("step",), ("reached", "did", "of_entry", "did_of_entry"), funnel_numbers),
    "flow": Reckoning(flow, ("step", "to", "how"), ("times",), flow_numbers),
    "times": Reckoning(
        time_in_step, ("step",), ("did", "waiting", "timed_out", "ended", *TIMES), time_numbers
    ),
    "stuck": Reckoning(partial(stuck, explained=0), ("owner", "step"), ("waited",), stuck_numbers),
    "conformance": Reckoning(
        conformance, ("path", "how"), ("attempts", "people", "share"), conformance_numbers
    ),
    "cohorts": Reckoning(cohorts, ("week",), (), cohort_numbers),
}


class Lived:
    """A file of statements in a run that plays the video so often, and the same by pandas, as a whole and in halves.

    The clock stands some time ``later`` than the last event: else nobody was observed for a week.
    """

    def __init__(self, path: Path, plays: int = 5, later: Timedelta = 3 * WEEK) -> None:
        events = events_of(path)
        until = events["time"].iloc[-1] + later
        visits = visits_of(events, until, plays)
        self.people = People(visits, attempts_of(visits), until)
        self.run: Simulated = simulate(watching(plays), path, until=until)
        self.half = Series(
            {owner: "early" if owner < "8" else "late" for owner in self.people.attempts.index}
        )
        self.groups = self.run.by(self.half)

    def part(self, half: str) -> People:
        """The people of one half."""
        visits, attempts = self.people.visits, self.people.attempts
        owners = self.half.index[self.half == half]
        return People(visits[visits["owner"].isin(owners)], attempts.loc[owners], self.people.until)


def numbers_of(table: DataFrame, reckoning: Reckoning) -> Numbers:
    """The numbers of a view's ``table`` by row and column."""
    columns = reckoning.columns or [name for name in table.columns if name not in ("group", "week", "begins")]
    keyed = table.fillna(dict.fromkeys(reckoning.key, "")).set_index(list(reckoning.key))
    cells = ((row, column, cell) for column in columns for row, cell in keyed[column].items())
    return {(*(row if isinstance(row, tuple) else (row,)), column): cell for row, column, cell in cells}


def compared_view(lived: Lived, name: str) -> Iterator[Comparison]:
    """A view of everybody, and of each half."""
    reckoning = RECKONINGS[name]
    yield name, numbers_of(reckoning.view(lived.run).frame, reckoning), reckoning.numbers(lived.people)
    yield from compared_halves(lived, name, reckoning)


def compared_halves(lived: Lived, name: str, reckoning: Reckoning) -> Iterator[Comparison]:
    """A view by group."""
    for half, part in reckoning.view(lived.groups).frame.groupby("group"):
        yield f"{name}, {half}", numbers_of(part, reckoning), reckoning.numbers(lived.part(half))


def compared_designs(a: Lived, b: Lived) -> Comparison:
    """Two designs: figures, shares and differences, and who goes elsewhere or at another time."""
    view = compare(a.run, b.run, ("five", "two"))
    people = view.tables["Who moves differently"]
    both = a.people.attempts.add_suffix("_a").join(b.people.attempts.add_suffix("_b"))
    same_way = (both["path_a"] == both["path_b"]) & (both["status_a"] == both["status_b"])
    same_time = (both["ended_a"] == both["ended_b"]) | both["ended_a"].isna() & both["ended_b"].isna()
    moved = dict.fromkeys(both.index[same_way & ~same_time], "only at another time")
    moved |= dict.fromkeys(both.index[~same_way], "goes elsewhere")
    found = figures_of(view) | dict(zip(people["owner"], people["how"], strict=True))
    return "compare, two designs", found, side_numbers(a.people, b.people) | moved


def compared_groups(lived: Lived) -> Comparison:
    """Two groups of people: figures, shares, differences, and how likely those are by chance."""
    view = compare(lived.groups["early"], lived.groups["late"], ("early", "late"))
    a, b = lived.part("early"), lived.part("late")
    chances = {
        (figure, "p"): pearson(one, len(a.attempts), other, len(b.attempts))
        for figure, (one, other) in counts_of(a, b).items()
    }
    return "compare, two groups", figures_of(view), side_numbers(a, b) | chances


def figures_of(view: View) -> Numbers:
    columns = view.frame.columns.drop(["of", "figure"])
    return numbers_of(view.frame, Reckoning(compare, ("figure",), tuple(columns), side_numbers))


def compared_waits(lived: Lived) -> Comparison:
    """The tests of how long two groups wait."""
    table = time_in_step(lived.groups).tables["Differences"]
    halves = [lived.part("early"), lived.part("late")]
    found = dict(zip(table["step"], table["statistic"], strict=True))
    return "time_in_step, differences", found, {step: log_rank(halves, step) for step in WAITING}


def comparisons(path: Path) -> Iterator[Comparison]:
    """Everything that is compared on the file at ``path``."""
    lived = Lived(path)
    for name in RECKONINGS:
        yield from compared_view(lived, name)
    intervals = Reckoning(funnel, ("step",), ("low", "high"), interval_numbers)
    yield from compared_halves(lived, "funnel, intervals", intervals)
    yield compared_waits(lived)
    yield compared_groups(lived)
    yield compared_designs(lived, Lived(path, plays=2))


def differences(found: Numbers, expected: Numbers) -> list[str]:
    """The numbers that are not the same, each with the other."""
    return [
        f"{key}: {found.get(key)}, by pandas {expected.get(key)}"
        for key in {**found, **expected}
        if not is_equal(found.get(key), expected.get(key))
    ]


def is_equal(one: Any, other: Any) -> bool:
    """Tell whether two cells are equal: empty ones are, too, and zero; half a microsecond may be rounded either way."""
    one, other = (0 if pandas.isna(each) else each for each in (one, other))
    if isinstance(one, Timedelta) and isinstance(other, Timedelta):
        return abs(one - other) <= Timedelta(microseconds=1)
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return bool(one == other)


def main() -> int:
    """Print a line a view; 1 if a number is not the same."""
    if len(sys.argv) != 2:
        print(
            "Views are compared with pandas on a file: python -m tests.pandas_views fun-mooc-video.ndjson.gz"
        )
        return 2
    wrong = 0
    for name, found, expected in comparisons(Path(sys.argv[1])):
        different = differences(found, expected)
        wrong += len(different)
        print(f"{name:<28}{len(expected):>6} numbers   {'; '.join(different[:3]) or 'equal'}", flush=True)
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
