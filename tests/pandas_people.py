"""What people did in the journey of ``watched``, and numbers of it: from who did what when, by pandas alone.

Nothing here is of the package: its views are held against this.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from pathlib import Path
from typing import Any, Final

import numpy
import pandas
from pandas import DataFrame, Series, Timedelta, Timestamp

ADL: Final = "http://adlnet.gov/expapi/verbs/"
VIDEO: Final = "https://w3id.org/xapi/video/verbs/"
PATIENCE: Final = Timedelta(days=3)
WEEK: Final = Timedelta(weeks=1)
WAITING: Final = ("played", "choose", "again")
WORDS: Final = {
    "running": "on the way",
    "completed": "completed",
    "exited": "left early",
    "gave_up": "gave up",
}


def events_of(path: Path) -> DataFrame:
    """Who did what when, a row a statement, in the order of their times."""
    with gzip.open(path) as file:
        statements = [json.loads(line) for line in file]
    rows = [(each["actor"]["account"]["name"], each["verb"]["id"], each["timestamp"]) for each in statements]
    table = DataFrame(rows, columns=["owner", "verb", "time"])
    return table.assign(time=pandas.to_datetime(table["time"], format="ISO8601")).sort_values("time")


def visits_of(events: DataFrame, until: Timestamp, plays: int) -> DataFrame:
    """A row for each step that somebody came to, how they left it, and where to; each in one attempt."""
    rows = [
        (owner, *visit)
        for owner, theirs in events.groupby("owner", sort=False)
        for visit in _visits(zip(theirs["time"], theirs["verb"], strict=True), until, plays)
    ]
    return DataFrame(rows, columns=["owner", "step", "entered", "left", "how", "to"])


def _visits(events: Iterator[tuple[Timestamp, str]], until: Timestamp, plays: int) -> Iterator[Any]:
    at, since, played = "", until, 0
    for time, verb in (*events, (until, "")):
        if at == "choose" and since + PATIENCE <= time:
            yield from ((at, since, since + PATIENCE, "timed out", "lost"), _end("lost", since + PATIENCE))
            return
        if at and verb == f"{ADL}terminated":
            yield (at, since, time, "left by quit", None)
            return
        if not at and verb == f"{VIDEO}played":
            yield ("start", time, time, "did", "played")
            at, since, played = "played", time, 0
        if verb == f"{VIDEO}played":
            played += 1
        if at == "played" and played == plays:
            yield (at, since, time, "did", "choose")
            at, since = "choose", time
        elif at == "choose" and verb == f"{VIDEO}seeked":
            yield (at, since, time, "did", "again")
            at, since, played = "again", time, 0
        elif (at == "choose" and verb == f"{ADL}completed") or (at == "again" and played == 3):
            yield from (
                (at, since, time, "did", "tell"),
                ("tell", time, time, "did", "done"),
                _end("done", time),
            )
            return
    if at:
        yield (at, since, None, "waiting", None)


def _end(step: str, time: Timestamp) -> tuple[object, ...]:
    return (step, time, None, "ended", None)


def attempts_of(visits: DataFrame) -> DataFrame:
    """A row for each owner: path, how it stands, and when it started and ended."""
    whose = visits.groupby("owner", sort=False)
    last = whose.last(skipna=False)
    status = last["how"].map({"waiting": "running", "left by quit": "exited"})
    status = status.fillna(last["step"].map({"done": "completed", "lost": "gave_up"}))
    ended = last["left"].fillna(last["entered"]).where(status != "running")
    return DataFrame(
        {
            "path": whose["step"].agg(">".join),
            "status": status,
            "started": whose["entered"].first(),
            "ended": ended,
        }
    )


@dataclass
class People:
    """Some people's visits and attempts, as of ``until``."""

    visits: DataFrame
    attempts: DataFrame
    until: Timestamp

    def waits(self, step: str) -> tuple[Series, Series]:
        """How long each visit of a step lasted so far, and whether it was done by then."""
        visits = self.visits[self.visits["step"] == step]
        return visits["left"].fillna(self.until) - visits["entered"], visits["how"] == "did"


Numbers = dict[Any, Any]


def total_numbers(people: People) -> Numbers:
    number = {"entered": len(people.attempts), "owners": len(people.attempts)}
    number |= {status: int((people.attempts["status"] == status).sum()) for status in WORDS}
    shares = {key: count / len(people.attempts) for key, count in number.items() if key != "owners"}
    return {(key, "number"): count for key, count in number.items()} | {
        (key, "share"): share for key, share in shares.items()
    }


def funnel_numbers(people: People) -> Numbers:
    visits, found = people.visits, {}
    for step, part in visits.groupby("step"):
        did = part["how"].isin(["did", "ended"]).sum()
        shares = {"of_entry": len(part), "did_of_entry": did}
        found |= {(step, "reached"): len(part), (step, "did"): did}
        found |= {(step, column): count / len(people.attempts) for column, count in shares.items()}
    return found


def flow_numbers(people: People) -> Numbers:
    how = people.visits["how"].where(people.visits["to"].isna(), "went on")
    ways = people.visits.assign(how=how).fillna({"to": ""})
    ways = ways.value_counts(["step", "to", "how"])
    return {(*way, "times"): number for way, number in ways.items()}


