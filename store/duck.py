"""DuckDB in memory, over files: what fails outside, and what stops it, raised as everywhere else in the store."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from store.errors import StoreError

if TYPE_CHECKING:
    import duckdb  # it takes long to load, and much about logs is told without

_STOPPED: Final = "Query interrupted"
"""What it says in a RuntimeError, instead of raising what the signal's handler raised."""


@contextmanager
def connect(folder: Path, **config: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for work on a folder. Raises StoreError, KeyboardInterrupt."""
    import duckdb

    with (
        translate_errors(folder),
        duckdb.connect(config=dict(config)) as connection,
        interruptible(connection),
    ):
        yield connection


@contextmanager
def translate_errors(folder: Path) -> Iterator[None]:
    """Work of DuckDB's on a folder. Raises StoreError, KeyboardInterrupt."""
    import duckdb

    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise StoreError(
            f"cannot work on {folder}: {first_line(error)}. What was saved before is still there."
        ) from error
    except duckdb.InterruptException:
        raise _signals.take() from None
    except RuntimeError as error:
        if str(error) == _STOPPED:
            raise _signals.take() from None
        raise


@contextmanager
def interruptible(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let what stops this process stop the query of ``connection`` in all of DuckDB's threads.

    DuckDB looks for signals by itself, but then waits until its other threads have done their part of the query.
    """
    if threading.current_thread() is threading.main_thread():
        with _signals.hand_to(connection):
            yield
    else:
        yield


def first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")


class _Signals:
    """Ctrl-C and SIGTERM, while the main thread waits for DuckDB's answers."""

    def __init__(self) -> None:
        self._raised: BaseException | None = None
        """By the handler that was there before, and not yet heard of from DuckDB."""
        self._connections: set[duckdb.DuckDBPyConnection] = set()
        self._before: dict[int, Callable[[int, FrameType | None], object]] = {}

    def take(self) -> BaseException:
        """Return what to raise for a query that was stopped; it is kept no longer, as it leads to the connection."""
        raised, self._raised = self._raised or KeyboardInterrupt(), None
        return raised

    @contextmanager
    def hand_to(self, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        if not self._connections:
            self._take_over()
        self._connections.add(connection)
        try:
            yield
        finally:
            self._connections.remove(connection)
            if not self._connections:
                self._give_back()

    def _take_over(self) -> None:
        self._raised = None
        for number in (signal.SIGINT, signal.SIGTERM):
            before = signal.getsignal(number)
            if callable(before):
                self._before[number] = before
                signal.signal(number, self._stop)

    def _give_back(self) -> None:
        for number, before in self._before.items():
            if signal.getsignal(number) == self._stop:
                signal.signal(number, before)
        self._before.clear()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        import duckdb

        for connection in tuple(self._connections):
            with suppress(duckdb.ConnectionException):  # it is being closed just now
                connection.interrupt()
        try:
            self._before[number](number, frame)
        except BaseException as raised:
            self._raised = raised
            raise


_signals: Final = _Signals()
