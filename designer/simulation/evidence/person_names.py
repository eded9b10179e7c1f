"""Names of the people whom events are of."""

from __future__ import annotations

from designer.simulation.evidence.evidence import MOST_HELD, Evidence
from engine import owners
from engine.events import TrackBy, owner_of


def person_names(evidence: Evidence, track_by: TrackBy) -> list[str]:
    """The names of those whom the events of ``evidence`` are of, found as a journey does that tracks ``track_by``,
    sorted.

    None of a long log: it would have to be read whole.
    """
    if len(evidence) > MOST_HELD:
        return []
    whose = {owner_of(event, track_by) for event in evidence.events}
    return sorted({owners.name(owner) for owner in whose if owner is not None}, key=str.casefold)
