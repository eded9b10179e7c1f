"""Executors of the jobs: this process, several on this machine, or a Dask cluster. The results are the same bytes."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection, wait
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from store.errors import StoreError

if TYPE_CHECKING:
    from distributed import Client

Work = Callable[[bytes], bytes]

_WORK: Final = ["store.recalculate.job", "duckdb", "networkx"]
"""What the work needs: all that is imported with it, what is when the log is asked, and when a journey is checked."""


class Executor(NamedTuple):
    """The executor with so many ``workers``. ``share`` has them do the same work on many jobs; results come as they are
    ready.
    """

    workers: int
    share: Callable[[Work, Iterable[bytes]], Iterator[bytes]]


@contextmanager
def hands(workers: int = 1, dask: str | None = None) -> Iterator[Executor]:
    """``workers`` processes of this machine, or the cluster whose scheduler is at ``dask``. Raises StoreError."""
    if dask is not None:
        with _cluster(dask) as found:
            yield found
    elif workers > 1:
        with _processes(workers) as found:
            yield found
    else:
        yield Executor(1, map)


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    """Forked from a server that has loaded what the work needs, and nothing of this process's threads or locks.

    The server loads while this process prepares the jobs, and stands for as long as it does.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_WORK)
    _start_server()
    reading, writing = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_settle_in, initargs=(reading,))

    def share(work: Work, jobs: Iterable[bytes]) -> Iterator[bytes]:
        with _main_apart(), _deaf_to(signal.SIGINT, signal.SIGTERM):
            futures = [pool.submit(_run_job, work, job) for job in jobs]
        for done in as_completed(futures):
            yield done.result()

    try:
        yield Executor(workers, share)
    except BrokenProcessPool as error:
        raise StoreError(
            "a worker process died, perhaps for lack of memory; what was done is saved: start again to go on, "
            "with fewer workers"
        ) from error
    except BaseException:
        writing.close()  # whoever stops does not wait until the jobs at hand are done
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        writing.close()
        reading.close()


def _start_server() -> None:
    """Deaf to Ctrl-C, which is for this process alone; what is forked from it is as deaf."""
    resource_tracker.ensure_running()  # would let Ctrl-C in again
    with _deaf_to(signal.SIGINT):
        forkserver.ensure_running()


@contextmanager
def _deaf_to(*numbers: signal.Signals) -> Iterator[None]:
    """Put off what this thread is told in here by these signals; it hears it afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _main_apart() -> Iterator[None]:
    """Keep the processes that start from loading the program's main module: they do not need it, and it takes long."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


_working: Final = threading.Lock()
_leaving: Final = threading.Event()


def _settle_in(parent: Connection) -> None:
    """Leave a worker when the ``parent`` lets go of the other end, or is gone, however it went."""
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: Connection) -> None:
    """Leave with the ``parent`` in the middle of a job, but never of a result: the parent would wait for the rest of
    it.
    """
    wait([parent])
    _leaving.set()
    if not _working.locked() and (process := multiprocessing.parent_process()):
        process.join()
    os._exit(1)


def _run_job(work: Work, job: bytes) -> bytes:
    """Do one ``job`` by ``work`` in a worker, unless it leaves."""
    with _working:
        result = b"" if _leaving.is_set() else work(job)
    if _leaving.is_set():
        os._exit(1)
    return result


@contextmanager
def _cluster(url: str) -> Iterator[Executor]:
    """The workers of a cluster; a job whose worker dies is done again by another."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise StoreError("--dask needs Dask's scheduler: pip install 'waypost[cluster]'") from None
    # What the client would tell of a lost scheduler, an error tells in a sentence.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    client = _client(Client, url)

    def share(work: Work, jobs: Iterable[bytes]) -> Iterator[bytes]:
        futures: list[Any] = [client.submit(work, job, pure=False) for job in jobs]
        done = as_completed(futures, loop=client.loop, with_results=True)  # type: ignore[no-untyped-call]
        for _, result in done:
            if not isinstance(result, bytes):  # that of a job that was lost is an exception
                raise OSError(str(result).partition("\n")[0])
            yield result

    try:
        with client:
            workers = client.nthreads()  # type: ignore[no-untyped-call]
            yield Executor(max(1, len(workers)), share)
    except OSError as error:
        raise StoreError(f"the cluster at {url} is lost ({error}); start again to go on") from error


def _client(client: type[Client], url: str) -> Client:
    from distributed.comm.addressing import get_address_host_port

    try:
        get_address_host_port(url, strict=False)  # half a client that is given up makes a noise
        return client(url, timeout="5s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise StoreError(
            f"cannot reach a Dask scheduler at {url} ({error}); start one with `dask scheduler`"
        ) from error
