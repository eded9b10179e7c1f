"""Two people who saved one design: what each of them changed since they began, and what becomes of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct

from designer.errors import ExitCode, Refused
from engine.diff import diff
from engine.journey import Journey, from_document, to_document
from engine.merge import Conflict, Merge, Party, merge
from store.workspace import NewerVersion, StoredVersion, Workspace

_MOST_SHOWN: Final = 12
"""Changes of each side that are told; more are counted."""


class Divergence(Struct, frozen=True):
    """``ours`` began from version ``since`` of a design; ``newest`` is what somebody else saved after it."""

    since: StoredVersion
    newest: StoredVersion
    ours: Journey

    @property
    def base(self) -> Journey:
        """Return what both began from."""
        return from_document(self.since.document)

    @property
    def theirs(self) -> Journey:
        return from_document(self.newest.document)

    def merge(self, prefer: Mapping[str, Party] = MappingProxyType({}), otherwise: Party = "ours") -> Merge:
        """Merge both sides' changes into one design; ``prefer`` and ``otherwise`` are those of ``engine.merge``."""
        return merge(self.base, self.ours, self.theirs, prefer, otherwise)

    def their_changes(self) -> list[str]:
        """Return what they changed, a sentence a change."""
        return _change_lines(self.base, self.theirs)

    def our_changes(self) -> list[str]:
        """Return what we changed, a sentence a change."""
        return _change_lines(self.base, self.ours)


class Diverged(Refused):
    """Somebody else saved the design meanwhile, so that it was not saved; the text tells both sides' changes."""

    def __init__(self, divergence: Divergence, conflicts: Sequence[Conflict] = (), *, go_on: str) -> None:
        """Say that ``divergence`` has ``conflicts``; ``go_on`` says what a person can do next."""
        super().__init__("\n".join(_lines(divergence, conflicts, go_on)), ExitCode.FINDINGS)
        self.divergence = divergence


def _lines(divergence: Divergence, conflicts: Sequence[Conflict], go_on: str) -> Iterator[str]:
    since, newest = divergence.since, divergence.newest
    yield (
        f"nothing was saved: {newest.name} has a version {newest.number}, and this was made from version {since.number}"
    )
    yield f"version {newest.number} since then:"
    yield from _shortened(divergence.their_changes())
    yield "this design since then:"
    yield from _shortened(divergence.our_changes())
    if conflicts:
        yield "both changed:"
        yield from _shortened(
            [conflict.line("in this design", f"in version {newest.number}") for conflict in conflicts]
        )
    yield go_on


def _change_lines(before: Journey, after: Journey) -> list[str]:
    return [change.message for change in diff(before, after).changes] or ["nothing"]


def _shortened(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:_MOST_SHOWN])
    if len(lines) > _MOST_SHOWN:
        yield f"  … and {len(lines) - _MOST_SHOWN:,} more"


# Documents that do not say which version they were made from


def save_document(
    workspace: Workspace, name: str, journey: Journey, *, since: int = 0, note: str = "", go_on: str
) -> StoredVersion:
    """Save ``journey`` from outside the workspace as the next version of ``name`` with a ``note``, or as the first
    of a new design.

    ``since`` as in ``divergence``. Raises Diverged where it was made from an older version than the newest; ``go_on``
    says what can be done then.
    """
    found = divergence(workspace, name, journey, since)
    if found is not None and found.since.number < found.newest.number:
        raise Diverged(found, found.merge().conflicts, go_on=go_on)
    return _save(workspace, name, journey, found, note, go_on)


def save_merged(
    workspace: Workspace,
    name: str,
    journey: Journey,
    prefer: Party | None,
    *,
    since: int = 0,
    note: str = "",
    go_on: str,
) -> StoredVersion:
    """Save what ``journey``, made from the version ``since``, and the newest version of ``name`` in ``workspace``
    say together.

    ``prefer`` counts where both changed a thing; ``note`` is the version's. Raises Diverged, with ``go_on``, where
    both did and ``prefer`` is not given.
    """
    found = divergence(workspace, name, journey, since)
    if found is not None:
        both = found.merge(otherwise=prefer or "ours")
        if both.conflicts and prefer is None:
            raise Diverged(found, both.conflicts, go_on=go_on)
        journey = both.journey
    return _save(workspace, name, journey, found, note, go_on)


def _save(
    workspace: Workspace, name: str, journey: Journey, found: Divergence | None, note: str, go_on: str
) -> StoredVersion:
    try:
        newest = found.newest.number if found else None
        return workspace.save(name, to_document(journey), note=note, since=newest)
    except NewerVersion as newer:
        since = found.since if found else newer.newest
        raise Diverged(Divergence(since, newer.newest, journey), go_on=go_on) from None


def divergence(workspace: Workspace, name: str, journey: Journey, since: int = 0) -> Divergence | None:
    """Return what a design from outside and the newest version of that name began from; None where there is no such
    design.

    ``since`` is the number of the version that it was made from; 0: the one that it differs least from, of two the
    newer, as a document does not say. Raises Refused where the name is that of another journey, NoSuchVersion.
    """
    if name not in workspace.names():
        return None
    versions = workspace.versions(name)
    found = Divergence(
        workspace.load(name, since) if since else _nearest(journey, versions), versions[-1], journey
    )
    if found.theirs.id != journey.id:
        there = found.theirs
        raise Refused(
            f"nothing was saved: {name} is another journey, {there.name or there.id!r} with the id {there.id!r}; "
            "choose another name, or --overwrite to make this one its newest version",
            ExitCode.FINDINGS,
        )
    return found


def _nearest(journey: Journey, versions: Sequence[StoredVersion]) -> StoredVersion:
    here = _things(to_document(journey))
    return min(versions, key=lambda version: (_distance(here, _things(version.document)), -version.number))


def _distance(one: Mapping[str, Counter[str]], other: Mapping[str, Counter[str]]) -> int:
    """Count the things in which ``one`` and ``other`` differ."""
    nothing: Counter[str] = Counter()
    return sum(
        max((here - there).total(), (there - here).total())
        for path in one.keys() | other.keys()
        for here, there in [(one.get(path, nothing), other.get(path, nothing))]
    )


def _things(document: Mapping[str, Any]) -> dict[str, Counter[str]]:
    """Return what a document says, by path; what is in lists has one path."""
    things: dict[str, Counter[str]] = {}
    for path, value in _paths(document, ""):
        things.setdefault(path, Counter())[value] += 1
    return things


def _paths(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """The paths below ``path`` in ``value``. A transition is one thing: its parts say little alone."""
    if isinstance(value, dict) and value and not path.endswith("[]"):
        for key, part in value.items():
            yield from _paths(part, f"{path}.{key}")
    elif isinstance(value, list) and value:
        for part in value:
            yield from _paths(part, f"{path}[]")
    else:
        yield path, json.dumps(value)
