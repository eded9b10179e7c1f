"""The logs of owners that are one, made of those of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from engine.alphabet import Hits
from store.matches.log_cache import Logs, numbers

Event = tuple[int, int, str, int, int]
"""Time, when it was stored, id, place, position of its hits: so the events of an owner sort into the law's order."""


def joined(found: Iterable[Logs], names: Mapping[str, str]) -> Logs:
    """The logs of the owners that have several names, each under the one that ``names`` gives all of these."""
    joining = _IdentityMerger({name: name for name in names.values()} | dict(names))
    for logs in found:
        joining.take(logs)
    return joining.logs()


class _IdentityMerger:
    """Events by owner, and in order."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._owners: dict[str, list[Event]] = defaultdict(list)
        self._hits: dict[Hits, int] = {}
        self._made = Logs(hits=[], owners=[], ends=numbers(()), times=numbers(()), stored=numbers(()), ids=[],
                          places=numbers(()), which=numbers(()), refs={}, told={})  # fmt: skip

    def take(self, logs: Logs) -> None:
        which = [self._hits.setdefault(hits, len(self._hits)) for hits in logs.hits]
        for owner, rows in logs.spans():
            if owner in self._names:
                columns = (logs.times[rows], logs.stored[rows], logs.ids[rows], logs.places[rows])
                hits = map(which.__getitem__, logs.which[rows])
                self._owners[self._names[owner]] += zip(*columns, hits, strict=True)
        self._made.refs.update(logs.refs)
        self._made.told.update(logs.told)

    def logs(self) -> Logs:
        made = self._made
        made.hits.extend(self._hits)
        for owner, events in self._owners.items():
            for time, stored, id, place, which in sorted(events):
                made.times.append(time)
                made.stored.append(stored)
                made.ids.append(id)
                made.places.append(place)
                made.which.append(which)
            made.owners.append(owner)
            made.ends.append(len(made.ids))
        return made
