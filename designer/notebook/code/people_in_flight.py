"""People in flight: what publishing a changed design does to them."""

from __future__ import annotations

from msgspec import Struct

from designer.notebook.code.arguments import Design, design_of
from designer.notebook.code.name_lookup import with_names_of
from designer.notebook.code.simulations import Told, standing_of
from designer.reports.migration_text import lines
from engine.journey import Journey
from engine.migration import MigrationPreview, preview
from engine.plan import Plan
from engine.simulate import simulate as simulated


class Migration(Struct, frozen=True):
    """The ``preview`` of going from the design ``before`` to the design ``after``."""

    before: Journey
    after: Journey
    preview: MigrationPreview

    def __str__(self) -> str:
        return "\n".join(lines(self.preview, self.before, self.after))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from designer.notebook.rendering.html import around, preformatted

        return around(preformatted(str(self)))


def in_flight(told: Told, after: Design) -> Migration:
    """Say what going over to the design ``after`` does to everybody in a dry run: who stands where, who waits longer,
    to whom an outcome happens again or never.

    Raises InvalidJourney, StoreError.

    >>> from designer.notebook import Journey, simulate, verb
    >>> read = verb("http://example.org/read")
    >>> once, twice = (Journey.new("Read").waypoint("read", read, count=n).exit() for n in (2, 3))
    >>> run = simulate(once, [{
    ...     "actor": {"mbox": "mailto:anna@example.org"},
    ...     "verb": {"id": "http://example.org/read"},
    ...     "timestamp": "2026-01-01T12:00:00Z",
    ... }])
    >>> in_flight(run, twice).preview.longer.count
    1
    """
    progress = standing_of(told, "in_flight")
    run = progress.simulated
    design, _ = with_names_of(design_of(after), progress.given)
    plan = Plan(design)
    other = simulated(plan, progress.given.events(), until=run.until, seed=run.seed)
    return Migration(run.plan.journey, design, preview(run, other))
