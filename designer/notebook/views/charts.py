"""Charts by altair, as SVG made on this machine: no network, no script, the colours of light or dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

import altair as alt
import vl_convert

from designer.diagram.drawing.measure import printable
from designer.diagram.vector.colours import FONT, colour, style
from designer.diagram.vector.svg import element, escaped
from designer.notebook.views.view import View

Row: TypeAlias = Mapping[str, object]
Chart: TypeAlias = alt.LayerChart | alt.FacetChart

WIDTH: Final = 460
"""Pixels of the plot, without its labels."""
BAND: Final = 26
"""Pixels of a row of bars."""
_AXIS: Final = {
    "labelColor": colour("ink"),
    "titleColor": colour("soft"),
    "gridColor": colour("rule"),
    "domainColor": colour("rule"),
    "tickColor": colour("rule"),
    "labelFontSize": 12,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
    "labelLimit": 280,
}
_CONFIG: Final[dict[str, Any]] = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": _AXIS,
    "header": {"labelColor": colour("ink"), "titleColor": colour("soft"), "labelFontSize": 12},
    "legend": {"labelColor": colour("ink"), "titleColor": colour("soft"), "labelFontSize": 12},
    "title": {"color": colour("soft"), "fontSize": 12, "fontWeight": "normal", "anchor": "start"},
    "text": {"fill": colour("ink"), "fontSize": 12},
}


def charted(title: str, tables: Mapping[str, Any], chart: Chart, *says: str) -> View:
    """A view with a ``title`` and ``tables`` whose picture is a ``chart``."""
    return View(title, tables, lambda: svg(chart, title), says, chart)


def svg(chart: Chart, label: str) -> str:
    """The chart as a picture of its own, with a label that is read out."""
    drawn: str = vl_convert.vegalite_to_svg(_drawable(chart.properties(config=_CONFIG).to_dict()))
    head = f'class="waypost" role="graphics-document document" aria-label="{escaped(label)}" '
    opened = drawn.replace('class="marks" ', head, 1)
    before, close, after = opened.partition(">")
    return before + close + element("style", style()) + after


def _drawable(value: Any) -> Any:
    """The same without control characters in texts: measuring one takes the whole process down."""
    if isinstance(value, dict):
        return {key: _drawable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_drawable(part) for part in value]
    return printable(value) if isinstance(value, str) else value


def data(rows: Sequence[Row]) -> alt.InlineData:
    """Rows as a chart takes them."""
    return alt.InlineData(values=[dict(row) for row in rows])


def bars(rows: Sequence[Row], *, behind: str | None = None) -> Chart:
    """A bar for each row (``name``, ``value``, what it ``says``, its ``hue``), and a pale one ``behind`` it.

    Names are in the order of the rows.
    """
    order = [str(row["name"]) for row in rows]
    base = alt.Chart(data(rows), width=WIDTH, height=alt.Step(BAND))
    y = alt.Y("name:N", sort=order, title=None)
    value = alt.X("value:Q", title=None, axis=alt.Axis(format=",d", tickMinStep=1, tickCount=5))
    hue = alt.Fill("hue:N", scale=None, legend=None)
    front = base.mark_bar().encode(x=value, y=y, fill=hue)
    says = base.mark_text(align="left", dx=6).encode(x=alt.X(f"{behind or 'value'}:Q"), y=y, text="says:N")
    if behind is None:
        return alt.layer(front, says)
    pale = base.mark_bar(fill=colour("pale")).encode(x=alt.X(f"{behind}:Q"), y=y)
    return alt.layer(pale, front, says)


def named(names: Sequence[str]) -> list[str]:
    """Names for the rows of a chart, none twice: the second ``quiz`` is ``quiz (2)``."""
    seen: dict[str, int] = {}
    told = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return told
