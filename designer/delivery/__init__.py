"""Delivering: what is in the outbox goes where its outcomes say, at least once, and nowhere it must not."""

from designer.delivery.dispatch import DeliveryPolicy, deliver
from designer.delivery.transport import GuardedTransport

__all__ = ["DeliveryPolicy", "GuardedTransport", "deliver"]
