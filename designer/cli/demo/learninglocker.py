"""Learning Locker's example: published, moved by its statements, its callbacks received, its progress read back."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from msgspec import Struct

from designer.cli.demo.listener import ReceivedCallback, Receiver
from designer.cli.demo.upload import DemoPublication, publish
from designer.examples import JOURNEY, STATEMENTS, example
from designer.publish import PublishOptions
from designer.publish.clients.learninglocker import PROGRESS, LearningLocker
from designer.publish.connection import TargetConnection
from engine.dialects import read_design
from engine.journey import Journey
from store.workspace import Workspace


class LearningLockerRun(Struct, frozen=True):
    """The publication, the ids of the statements that were sent, the callbacks that arrived, and the progress in the
    end.
    """

    published: DemoPublication
    statements: tuple[str, ...]
    callbacks: tuple[ReceivedCallback, ...]
    progress: tuple[dict[str, Any], ...]


async def learning_locker(
    workspace: Workspace, server: TargetConnection, receiver: Receiver
) -> LearningLockerRun:
    """Run Learning Locker's example in ``workspace`` on ``server``; ``receiver`` takes its callbacks.

    Raises Trouble and its kinds, Refused, StoreError.
    """
    journey, outcomes = _example(receiver.url)
    published = await publish(workspace, server, journey, PublishOptions())
    client = LearningLocker(server)
    sent = await client.send_statements([json.loads(line) for line in example(STATEMENTS).splitlines()])
    callbacks = await asyncio.to_thread(receiver.take, outcomes)
    progress = await client.find({"journey": published.remote}, model=PROGRESS)
    return LearningLockerRun(published, tuple(sent), tuple(callbacks), tuple(progress))


def _example(url: str) -> tuple[Journey, int]:
    """The example with this address in all of its outcomes, and how many there are."""
    document = json.loads(example(JOURNEY))
    outcomes = [outcome | {"callback": url} for outcome in document["outcomes"]]
    return read_design(json.dumps(document | {"outcomes": outcomes}).encode()).journey, len(outcomes)
