"""Journeys on servers: who we are there, what is there, what would change, and making it so."""

from designer.publish.publishing import (
    Brought,
    Standing,
    history,
    plan,
    published_to,
    pull,
    reached,
    recalculate,
    rollback,
    send,
    status,
)
from designer.publish.records import Action, Plan, Wish
from designer.publish.sending import Progress
from designer.publish.troubles import Trouble

__all__ = [
    "Action",
    "Brought",
    "Plan",
    "Progress",
    "Standing",
    "Trouble",
    "Wish",
    "history",
    "plan",
    "published_to",
    "pull",
    "reached",
    "recalculate",
    "rollback",
    "send",
    "status",
]
