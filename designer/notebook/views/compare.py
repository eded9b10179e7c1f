"""Two designs on one history, or two groups of people in one design, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import altair as alt
import pandas

from designer.diagram.vector.colours import shade
from designer.notebook.code.groups import Groups
from designer.notebook.code.owner_names import names_of
from designer.notebook.code.simulations import Told, standing_of
from designer.notebook.rendering.frames import DataFrame, frame
from designer.notebook.views.charts import BAND, LABEL, WIDTH, Chart, data, unique_names
from designer.notebook.views.group_views import PEARSON
from designer.notebook.views.totals import STATUSES
from designer.notebook.views.view import View, chart_view
from designer.reports.number_text import count, percent
from designer.reports.versions import HOW, Versus
from engine.insight import SimulationTotals
from engine.insight.shares import chi_squared
from engine.labels import title

_GROUPS: Final = ("a", "b")


def compare(a: Told | Groups, b: Told | None = None, names: tuple[str, str] = ("a", "b")) -> View:
    """Totals and steps of both sides with the share of all attempts, and everybody who moves differently.

    Two groups of people in one design, as ``run.by(…)`` makes them, have no one in common: then ``p`` tells how likely
    each difference is by chance. ``a`` may be both of them.

    Steps that have another id in the second design are found again by what they do.

    >>> from designer.notebook import Journey, compare, simulate
    >>> run = simulate(Journey.new("Nothing").waypoint("never", {"x": 1}).exit(), [])
    >>> compare(run, run).says
    ('0 people move differently, 0 the same', 'nothing changed in meaning')
    """
    if isinstance(a, Groups) and b is None and len(a) == 2:
        (one, first), (other, second) = a.parts.items()
        return compare(first, second, (one, other))
    if isinstance(a, Groups) or b is None:
        raise TypeError("compare takes two runs, or two groups: compare(groups['this'], groups['that'])")
    if len(names) != 2:
        raise ValueError(f"two sides have two names, not {len(names)}; of more groups, run.by(…) makes views")
    versus = Versus(standing_of(a, "compare"), standing_of(b, "compare"), names)
    figures = frame(["of", "figure", *_GROUPS, "share_a", "share_b"], _figures(versus))
    figures = figures.astype({"a": "Int64", "b": "Int64", "share_a": float, "share_b": float})
    figures = figures.assign(difference=figures["b"] - figures["a"])
    sides = f"a: {names[0]}, b: {names[1]}"
    if _are_groups(versus):
        groups = f"{_size(a, names[0])}, {_size(b, names[1])}: nobody is in both"
        test = f"p: {PEARSON} test of the shares, each row by itself"
        tested = figures.assign(p=list(_chances(versus, figures))).astype({"p": float})
        return chart_view(f"{names[0]} and {names[1]}", {sides: tested}, _chart(versus), groups, test)
    tables = {
        sides: figures,
        "Who moves differently": _people(versus),
        "What changed": _changes(versus),
    }
    different = count(len(versus.comparison.different), "person", "people")
    move = "moves" if different.startswith("1 ") else "move"
    said = f"{different} {move} differently, {versus.comparison.same:,} the same"
    same = ("nothing changed in meaning",) if versus.difference.same_meaning else ()
    return chart_view(f"{names[0]} and {names[1]}", tables, _chart(versus), said, *same)


def _are_groups(versus: Versus) -> bool:
    """Tell whether these are two groups of people in one design, so that nobody can move differently."""
    a, b = versus.before.by_owner, versus.after.by_owner
    return versus.difference.same_meaning and bool(a and b) and a.keys().isdisjoint(b)


def _size(told: Told, name: str) -> str:
    return f"{name}: {count(len(told.progress.people), 'owner')}"


def _chances(versus: Versus, figures: DataFrame) -> Iterator[float | None]:
    """The chance of a difference as large, for each row of ``figures`` that is a share of all attempts."""
    entered = (versus.comparison.a["entered"], versus.comparison.b["entered"])
    for numbers in zip(figures["a"], figures["b"], strict=True):
        pairs = zip(numbers, entered, strict=True)
        counts = [(int(number), of - int(number)) for number, of in pairs if not pandas.isna(number)]
        found = chi_squared(counts) if all(rest >= 0 for _, rest in counts) else None
        yield None if found is None else found.p


Figure = tuple[str, str, int | None, int | None, float | None, float | None]


def _figures(versus: Versus) -> Iterator[Figure]:
    a, b = versus.comparison.a, versus.comparison.b
    for key in a:
        shares = (None, None) if key == "owners" else (_share(versus, 0, a[key]), _share(versus, 1, b[key]))
        yield ("totals", key, a[key], b[key], *shares)
    for key, (was, now) in versus.steps.items():
        before = None if was is None else versus.before.steps[was]["entered"]
        after = None if now is None else versus.after.steps[now]["entered"]
        yield ("steps", key, before, after, _share(versus, 0, before), _share(versus, 1, after))


def _share(versus: Versus, side: int, number: int | None) -> float | None:
    entered = (versus.comparison.a, versus.comparison.b)[side]["entered"]
    return None if number is None or not entered else number / entered


def _people(versus: Versus) -> DataFrame:
    names = names_of(each.owner for each in versus.comparison.different)
    rows = [
        (names[each.owner], HOW[each.how], _transitions(each.a), _transitions(each.b))
        for each in versus.comparison.different
    ]
    return frame(["owner", "how", *_GROUPS], rows)


def _transitions(attempts: tuple[SimulationTotals, ...]) -> str:
    return "\n".join(f"{'>'.join(each.path)} {each.status.replace('_', ' ')}" for each in attempts)


def _changes(versus: Versus) -> DataFrame:
    changes = versus.difference.changes
    return frame(["change", "in_meaning"], [(change.message, change.meaning) for change in changes])


def _chart(versus: Versus) -> Chart:
    rows = list(_bars(versus))
    base = alt.Chart(data(rows), width=WIDTH, height=alt.Step(BAND - 8))
    y = alt.Y("name:N", sort=list(dict.fromkeys(str(row["name"]) for row in rows)), title=None)
    offset = alt.YOffset("side:N", sort=list(versus.names))
    axis = alt.Axis(format="%", tickCount=5)
    x = alt.X("share:Q", title="share of all attempts", axis=axis, scale=alt.Scale(domainMin=0))
    hues = alt.Scale(domain=list(versus.names), range=[shade("bar"), shade("other")])
    hue = alt.Fill("side:N", title=None, scale=hues, legend=alt.Legend(orient="top"))
    bars = base.mark_bar().encode(x=x, y=y, yOffset=offset, fill=hue)
    says = base.mark_text(**LABEL).encode(x="share:Q", y=y, yOffset=offset, text="says:N")
    return alt.layer(bars, says)


def _bars(versus: Versus) -> Iterator[dict[str, object]]:
    """Yield how attempts stand and which steps they came to, a bar for each side that has the step."""
    figures = [row for row in _figures(versus) if row[0] == "steps" or row[1] in STATUSES]
    labels = unique_names([_label(versus, *row[:2]) for row in figures])
    for label, (_, _, a, b, share_a, share_b) in zip(labels, figures, strict=True):
        for side, number, share in zip(versus.names, (a, b), (share_a, share_b), strict=True):
            if number is not None:
                yield {"name": label, "side": side, "share": share, "says": f"{number:,} · {percent(share)}"}


def _label(versus: Versus, of: str, key: str) -> str:
    if of == "totals":
        return key.replace("_", " ")
    was, now = versus.steps[key]
    side, id = (versus.after, now) if now else (versus.before, was or key)
    return f"came to {title(id, side.journey.steps[id])}"
