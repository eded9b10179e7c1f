"""Publishing an example to the local journey API: as ``waypost publish`` does it, with keys that nobody has to keep."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from designer.publish import PublishOptions, execution, publish_plan
from designer.publish.adapters import adapter_for
from designer.publish.connection import TargetConnection
from designer.publish.known_state import DesignVersion, KnownState
from engine.journey import Journey, to_document
from store.workspace import Workspace


class DemoPublication(Struct, frozen=True):
    """The requests that were made, and the journey's id on the server, where it was read back."""

    requests: tuple[dict[str, Any], ...]
    remote: str


async def publish(
    workspace: Workspace, server: TargetConnection, journey: Journey, options: PublishOptions
) -> DemoPublication:
    """Publish ``journey`` from ``workspace`` to ``server`` with ``options``. Raises ServerFailure and its kinds,
    Refused, StoreError.
    """
    adapter = adapter_for(server)
    version = workspace.add(to_document(journey))
    plan = await publish_plan.plan(
        adapter, DesignVersion(version.name, version.number, journey), KnownState(), options
    )
    publication = await execution.send(adapter, workspace.publications, plan, lambda progress: None)
    assert publication is not None, "there was nothing on the server"
    return DemoPublication(plan.requests, publication.remote)
