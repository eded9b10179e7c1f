"""Charts by altair, as SVG made on this machine: no network, no script, the colours of light or dark.

Where nobody has chosen a renderer, charts by themselves are shown as SVG, too: altair's own fetches a script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

import altair as alt
import vl_convert

from designer.diagram.measure import printable
from designer.diagram.vector.colours import FONT, shade, style, themed
from designer.diagram.vector.svg import element, escaped

Row: TypeAlias = Mapping[str, object]
Chart: TypeAlias = alt.LayerChart | alt.FacetChart | alt.VConcatChart

WIDTH: Final = 460
"""Pixels of the plot, without its labels."""
BAND: Final = 26
"""Pixels of a row of bars."""
WHOLE: Final[dict[str, Any]] = {"format": ",d", "labelExpr": "datum.value % 1 ? '' : datum.label"}
"""An axis of whole numbers. Between small ones Vega 6 has ticks for halves, whatever the least step is said to be."""
LABEL: Final[dict[str, Any]] = {"align": "left", "dx": 6, "font": FONT, "fontSize": 12}
"""Text beside a bar. It names its font, or else it is measured in one that browsers do not have, and cut."""
_AXIS: Final = {
    "labelColor": shade("ink"),
    "titleColor": shade("soft"),
    "gridColor": shade("rule"),
    "domainColor": shade("rule"),
    "tickColor": shade("rule"),
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
    "header": {"labelColor": shade("ink"), "titleColor": shade("soft"), "labelFontSize": 12},
    "legend": {"labelColor": shade("ink"), "titleColor": shade("soft"), "labelFontSize": 12},
    "title": {"color": shade("soft"), "fontSize": 12, "fontWeight": "normal", "anchor": "start"},
    "text": {"fill": shade("ink"), "fontSize": 12},
}


if alt.renderers.active == "default":
    alt.renderers.enable("svg")


def svg(chart: Chart, label: str) -> str:
    """The ``chart`` as a picture of its own, with a ``label`` that is read out."""
    drawn: str = vl_convert.vegalite_to_svg(_drawable(chart.properties(config=_CONFIG).to_dict()))
    head = f'class="waypost" role="graphics-document document" aria-label="{escaped(label)}" '
    opened = drawn.replace('class="marks" ', head, 1)
    before, close, after = opened.partition(">")
    return before + close + element("style", style()) + themed(after)


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
    value = alt.X("value:Q", title=None, axis=alt.Axis(tickCount=5, **WHOLE))
    hue = alt.Fill("hue:N", scale=None, legend=None)
    front = base.mark_bar().encode(x=value, y=y, fill=hue)
    says = base.mark_text(**LABEL).encode(x=alt.X(f"{behind or 'value'}:Q"), y=y, text="says:N")
    if behind is None:
        return alt.layer(front, says)
    pale = base.mark_bar(fill=shade("pale")).encode(x=alt.X(f"{behind}:Q"), y=y)
    return alt.layer(pale, front, says)


def unique_names(names: Sequence[str]) -> list[str]:
    """Names for the rows of a chart, none twice: the second ``quiz`` is ``quiz (2)``."""
    seen: dict[str, int] = {}
    told = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return told
