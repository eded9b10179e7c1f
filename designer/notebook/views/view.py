"""A view: a picture and its table, in a notebook and as a file that opens anywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import vl_convert
from msgspec import Struct

from designer.diagram.vector.colours import Theme, painted
from designer.editing.exports import write
from designer.notebook.code.arguments import File
from designer.notebook.rendering import html
from designer.notebook.rendering.frames import Arrow, DataFrame, rows, to_arrow
from store.errors import outside

SHOWN: Final = 20
"""Rows of a table that are shown in a notebook; a page has them all."""

Chart = Any
"""An altair chart of any kind, or none where the picture is drawn otherwise."""


class View(Struct, frozen=True, dict=True):
    """``tables`` by what they tell, the one that the picture shows first; ``says`` are sentences beside it.

    ``draw`` makes the picture when it is asked for. ``chart`` is the altair chart behind it, for whoever wants to
    change it.
    """

    title: str
    tables: Mapping[str, DataFrame]
    draw: Callable[[], str]
    says: tuple[str, ...] = ()
    chart: Chart = None

    @property
    def frame(self) -> DataFrame:
        """The table that the picture shows, as a pandas DataFrame."""
        return next(iter(self.tables.values()))

    def to_arrow(self) -> Arrow:
        """The same table in Arrow."""
        return to_arrow(self.frame)

    @cached_property
    def svg(self) -> str:
        """The picture: SVG that needs nothing from outside."""
        return self.draw()

    def to_html(self, path: File) -> Path:
        """One file with the picture and its tables: no script, nothing from outside. Raises StoreError."""
        return _written(path, html.page(self.title, self._figure(None)))

    def to_svg(self, path: File) -> Path:
        """The picture alone. Raises StoreError."""
        return _written(path, self.svg)

    def to_png(self, path: File, theme: Theme = "light", scale: float = 2) -> Path:
        """Write the picture in pixels to ``path``, in the colours of ``theme``, ``scale`` times as large. Raises
        StoreError.
        """
        png = vl_convert.svg_to_png(painted(self.svg, theme), scale=scale)
        with outside("write", Path(path)):
            Path(path).write_bytes(png)
        return Path(path)

    def __repr__(self) -> str:
        return "\n".join([self.title, *self.says, self.frame.to_string(index=False)])

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return self._figure(SHOWN)

    def _figure(self, most: int | None) -> str:
        said = [html.heading(self.title), *map(html.paragraph, self.says)]
        tables = [_table(name, table, most) for name, table in self.tables.items()]
        return html.around(*said, self.svg, *tables)


def _written(path: File, text: str) -> Path:
    write(Path(path), text)
    return Path(path)


def _table(name: str, table: DataFrame, most: int | None) -> str:
    shown = rows(table if most is None else table.head(most))
    written = html.table([str(column).replace("_", " ") for column in table.columns], shown)
    more = len(table) - len(shown)
    return html.paragraph(name) + written + (html.paragraph(f"and {more:,} more") if more else "")
