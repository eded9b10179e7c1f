"""What outcomes call for: kept, tried and told. Nothing here sends anything."""

from store.outbox.effects import callback_urls, callbacks
from store.outbox.entry import Callback, Entry, State, Trips, Try
from store.outbox.outbox import MAX_TRIP_COUNT, AlreadyDelivering, Outbox

__all__ = [
    "MAX_TRIP_COUNT",
    "AlreadyDelivering",
    "Callback",
    "Entry",
    "Outbox",
    "State",
    "Trips",
    "Try",
    "callback_urls",
    "callbacks",
]
