"""The folder of a local server, used without HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from designer.sandbox.learninglocker import journeys
from designer.sandbox.state import ServerState
from store.clock import now
from store.outbox import Outbox
from store.table import Database


@contextmanager
def opened(folder: Path) -> Iterator[ServerState]:
    """The state of a server in ``folder``, without its HTTP."""
    with (
        closing(Database(folder / "server.journal")) as database,
        closing(Outbox(folder, now)) as outbox,
        closing(ServerState(database, outbox, now, (journeys.load,))) as world,
    ):
        yield world


def arrive(world: ServerState, first: int, last: int) -> None:
    """Let statements of these numbers arrive, each by a learner of its own, without ``last``."""
    with world.arrivals.transaction():
        for number in range(first, last):
            statement = {
                "id": f"00000000-0000-4000-8000-{number:012x}",
                "actor": {"mbox": f"mailto:p{number}@example.org"},
                "verb": {"id": "http://example.org/passed"},
                "object": {"id": "http://example.org/course"},
                "timestamp": "2020-01-01T00:00:00Z",
            }
            world.take_in({"_id": f"{number:024x}", "statement": statement})
