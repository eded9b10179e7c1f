"""Failures between here and a server, as sentences; and what each means for trying again."""

from __future__ import annotations

from msgspec import Struct

from designer.errors import ExitCode, Refused
from designer.publish.credentials import Credentials


class ServerFailure(Refused):
    """The server, or the way there, failed or refused. The text says what, where and what to do."""

    def __init__(self, sentence: str, code: ExitCode = ExitCode.OUTSIDE) -> None:
        super().__init__(sentence, code)


class Unreachable(ServerFailure):
    """The request never left: nothing has happened on the server, so it may be made again."""


class Busy(ServerFailure):
    """The server turned the request away for now. ``wait``: after so many seconds it may be made again."""

    def __init__(self, sentence: str, wait: float | None) -> None:
        self.wait = wait
        super().__init__(sentence)


class Uncertain(ServerFailure):
    """No answer, half of one, or a failure in the server: the request may have worked.

    ``passing``: another try may go better. ``late``: the server may still be at work on it. ``wait``: the server
    asked for so many seconds.
    """

    def __init__(
        self, sentence: str, *, passing: bool = True, late: bool = False, wait: float | None = None
    ) -> None:
        self.passing = passing
        self.late = late
        self.wait = wait
        super().__init__(sentence)


class ErrorDetail(Struct, frozen=True):
    """One thing that the server says is wrong, and the field of the request that it names, if it does."""

    message: str
    field: str = ""


class RequestRejected(ServerFailure):
    """The server understood and said no: a status from 400 to 499 other than 429, with what it gave as reasons."""

    def __init__(self, sentence: str, status: int, faults: tuple[ErrorDetail, ...] = ()) -> None:
        self.status = status
        self.faults = faults
        super().__init__(sentence)


def connection_failure(
    sentence: str, error: Exception, credentials: Credentials, otherwise: str
) -> ServerFailure:
    """The failure that ``sentence`` tells, with the reason in ``error`` without ``credentials``, or ``otherwise``.

    It is Unreachable, unless a certificate is not trusted: another try would not help.
    """
    told = f"{sentence}: {credentials.masked(str(error)) or otherwise}"
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return ServerFailure(f"{told}; if it is your own, name who vouches for it in SSL_CERT_FILE")
    return Unreachable(told)
