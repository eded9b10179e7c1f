"""One way to look at how people stand: a table, and what there is to say about the row that is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from designer.reports.standing import Standing
from designer.reports.table import Table
from engine.insight.funnel import Unit


class ReportRequest(Struct, frozen=True):
    """Attempts are counted, or people; only those are listed whose name has ``search`` in it."""

    unit: Unit = "attempts"
    search: str = ""


class Report(Struct, frozen=True):
    """``table`` makes the table, ``detail`` the lines about a row of it by its key."""

    name: str
    title: str
    about: str
    table: Callable[[Standing, ReportRequest], Table]
    detail: Callable[[Standing, str], Iterable[str]]
