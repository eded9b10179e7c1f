"""A view: a picture and its table, in a notebook and as a file that opens anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final, get_args

import vl_convert
from msgspec import Struct

from designer.diagram.vector.colours import Theme, painted
from designer.editing.exports import write
from designer.notebook.code.arguments import File
from designer.notebook.rendering import html
from designer.notebook.rendering.frames import Arrow, DataFrame, rows, to_arrow
from designer.notebook.views.charts import Chart, svg

MOST_SHOWN: Final = 20
"""Rows of a table that are shown in a notebook; a page has them all."""

MOST_PRINTED: Final = 10
"""Rows of a table that are printed."""

FORMATS: Final = (".svg", ".pdf", ".png", ".html")


class View(Struct, frozen=True, dict=True, eq=False):
    """``tables`` by what they tell, the one that the picture shows first; ``says`` are sentences beside it.

    ``chart`` is an altair chart, to be changed and combined as one likes. ``drawing`` is the picture where that is not
    the chart, as SVG.
    """

    title: str
    tables: Mapping[str, DataFrame]
    chart: Chart
    says: tuple[str, ...] = ()
    drawing: str = ""

    @property
    def frame(self) -> DataFrame:
        """The table that the picture shows, as a pandas DataFrame."""
        return next(iter(self.tables.values()))

    def to_arrow(self) -> Arrow:
        """The same table in Arrow."""
        return to_arrow(self.frame)

    def to_polars(self) -> Any:
        """The same table as a Polars frame. Raises ImportError without Polars."""
        import polars

        return polars.from_arrow(self.to_arrow())

    @cached_property
    def svg(self) -> str:
        """The picture: SVG that needs nothing from outside, light or dark as the reader has it."""
        return self.drawing or svg(self.chart, self.title)

    def save(self, path: File, theme: Theme = "light", scale: float = 2) -> Path:
        """Write the picture to ``path`` as its name says: .svg, .pdf, .png, or a page with the tables: .html.

        Pictures have the colours of ``theme``, which every program knows; pixels are ``scale`` times as many. Raises
        ValueError for another name or theme, StoreError.

        >>> from tempfile import TemporaryDirectory
        >>> from designer.notebook import Journey, simulate, totals
        >>> view = totals(simulate(Journey.new("Nothing").waypoint("never", {"x": 1}).exit(), []))
        >>> with TemporaryDirectory() as folder:
        ...     view.save(f"{folder}/totals.pdf").read_bytes()[:4]
        b'%PDF'
        """
        match Path(path).suffix.casefold():
            case ".svg":
                return self.to_svg(path, theme)
            case ".pdf":
                return _write(path, vl_convert.svg_to_pdf(self._painted(theme)))
            case ".png":
                return self.to_png(path, theme, scale)
            case ".html":
                return self.to_html(path)
        raise ValueError(f"a view is saved as {', '.join(FORMATS)}, not as {Path(path).name!r}")

    def to_svg(self, path: File, theme: Theme = "light") -> Path:
        """Write the picture to ``path`` in the colours of ``theme``. Raises StoreError."""
        return _write(path, self._painted(theme) + "\n")

    def to_png(self, path: File, theme: Theme = "light", scale: float = 2) -> Path:
        """Write the picture in pixels to ``path``, in the colours of ``theme``, ``scale`` times as large. Raises
        StoreError.
        """
        return _write(path, vl_convert.svg_to_png(self._painted(theme), scale=scale))

    def to_html(self, path: File) -> Path:
        """One file with the picture and its tables: no script, nothing from outside. Raises StoreError."""
        return _write(path, html.page(self.title, self._figure(None)))

    def _painted(self, theme: Theme) -> str:
        """The picture in the colours of ``theme``. Raises ValueError for another."""
        if theme not in get_args(Theme):
            raise ValueError(f"a theme is {' or '.join(get_args(Theme))}, not {theme!r}")
        return painted(self.svg, theme)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, View):
            return NotImplemented
        same = (self.title, self.says, list(self.tables)) == (other.title, other.says, list(other.tables))
        return same and all(table.equals(other.tables[name]) for name, table in self.tables.items())

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        more = len(self.frame) - MOST_PRINTED
        rest = [f"and {more:,} more rows in .frame"] if more > 0 else []
        return "\n".join([self.title, *self.says, _as_text(self.frame), *rest])

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return self._figure(MOST_SHOWN)

    def _figure(self, most: int | None) -> str:
        said = [html.heading(self.title), *map(html.paragraph, self.says)]
        tables = [_table(name, table, most) for name, table in self.tables.items()]
        return html.around(*said, self.svg, *tables)


def chart_view(title: str, tables: Mapping[str, DataFrame], chart: Chart, *says: str) -> View:
    """A view with a ``title``, ``tables`` and sentences that it ``says``, whose picture is a ``chart``."""
    return View(title, tables, chart, says)


def _write(path: File, content: str | bytes) -> Path:
    write(Path(path), content)
    return Path(path)


def _as_text(table: DataFrame) -> str:
    said: str = table.head(MOST_PRINTED).to_string(index=False, max_colwidth=40, line_width=120)
    return said


def _table(name: str, table: DataFrame, most: int | None) -> str:
    shown = rows(table if most is None else table.head(most))
    written = html.table([str(column).replace("_", " ") for column in table.columns], shown)
    more = len(table) - len(shown)
    return html.paragraph(name) + written + (html.paragraph(f"and {more:,} more") if more else "")
