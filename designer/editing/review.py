"""Everything there is to say about a design, as both front ends ask for it."""

from __future__ import annotations

from engine.finding import Finding
from engine.journey import Journey


def all_findings(journey: Journey) -> list[Finding]:
    """The findings of ``journey``, those of its claims among them."""
    from engine.review import review  # with networkx, which takes long to load: designs are shown without

    return review(journey).findings