def time_numbers(people: People) -> Numbers:
    found: Numbers = {}
    for step in WAITING:
        lasted, did = people.waits(step)
        how = people.visits.loc[people.visits["step"] == step, "how"]
        ended = (how == "left by quit").sum()
        ways = {
            "did": did.sum(),
            "waiting": (how == "waiting").sum(),
            "timed_out": (how == "timed out").sum(),
        }
        told = {
            "median": kaplan_meier(lasted, did, 0.5),
            "p90": kaplan_meier(lasted, did, 0.9),
            "median_did": quantile(lasted[did], 0.5),
            "p90_did": quantile(lasted[did], 0.9),
            "shortest": lasted[did].min(),
            "longest": lasted[did].max(),
        }
        found |= {(step, key): value for key, value in {**ways, "ended": ended, **told}.items()}
    return found


def quantile(lasted: Series, share: float) -> Timedelta | None:
    """The quantile in whole microseconds, rounded."""
    if lasted.empty:
        return None
    microseconds = (lasted // Timedelta(microseconds=1)).quantile(share)
    return Timedelta(microseconds=round(microseconds))


def kaplan_meier(lasted: Series, did: Series, share: float) -> Timedelta | None:
    """The time by which a ``share`` of all did it: of those who could, so many are left each time."""
    left = 1.0
    for time in sorted(lasted[did].unique()):
        left *= 1 - (did & (lasted == time)).sum() / (lasted >= time).sum()
        if 1 - left >= share - 1e-9:
            return time
    return None


def stuck_numbers(people: People) -> Numbers:
    found: Numbers = {}
    for step in WAITING:
        lasted, did = people.waits(step)
        visits = people.visits.loc[lasted.index]
        late = visits[(visits["how"] == "waiting") & (lasted > quantile(lasted[did], 0.9))]
        found |= {(owner, step, "waited"): lasted[place] for place, owner in late["owner"].items()}
    return found


def conformance_numbers(people: People) -> Numbers:
    taken = people.attempts.replace({"status": WORDS}).value_counts(["path", "status"])
    shares = {"attempts": 1, "people": 1, "share": 1 / len(people.attempts)}
    return {(*way, column): number * of for way, number in taken.items() for column, of in shares.items()}


def cohort_numbers(people: People) -> Numbers:
    attempts, found = people.attempts, {}
    lasted, seen = attempts["ended"] - attempts["started"], people.until - attempts["started"]
    for week, part in attempts.groupby(attempts["started"].dt.strftime("%G-W%V")):
        found[week, "entered"] = len(part)
        found |= {(week, status): (part["status"] == status).sum() for status in WORDS}
        for number in range(1, seen[part.index].max() // WEEK + 1):
            watched = part[seen[part.index] >= number * WEEK]
            soon = (watched["status"] == "completed") & (lasted[watched.index] <= number * WEEK)
            found |= {(week, f"observed_{number}w"): len(watched), (week, f"within_{number}w"): soon.sum()}
    return found


def log_rank(groups: Sequence[People], step: str) -> float:
    """The statistic of the log-rank test of two groups: observed less expected, squared, by its variance."""
    (here, did_here), (there, did_there) = (each.waits(step) for each in groups)
    excess = variance = 0.0
    for time in pandas.concat([here[did_here], there[did_there]]).unique():
        one, other = (here >= time).sum(), (there >= time).sum()
        over = (did_here & (here == time)).sum()
        both, done = one + other, over + (did_there & (there == time)).sum()
        excess += over - done * one / both
        variance += done * one * other * (both - done) / both**2 / max(both - 1, 1)
    return float(excess**2 / variance)


def pearson(one: int, of: int, other: int, of_other: int) -> float | None:
    """The chance of two shares as far apart as these: the chi-squared test of a table of two by two."""
    done, rest = one + other, of + of_other - one - other
    if not done or not rest:
        return None
    gap = one * (of_other - other) - other * (of - one)
    return erfc(sqrt((of + of_other) * gap * gap / (of * of_other * done * rest) / 2))


def wilson(number: int, of: int) -> tuple[float, float]:
    """The shares from which the one that was seen is 1.96 standard errors away."""
    seen, part = number / of, 1.959963984540054**2 / of
    low, high = sorted(numpy.roots([1 + part, -2 * seen - part, seen * seen]).real)
    return float(low), float(high)


def interval_numbers(people: People) -> Numbers:
    """The interval that the share of all who did a step lies in."""
    did = {step: count for (step, column), count in funnel_numbers(people).items() if column == "did"}
    bounds = {step: wilson(count, len(people.attempts)) for step, count in did.items()}
    return {
        (step, name): bound
        for step, each in bounds.items()
        for name, bound in zip(("low", "high"), each, strict=True)
    }


def counts_of(a: People, b: People) -> dict[str, tuple[int, int]]:
    """How many attempts and people stand how on both sides, and how often each step was come to."""
    sides = []
    for people in (a, b):
        number = {key: count for (key, column), count in total_numbers(people).items() if column == "number"}
        sides.append(Series(number | people.visits["step"].value_counts().to_dict()))
    table = DataFrame(sides).fillna(0).astype(int)
    return {figure: (table.loc[0, figure], table.loc[1, figure]) for figure in table.columns}


def side_numbers(a: People, b: People) -> Numbers:
    found: Numbers = {}
    for figure, (one, other) in counts_of(a, b).items():
        found |= {(figure, "a"): one, (figure, "b"): other, (figure, "difference"): other - one}
        if figure != "owners":
            found |= {
                (figure, "share_a"): one / len(a.attempts),
                (figure, "share_b"): other / len(b.attempts),
            }
    return found
