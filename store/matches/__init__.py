"""What matched, kept beside a log: per condition and part of the log, so that nothing is matched twice."""

from store.matches.kept import forget, identity
from store.matches.logs import Logs, OwnerLog, keep_logs, kept_logs, outvoted
from store.matches.matching import Matches, asked_columns, lacking, matches, note_use
from store.matches.weaving import logs

__all__ = [
    "Logs",
    "Matches",
    "OwnerLog",
    "asked_columns",
    "forget",
    "identity",
    "keep_logs",
    "kept_logs",
    "lacking",
    "logs",
    "matches",
    "note_use",
    "outvoted",
]
