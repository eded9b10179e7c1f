"""Matches, kept beside a log: per condition and part of the log, so that nothing is matched twice."""

from store.matches.answer_cache import forget, identity
from store.matches.identity_merge import joined
from store.matches.log_cache import Logs, OwnerLog, keep_logs, kept_logs, outvoted
from store.matches.log_merge import logs
from store.matches.lookup import Matches, asked_columns, lacking, matches, note_use

__all__ = [
    "Logs",
    "Matches",
    "OwnerLog",
    "asked_columns",
    "forget",
    "identity",
    "joined",
    "keep_logs",
    "kept_logs",
    "lacking",
    "logs",
    "matches",
    "note_use",
    "outvoted",
]
