"""Differences in meaning from one design to another, and those in words only."""

from engine.diff.answer import answer
from engine.diff.changes import Change, Difference
from engine.diff.design import diff

__all__ = ["Change", "Difference", "answer", "diff"]
