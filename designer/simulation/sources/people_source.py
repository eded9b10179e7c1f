"""Made-up people, somebody for each path."""

from __future__ import annotations

from msgspec import Struct

from designer.simulation.evidence import Stop
from designer.simulation.made_up_people import MadeUpWalks, make_up_people
from designer.simulation.sources.source import SourceRun, to_play
from engine.events import from_document
from engine.journey import Journey
from engine.plan import Plan
from engine.simulate import simulate


class PeopleSource(Struct, frozen=True):
    """People who are made up anew for each journey."""

    @property
    def title(self) -> str:
        return "made-up people"

    def through(self, journey: Journey, stop: Stop) -> SourceRun:
        people = make_up_people(journey)
        events = [from_document(document) for document in people.documents]
        simulated = simulate(Plan(journey), events, keep_documents=True)
        return SourceRun(to_play(simulated, events, stop), _people_count(people))


def _people_count(people: MadeUpWalks) -> str:
    """Return how many there are, and for how many paths there is nobody."""
    number, missing = len(people.walks), len(people.left_out)
    said = f"{number:,} made-up {'person' if number == 1 else 'people'}"
    return f"{said}, none for {missing:,} {'path' if missing == 1 else 'paths'}" if missing else said
