"""Pages that stand by themselves: one file, no script, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from designer.diagram.vector.colours import FONT, colour, style
from designer.diagram.vector.svg import escaped
from designer.reports.number_text import span

LONG: Final = 60
"""Characters of a cell that may be broken into lines."""
_FIGURE: Final = (
    f"figure.waypost{{margin:0;overflow-x:auto;font-family:{FONT};color:{colour('ink')}}}"
    "figure.waypost table{border-collapse:collapse;font-size:13px;margin:8px 0}"
    f"figure.waypost th{{font-weight:600;color:{colour('soft')}}}"
    f"figure.waypost.waypost td{{color:{colour('ink')}}}"
    "figure.waypost.waypost :is(th,td){padding:3px 14px 3px 0;text-align:left;vertical-align:top;white-space:pre;"
    f"border-bottom:1px solid {colour('rule')}}}"
    "figure.waypost.waypost td.long{white-space:pre-line}"
    "figure.waypost.waypost :is(th,td).number{text-align:right;font-variant-numeric:tabular-nums}"
    "figure.waypost h2{font-size:16px;margin:14px 0 6px}"
    f"figure.waypost p{{font-size:14px;margin:4px 0;color:{colour('soft')}}}"
    "figure.waypost pre{font:12px/1.5 ui-monospace,'DejaVu Sans Mono',monospace;white-space:pre-wrap}"
)
"""A notebook has styles of its own for all of these; saying the class twice makes these the stronger ones."""
_PAGE: Final = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    '<meta name="viewport" content="width=device-width"><title>{title}</title>'
    "<style>{style}body{{margin:24px;background:{paper}}}</style></head>"
    '<body class="waypost">{body}</body></html>\n'
)


def page(title: str, body: str) -> str:
    """A whole document with this ``title`` around the figure ``body``."""
    return _PAGE.format(title=escaped(title), style=style(), paper=colour("paper"), body=body)


def around(*parts: str) -> str:
    """A figure with its own style, to stand in a notebook or on a page."""
    return f'<figure class="waypost"><style>{style()}{_FIGURE}</style>{"".join(parts)}</figure>'


def heading(text: str) -> str:
    return f"<h2>{escaped(text)}</h2>"


def paragraph(text: str) -> str:
    return f"<p>{escaped(text)}</p>"


def preformatted(text: str) -> str:
    """Lines as they are, broken where they are too long."""
    return f"<pre>{_safe(text)}</pre>"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of ``columns`` and ``rows``; numbers, shares and durations to the right."""
    body = [list(row) for row in rows]
    right = [any(_is_number(row[index]) for row in body) for index in range(len(columns))]
    lines = "".join(_line("td", map(format_value, row), right) for row in body)
    return f"<table><thead>{_line('th', columns, right)}</thead><tbody>{lines}</tbody></table>"


def _line(tag: str, cells: Iterable[str], right: Sequence[bool]) -> str:
    return f"<tr>{''.join(_cell(tag, said, number) for said, number in zip(cells, right, strict=True))}</tr>"


def _cell(tag: str, said: str, is_number: bool) -> str:
    kind = ' class="number"' if is_number else ' class="long"' if len(said) > LONG else ""
    return f"<{tag}{kind}>{_safe(said)}</{tag}>"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | timedelta) and not isinstance(value, bool)


def format_value(value: object) -> str:
    """A value as people read it: thousands with commas, shares in percent, durations in their two largest units."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:.1%}"
        case timedelta():
            return span(value // timedelta(microseconds=1))
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case _:
            return str(value)


def _safe(said: str) -> str:
    """A text as a page has it; its lines stay lines."""
    return "\n".join(map(escaped, said.split("\n")))
