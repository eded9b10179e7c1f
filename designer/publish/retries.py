"""Rules for making a request again: never one that may have worked and must not work twice."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterable, Callable
from typing import Final

import stamina
from msgspec import Struct

from designer.publish.requests import Request
from designer.publish.server_failures import Busy, Uncertain, Unreachable

logging.getLogger("stamina").addHandler(logging.NullHandler())  # ``watch`` tells people of retries


class RetryPolicy(Struct, frozen=True, kw_only=True):
    """The pauses between tries, in seconds, and their number.

    ``connect`` and ``answer`` bound each wait for the network, ``whole`` one request, ``between`` what a server may ask
    us to wait; ``first`` is the first pause between two tries, doubled up to ``pause``, with up to ``jitter`` more.
    """

    attempts: int = 5
    connect: float = 10.0
    answer: float = 30.0
    whole: float = 120.0
    between: float = 60.0
    first: float = 0.5
    pause: float = 8.0
    jitter: float = 1.0


PATIENCE: Final = RetryPolicy()


def attempts(
    request: Request, patience: RetryPolicy, watch: Callable[[str], object]
) -> AsyncIterable[stamina.Attempt]:
    """The attempts at a request, with pauses between them. ``watch`` is told of each that is to come."""
    left = patience.attempts

    def again(error: Exception) -> bool | float:
        nonlocal left
        left -= 1
        verdict = retry_delay(error, request.once, patience.between)
        if verdict is not False and left:
            watch(f"{error}; trying again")
        return verdict

    return stamina.retry_context(
        on=again,
        attempts=patience.attempts,
        timeout=patience.whole,  # a server that trickles is not waited for again and again
        wait_initial=patience.first,
        wait_max=patience.pause,
        wait_jitter=patience.jitter,
    )


def retry_delay(error: Exception, once: bool, between: float) -> bool | float:
    """Tell whether to try again after ``error``: in so many seconds if the server said when, else after a growing
    pause.

    ``once``: the request must not be made twice. ``between`` is the first pause in seconds.
    """
    match error:
        case Unreachable():
            return True
        case Busy(wait=wait):
            return _in(wait, between)
        case Uncertain(passing=passing, wait=wait):
            return not once and passing and _in(wait, between)
        case _:
            return False


def _in(wait: float | None, between: float) -> bool | float:
    if wait is None:
        return True
    return wait if wait <= between else False
