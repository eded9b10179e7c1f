"""Random designs and random histories over one small world of verbs, people and hours, so that they meet often."""

from strategies.conditions import conditions, known_conditions
from strategies.edits import edits
from strategies.histories import histories
from strategies.journeys import journeys
from strategies.lives import lives

__all__ = ["conditions", "edits", "histories", "journeys", "known_conditions", "lives"]
