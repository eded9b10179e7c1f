"""Matches, kept beside a log: per condition and part of the log, so that nothing is matched twice."""

from store.matches.answer_cache import forget, identity
from store.matches.identity_merge import joined
from store.matches.log_cache import Logs, OwnerLog, cached_logs, duplicate_places, keep_logs
from store.matches.log_merge import logs
from store.matches.lookup import Matches, matches, note_use, question_columns, unanswered_parts

__all__ = [
    "Logs",
    "Matches",
    "OwnerLog",
    "cached_logs",
    "duplicate_places",
    "forget",
    "identity",
    "joined",
    "keep_logs",
    "logs",
    "matches",
    "note_use",
    "question_columns",
    "unanswered_parts",
]
