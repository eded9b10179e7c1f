"""Delivering: what is in the outbox goes where its outcomes say, at least once, and nowhere it must not."""

from designer.delivery.delivering import Patience, deliver
from designer.delivery.transport import Guarded

__all__ = ["Guarded", "Patience", "deliver"]
