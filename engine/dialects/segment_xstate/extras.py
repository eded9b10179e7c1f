"""Wire facts that mean nothing to the engine, as ``Journey.extras`` carries them."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from engine.dialects.segment.difference import WireChange
from engine.dialects.segment_xstate.wire import DIALECT
from engine.journey import Journey

Changes = tuple[WireChange, ...]


class BranchExtras(Struct, frozen=True, omit_defaults=True):
    """The way that a branch of a split was written: its label, and the key of its branch state if it has one."""

    label: str
    state: str | None = None


class MachineExtras(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The facts that an import leaves for the next export. All of it may be out of date, and none of it is needed.

    ``keys`` are the states' keys by step where they differ; ``splits`` the branches of each split in order. The
    others are what objects say differently from ours: ``states`` and ``metas`` by the state's key.
    """

    keys: dict[str, str] = {}
    splits: dict[str, tuple[BranchExtras, ...]] = {}
    states: dict[str, Changes] = {}
    metas: dict[str, Changes] = {}
    body: Changes = ()
    definition: Changes = ()
    entry_rules: Changes = ()

    def key(self, step: str) -> str:
        """The key of a step's state."""
        return self.keys.get(step, step)


def read_extras(journey: Journey) -> MachineExtras:
    """Return what an import has left. Anybody may edit a file: what cannot be read is as good as nothing."""
    try:
        return msgspec.convert((journey.extras or {}).get(DIALECT, {}), MachineExtras)
    except msgspec.ValidationError:
        return MachineExtras()
