"""Segment's example: created, published, moved by an event, its figures read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
from msgspec import Struct

from designer.cli.demo.upload import DemoPublication, publish
from designer.examples import SEGMENT, example
from designer.publish import PublishOptions
from designer.publish.clients.segment import Segment
from designer.publish.connection import TargetConnection
from engine.dialects import read_design
from store.workspace import Workspace

EVENT: Final = {
    "type": "track",
    "event": "Credit Card Application Discarded",
    "userId": "ada",
    "properties": {"applicationId": "application-1"},
}
"""What the example's entry waits for, with a value for its concurrency key."""


class SegmentRun(Struct, frozen=True):
    """The publication, and the analytics of its version after the event."""

    published: DemoPublication
    analytics: dict[str, Any]


async def segment(workspace: Workspace, server: TargetConnection, write_key: str) -> SegmentRun:
    """Run Segment's example in ``workspace`` on ``server``, to whose source ``write_key`` belongs.

    Raises Trouble and its kinds, Refused, StoreError, httpx.HTTPError.
    """
    journey = read_design(example(SEGMENT)).journey
    published = await publish(workspace, server, journey, PublishOptions(action="PUBLISH"))
    async with httpx.AsyncClient(auth=(write_key, ""), trust_env=False, verify=False) as source:
        (await source.post(f"{server.url}/v1/track", json=EVENT)).raise_for_status()
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    return SegmentRun(published, await Segment(server).analytics(published.remote, 1, yesterday))
