"""Migration of people in flight from one design to another: what a change does to everybody who has started.

Workflow engines call it instance migration. All of it is found by folding everybody's events by both designs.
"""

from engine.migration.correspondence import Correspondence
from engine.migration.preview import (
    POLICIES,
    MigrationPreview,
    MigrationTarget,
    OutcomeChange,
    PeopleSample,
    Policy,
    StepMigration,
    preview,
)

__all__ = [
    "POLICIES",
    "Correspondence",
    "MigrationPreview",
    "MigrationTarget",
    "OutcomeChange",
    "PeopleSample",
    "Policy",
    "StepMigration",
    "preview",
]
