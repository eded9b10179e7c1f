"""What matched, kept beside a log: per condition and part of the log, so that nothing is matched twice."""

from store.matches.kept import forget, identity
from store.matches.logs import Entry, Logs, count, logs, outvoted
from store.matches.matching import Matches, asked_columns, lacking, matches

__all__ = [
    "Entry",
    "Logs",
    "Matches",
    "asked_columns",
    "count",
    "forget",
    "identity",
    "lacking",
    "logs",
    "matches",
    "outvoted",
]
