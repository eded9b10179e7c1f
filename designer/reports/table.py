"""A table of any view: what its columns are called, and its rows."""

from __future__ import annotations

from msgspec import Struct


class Column(Struct, frozen=True):
    """``right``: numbers, aligned by their last digit. ``spare``: it is left out where there is little room."""

    title: str
    right: bool = False
    spare: bool = False


class Bar(Struct, frozen=True):
    """Shares of the room that there is, one after the other."""

    parts: tuple[float, ...]


Cell = str | Bar


class Row(Struct, frozen=True):
    """``key`` says what it is about, in the view's own way; ``kind`` is that of the step it begins with, if it does."""

    key: str
    cells: tuple[Cell, ...]
    kind: str = ""


class Table(Struct, frozen=True):
    """``note`` says what the numbers are, or why there are none."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""


def numbers(*titles: str) -> tuple[Column, ...]:
    """Columns of numbers."""
    return tuple(Column(title, right=True) for title in titles)
