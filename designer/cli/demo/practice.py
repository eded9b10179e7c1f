"""The local journey API on a free port, a listener on another, and both examples on them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from designer.cli.demo.learninglocker import LearningLockerRun, learning_locker
from designer.cli.demo.listener import Receiver, listen
from designer.cli.demo.segment import SegmentRun, segment
from designer.publish.connection import TargetConnection
from designer.publish.credentials import Credentials
from designer.sandbox.server import RunningServer, ServerSettings, running
from store.targets import Target
from store.workspace import Workspace


class PracticeResult(Struct, frozen=True):
    """The server's address, and what happened in each dialect."""

    url: str
    learning_locker: LearningLockerRun
    segment: SegmentRun


def practise() -> PracticeResult:
    """Do it all in a temporary workspace. Raises Trouble and its kinds, Refused, StoreError."""
    # Callbacks to this machine are what the listener is for.
    settings = ServerSettings(deliver=True, allow_private=True)
    with (
        TemporaryDirectory(prefix="waypost-demo-") as folder,
        listen() as receiver,
        running(folder, settings) as server,
        Workspace.open(Path(folder)) as workspace,
    ):
        return asyncio.run(_practise(workspace, server, receiver))


async def _practise(workspace: Workspace, server: RunningServer, receiver: Receiver) -> PracticeResult:
    keys = server.keys
    client = Credentials({"key": keys.learninglocker.key, "secret": keys.learninglocker.secret})
    target = Target(name="learning-locker", kind="learninglocker", url=server.url)
    async with TargetConnection(target, client) as asked:
        first = await learning_locker(workspace, asked, receiver)
    target = Target(name="segment", kind="segment", url=server.url, space="demo")
    async with TargetConnection(target, Credentials({"token": keys.segment})) as asked:
        second = await segment(workspace, asked, keys.source)
    return PracticeResult(server.url, first, second)
