"""A server's journey taken in: as a new design, or as an edit of one that was published there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from designer.errors import ExitCode, Refused
from designer.publish.adapters import Adapter
from designer.publish.known_state import DesignVersion, KnownState
from designer.publish.merge import merge_server_changes, renamed
from designer.publish.records import ExpectedJourney, ServerJourney
from engine.dialects import ImportResult
from engine.diff import diff
from engine.diff.renames import renamed_parts, renamed_steps
from engine.finding import Finding
from engine.journey import Journey
from engine.merge import Conflict, Merge
from engine.rules import faults
from engine.steps import Checklist

WhereBothChanged = Literal["ask", "theirs", "all theirs"]
"""What a pull does where server and workspace changed the same thing."""
_GO_ON: Final = (
    "Go on with --merge to take both, and the server's in these, or with --overwrite to take the server's journey "
    "whole. Yours stays as the version before."
)


class BothChanged(Refused):
    """Server and workspace changed the same things. ``conflicts`` has a line for each; the text says how to go on."""

    def __init__(self, conflicts: Sequence[str]) -> None:
        self.conflicts = conflicts
        lines = ["nothing was saved: both sides changed", *(f"  {each}" for each in conflicts), _GO_ON]
        super().__init__("\n".join(lines), ExitCode.FINDINGS)


class ImportedJourney(Struct, frozen=True, kw_only=True):
    """The result of a pull: the design as it is then, what changed of it, and what server and design agree on.

    ``theirs`` is the server's journey alone, which ``journey`` may go beyond by what was only changed here.
    """

    present: ServerJourney
    journey: Journey
    theirs: Journey
    meant: ExpectedJourney
    changes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


async def import_from_server(adapter: Adapter, remote: str) -> ImportedJourney:
    """The journey ``remote`` of the server as a new design, by ``adapter``. Raises Refused, InvalidJourney,
    ServerFailure.
    """
    present = await _there(adapter, remote)
    imported = adapter.imported(present.document)
    meant = _agreed_journey(adapter, imported.journey, present, {})
    return ImportedJourney(
        present=present,
        journey=imported.journey,
        theirs=imported.journey,
        meant=meant,
        findings=imported.findings,
    )


async def merge_from_server(
    adapter: Adapter,
    design: DesignVersion,
    past: KnownState,
    then: Journey | None,
    remote: str,
    *,
    where_both_changed: WhereBothChanged,
) -> ImportedJourney:
    """The journey ``remote`` of the server as an edit of a ``design``; ``then`` is the version that was published
    last.

    ``past`` is known of it, ``adapter`` reads it. ``where_both_changed`` a thing: ask, take the server's, or take the
    server's journey whole. Raises Refused (BothChanged, where it is to ask), InvalidJourney, ServerFailure.
    """
    present = await _there(adapter, remote or past.remote or design.journey.id)
    imported = adapter.imported(present.document)
    was = adapter.imported(past.last.found).journey if past.last and past.last.found is not None else None
    names = _names(was, design.journey, past)
    theirs = _in_our_words(imported.journey, design.journey, names)
    combined = _take_changes(was and _in_our_words(was, design.journey, names), theirs, then, design.journey)
    if where_both_changed == "all theirs":
        combined = Merge(replace(theirs, layout=design.journey.layout))
    elif combined.conflicts and where_both_changed == "ask":
        raise BothChanged([each.line("here", "on the server") for each in combined.conflicts])
    return _as_import(adapter, design, present, imported, theirs, combined.journey, past)


async def _there(adapter: Adapter, remote: str) -> ServerJourney:
    if not adapter.readable:
        raise Refused(f"{adapter.server.target.name} can only create drafts; nothing can be read from it")
    found = await adapter.read(remote)
    if found is None:
        raise Refused(f"{adapter.server.target.name} has no journey {remote!r}; name one with --id")
    return found


def _take_changes(was: Journey | None, theirs: Journey, then: Journey | None, ours: Journey) -> Merge:
    """Their changes from ``was`` to ``theirs`` made to ``ours``, or ``theirs`` whole where that makes no sense;
    ``then`` was published.
    """
    if was is None or then is None:
        return Merge(replace(theirs, layout=ours.layout))
    both = merge_server_changes(was, theirs, then, ours)
    if next(iter(faults(both.journey)), None) is None:
        return both
    whole = Conflict(key="transitions", called="how steps are connected")
    return Merge(replace(theirs, layout=ours.layout), both.conflicts or (whole,))


def _names(was: Journey | None, ours: Journey, past: KnownState) -> dict[str, str]:
    """The names in ``ours`` of the server's steps: those on record in ``past``, and those that reading its last
    document, ``was``, made up.
    """
    known = {id: step for step, id in past.ids.items()}
    return known if was is None else known | renamed_steps(renamed(was, known), ours)


def _in_our_words(journey: Journey, ours: Journey, names: Mapping[str, str]) -> Journey:
    """The server's ``journey`` with the id of ``ours``, and with our ids (``names``) for its steps as far as they
    can be told.
    """
    named = renamed(replace(journey, id=ours.id), names)
    named = renamed(named, renamed_steps(named, ours))
    for id, step in named.steps.items():
        other = ours.steps.get(id)
        if isinstance(step, Checklist) and isinstance(other, Checklist):
            named = renamed(named, renamed_parts(step.items, other.items))
    return named


def _as_import(
    adapter: Adapter,
    design: DesignVersion,
    present: ServerJourney,
    imported: ImportResult,
    theirs: Journey,
    journey: Journey,
    past: KnownState,
) -> ImportedJourney:
    changes = tuple(
        change.message for change in diff(design.journey, journey).changes if change.field != "extras"
    )
    return ImportedJourney(
        present=present,
        journey=journey,
        theirs=theirs,
        meant=_agreed_journey(adapter, theirs, present, past.ids),
        changes=changes,
        findings=imported.findings,
    )


def _agreed_journey(
    adapter: Adapter, theirs: Journey, present: ServerJourney, ids: Mapping[str, str]
) -> ExpectedJourney:
    """The server's journey as publishing ``theirs`` again by ``adapter`` in place of ``present`` would have it;
    ``ids`` are the server's.
    """
    document = adapter.export(theirs).document
    if document is None:
        raise Refused("the server's journey was read and cannot be written again; say so to Waypost's makers")
    return adapter.meant(theirs, document, present.remote, ids)
