"""Publishing an example to the local journey API: as ``waypost publish`` does it, with keys that nobody has to keep."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from designer.publish import Wish, planning, sending
from designer.publish.planning import Design, Past
from designer.publish.server import Server
from designer.publish.sides import side_of
from engine.journey import Journey, to_document
from store.workspace import Workspace


class Published(Struct, frozen=True):
    """The requests that were made, and the journey's id on the server, where it was read back."""

    requests: tuple[dict[str, Any], ...]
    remote: str


async def publish(workspace: Workspace, server: Server, journey: Journey, wish: Wish) -> Published:
    """Raises Trouble and its kinds, Refused, StoreError."""
    side = side_of(server)
    version = workspace.add(to_document(journey))
    plan = await planning.plan(side, Design(version.name, version.number, journey), Past(), wish)
    publication = await sending.send(side, workspace.publications, plan, lambda progress: None)
    assert publication is not None, "there was nothing on the server"
    return Published(plan.requests, publication.remote)
