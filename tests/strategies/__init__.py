"""Random designs and random histories over one small world of verbs, people and hours, so that they meet often."""

from strategies.conditions import conditions, known_conditions
from strategies.histories import histories
from strategies.journeys import journeys

__all__ = ["conditions", "histories", "journeys", "known_conditions"]
