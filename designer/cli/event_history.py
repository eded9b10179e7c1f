"""The past of people, as several commands are told of it: a log, or files of events."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from pathlib import Path

from designer.cli.event_files import read_again, run, stop_if_nothing
from designer.cli.log_argument import open_log
from engine.events import Event
from engine.plan import Plan
from engine.simulate import SimulationResult
from store.log.events import events_of_owners
from store.log.simulation import simulate_log
from store.log_folders import is_log
from store.sources.column_mapping import ColumnMapping


class EventHistory:
    """The log or the files ``sources``; with none, the log of the ``workspace``, a folder.

    ``columns``, ``until``, ``seed`` and ``join`` are as in ``designer.cli.event_files.run``. What raises Refused and
    StoreError there does so here.
    """

    def __init__(
        self,
        sources: Sequence[str],
        workspace: Path,
        *,
        columns: ColumnMapping | None = None,
        until: int | None = None,
        seed: int = 0,
        join: bool = True,
    ) -> None:
        self.sources, self.until, self.seed, self.join = list(sources), until, seed, join
        self._workspace, self._columns = workspace, columns

    @cached_property
    def log(self) -> Path | None:
        """The folder of the log that is meant; None for files."""
        match self.sources:
            case []:
                return open_log(None, self._workspace)
            case [source] if is_log(Path(source)):
                return Path(source)
        return None

    def simulate(self, plan: Plan) -> SimulationResult:
        """A dry run of ``plan`` over all of it."""
        if self.log is None:
            return self.run(plan)
        return simulate_log(self.log, plan, until=self.until, seed=self.seed, join=self.join)

    def run(self, plan: Plan, show: Callable[[Event], object] | None = None) -> SimulationResult:
        """A dry run of ``plan`` over the files, of which each event is shown to ``show`` as well."""
        done = run(
            plan,
            self.sources,
            seed=self.seed,
            until=self.until,
            columns=self._columns,
            join=self.join,
            show=show,
        )
        stop_if_nothing(done.impression, done.reasons)
        return done.simulated

    def events(self, simulated: SimulationResult, owners: Collection[str]) -> list[Event]:
        """The events of ``owners``, as the run ``simulated`` over it names them, read once more."""
        if self.log is None:
            return read_again(simulated, self.sources, owners, self._columns)
        track_by = simulated.plan.journey.track_by
        return list(events_of_owners(self.log, simulated.all_names(owners), track_by))
