"""Findings in the design. Choosing a line goes to where it can be mended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import cycle
from typing import Final, get_args

from msgspec import Struct
from rich.text import Text
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from designer.editing.selection import Place, place_of, title_at
from designer.reports.finding_text import FEW, grouped
from engine.finding import Finding, Severity
from engine.journey import Journey

GLYPHS: Final = {"error": "✗", "warning": "!", "note": "•"}
_SEVERITIES: Final = get_args(Severity)


class _Row(Struct, frozen=True):
    """A line of the list: of one finding, of the first of several that are alike (``more`` are), or of one of those."""

    glyph: str
    where: str
    message: str
    hint: str
    more: int = 0
    is_inner: bool = False


class Findings(OptionList):
    """``show`` gives it findings. Those that are alike are one line, which Enter unfolds and folds."""

    class Chosen(Message):
        """A person wants to mend what was found."""

        def __init__(self, place: Place) -> None:
            self.place = place
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._journey: Journey | None = None
        self._groups: list[list[Finding]] = []
        self._unfolded: set[str] = set()
        self._listed: list[tuple[Finding, str]] = []
        """The finding of each row, and the group that the row folds, if it does."""
        self._rows: list[_Row] = []

    def show(self, journey: Journey, findings: Sequence[Finding]) -> None:
        """List findings; the highlighted line stays. The list is made anew only if it says something else."""
        self._journey = journey
        self._groups = [sorted(alike, key=_in_order) for alike in grouped(findings)]
        self.border_title = severity_counts(findings)
        self._list()

    def highlight(self, finding: Finding) -> None:
        """Highlight the line of ``finding``, or that of those which are like it."""
        rows = [row for row, (each, _) in enumerate(self._listed) if each is finding]
        folded = [
            row
            for row, (each, kind) in enumerate(self._listed)
            if kind and any(finding is other for other in self._alike(each))
        ]
        if rows or folded:
            self.highlighted = (rows or folded)[-1]

    def _alike(self, finding: Finding) -> list[Finding]:
        return next((group for group in self._groups if group[0] is finding), [finding])

    def _list(self) -> None:
        assert self._journey is not None
        self._listed, rows = [], []
        for group in self._groups:
            kind = f"{group[0].code} {group[0].hint}" if len(group) > FEW else ""
            self._listed.append((group[0], kind))
            rows.append(_row(self._journey, group[0], more=len(group) - 1 if kind else 0))
            for each in group if kind in self._unfolded else group[1:] if not kind else ():
                self._listed.append((each, ""))
                rows.append(_row(self._journey, each, is_inner=bool(kind)))
        before, self._rows = self._rows, rows
        if len(rows) == len(before) and self.options:
            for index in [index for index, row in enumerate(rows) if row != before[index]]:
                self.replace_option_prompt_at_index(index, _text(rows[index]))  # no layout of the screen
            return
        measured = dict(zip(before, self.options, strict=False))  # what is said again keeps its option
        at = self.highlighted
        self.set_options([measured.pop(row, None) or Option(_text(row)) for row in rows])
        if not rows:
            self.add_option(Option(Text("✓ nothing to say about this design"), disabled=True))
        elif at is not None:
            self.highlighted = min(at, len(rows) - 1)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self._journey is None or event.option_index >= len(self._listed):
            return
        finding, kind = self._listed[event.option_index]
        if kind:
            self._unfolded ^= {kind}
            self._list()
        else:
            self.post_message(self.Chosen(place_of(self._journey, finding)))


def _in_order(finding: Finding) -> list[int | str]:
    """A key that sorts places as people count: step 2 before step 10."""
    parts = re.split(r"(\d+)", finding.place)
    return [int(part) if odd else part for odd, part in zip(cycle((False, True)), parts, strict=False)]


def severity_counts(findings: Sequence[Finding]) -> str:
    """Return how many there are of each severity, such as ``2 errors, 1 note``."""
    numbers = Counter(finding.severity for finding in findings)
    said = [
        f"{numbers[severity]} {severity}{'s' if numbers[severity] > 1 else ''}"
        for severity in _SEVERITIES
        if numbers[severity]
    ]
    return ", ".join(said) or "no findings"


def _row(journey: Journey, finding: Finding, *, more: int = 0, is_inner: bool = False) -> _Row:
    where = title_at(journey, place_of(journey, finding))
    return _Row(
        GLYPHS[finding.severity], where, finding.message, finding.hint or "", more=more, is_inner=is_inner
    )


def _text(row: _Row) -> Text:
    more = f"{row.more + 1:,} places like this (Enter lists them): " if row.more else ""
    return Text.assemble(
        "  " if row.is_inner else "",
        (f"{row.glyph} ", "bold"),
        (more, "dim"),
        (f"{row.where}: ", "bold"),
        row.message,
        (f" — {row.hint}" if row.hint and not row.is_inner else "", "dim"),
        no_wrap=True,
        overflow="ellipsis",
    )
