"""Journeys on servers: who we are there, what is there, what would change, and making it so."""

from designer.publish.execution import SendProgress
from designer.publish.operations import (
    PullResult,
    TargetStatus,
    connect,
    connect_to_journeys,
    history,
    plan,
    pull,
    recalculate,
    rollback,
    send,
    status,
    targets_of,
)
from designer.publish.records import Action, PublishOptions, PublishPlan
from designer.publish.server_failures import ServerFailure

__all__ = [
    "Action",
    "PublishOptions",
    "PublishPlan",
    "PullResult",
    "SendProgress",
    "ServerFailure",
    "TargetStatus",
    "connect",
    "connect_to_journeys",
    "history",
    "plan",
    "pull",
    "recalculate",
    "rollback",
    "send",
    "status",
    "targets_of",
]
