"""Reasons for refusing a request. What it looks like on the wire is the protocol's business."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from engine.conditions import Problem
from engine.finding import Finding


class Trouble(Struct, frozen=True):
    """One thing that is wrong, and with which field of the body (``$.waypoints[0].count``), if with any."""

    message: str
    field: str = ""


class Fault(Exception):
    """A request that is refused with an HTTP status, before it has changed anything."""

    def __init__(
        self, status: int, *troubles: str | Trouble, headers: Mapping[str, str] | None = None
    ) -> None:
        self.status = status
        self.headers = dict(headers or {})
        self.troubles = tuple(each if isinstance(each, Trouble) else Trouble(each) for each in troubles)
        super().__init__("; ".join(each.message for each in self.troubles))


def invalid(status: int, findings: Iterable[Finding | Problem]) -> Fault:
    """A fault with ``status`` for a body or a query that means nothing, with all ``findings`` about it."""
    return Fault(status, *map(_trouble, findings))


def _trouble(finding: Finding | Problem) -> Trouble:
    hint = f" ({finding.hint})" if finding.hint else ""
    return Trouble(finding.message + hint, finding.place)
