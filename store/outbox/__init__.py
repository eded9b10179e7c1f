"""The outbox: effects to be delivered, each with its tries. Nothing here sends anything."""

from store.outbox.effects import Address, outcome_addresses, outgoing_effects
from store.outbox.entry import OutboxEntry, OutgoingRequest, State, Trips, Try
from store.outbox.outbox import MAX_TRIP_COUNT, AlreadyDelivering, Outbox

__all__ = [
    "MAX_TRIP_COUNT",
    "Address",
    "AlreadyDelivering",
    "Outbox",
    "OutboxEntry",
    "OutgoingRequest",
    "State",
    "Trips",
    "Try",
    "outcome_addresses",
    "outgoing_effects",
]
