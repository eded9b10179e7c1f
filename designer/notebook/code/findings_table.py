"""Findings of a design, as a list that a notebook shows as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, overload

from designer.notebook.code.arguments import Design, Events, design_of
from designer.notebook.code.given_events import GivenEvents
from designer.notebook.code.name_lookup import with_names_of
from designer.notebook.code.word_arguments import one_of
from engine.dialects import TARGETS
from engine.finding import Finding, errors
from engine.labels import title
from engine.review import review
from engine.rules import faults

_SIGNS: Final = {"error": "✖", "warning": "▲", "note": "●"}


class Findings(Sequence[Finding]):
    """Findings, errors first. True if there are any."""

    def __init__(self, findings: Sequence[Finding], titles: dict[str, str] | None = None) -> None:
        self._findings = tuple(findings)
        self._titles = titles or {}

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, index: int | slice) -> Finding | tuple[Finding, ...]:
        return self._findings[index]

    def __len__(self) -> int:
        return len(self._findings)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Those without which the design would have a meaning."""
        return tuple(errors(self._findings))

    def __repr__(self) -> str:
        return "\n".join(self._lines()) or "nothing found"

    def _lines(self) -> Iterator[str]:
        for finding in self._findings:
            hint = f" ({finding.hint})" if finding.hint else ""
            yield f"{finding.severity}: {self._where(finding)}{finding.message}{hint}"

    def _where(self, finding: Finding) -> str:
        return "" if finding.step is None else f"{self._titles.get(finding.step, finding.step)}: "

    def _repr_html_(self) -> str:
        from designer.notebook.rendering.html import around, table

        if not self._findings:
            return around("<p>Nothing found.</p>")
        rows = [
            (
                f"{_SIGNS[each.severity]} {each.severity}",
                self._where(each).removesuffix(": "),
                each.message,
                each.hint,
            )
            for each in self._findings
        ]
        return around(table(("", "where", "what", "what to do"), rows))


def check(journey: Design, target: str | None = None, events: Events | None = None) -> Findings:
    """Everything that is wrong with a design or worth knowing; with a ``target``, what that server cannot hold as well.

    Short verbs and columns are those of the ``events``, as in ``simulate``, where there are some; a run has found them.

    Targets: ``learninglocker``, ``segment``, ``segment-xstate``. Raises ValueError for another.

    >>> from designer.notebook import Journey, verb
    >>> check(Journey.new("Read").waypoint("read", verb("http://example.org/read")))
    error: read: 'read' lacks a transition to the next step
    """
    if target is not None:
        one_of(target, list(TARGETS), "target")
    design = design_of(journey)
    if events is not None:
        design, _ = with_names_of(design, GivenEvents(events))
    reviewed = review(design)
    found = [*reviewed.findings]
    if target is not None and not list(faults(design)):
        found += TARGETS[target](design).findings
    return Findings(found, {id: title(id, step) for id, step in design.steps.items()})
