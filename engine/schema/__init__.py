"""The shapes of valid events: which paths a condition can find in them, and which values there.

Sources: xAPI 1.0.3, part 2; the track spec of Segment; Learning Locker's statement documents.
"""

from engine.schema.completion import complete_event
from engine.schema.data import data_schema
from engine.schema.documents import CALLS, EVENT, SHAPES
from engine.schema.domain import EVENTS, SPECIFIED_EVENTS, data_domain
from engine.schema.nearest import nearest_path
from engine.schema.record import ANYTHING, Schema, schemas_at
from engine.schema.values import can_hold, condition_can_hold, describe, nearest_value

__all__ = [
    "ANYTHING",
    "CALLS",
    "EVENT",
    "EVENTS",
    "SHAPES",
    "SPECIFIED_EVENTS",
    "Schema",
    "can_hold",
    "complete_event",
    "condition_can_hold",
    "data_domain",
    "data_schema",
    "describe",
    "nearest_path",
    "nearest_value",
    "schemas_at",
]
