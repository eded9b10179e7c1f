"""Learning Locker: journeys in and out, progress as journeyProgress, and the bodies of callbacks."""

from engine.dialects.learninglocker.callback import callback_body
from engine.dialects.learninglocker.journey_progress import journey_progress, owner_record, progress_id
from engine.dialects.learninglocker.read import import_journey
from engine.dialects.learninglocker.write import callback_journey, export_journey

__all__ = [
    "callback_body",
    "callback_journey",
    "export_journey",
    "import_journey",
    "journey_progress",
    "owner_record",
    "progress_id",
]
