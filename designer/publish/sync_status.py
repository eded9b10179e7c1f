"""The three held against each other: what was last published, what the server has now, what the design says now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from designer.publish.adapters import Adapter
from designer.publish.differences import (
    DocumentDifference,
    contradictions,
    covers,
    differences,
    unexplained_changes,
)
from designer.publish.known_state import KnownState
from designer.publish.records import Document, ExpectedJourney, PublishOptions, ServerJourney, State

_STATES: Final[dict[tuple[bool, bool], State]] = {
    (False, False): "in step",
    (False, True): "ahead",
    (True, False): "behind",
    (True, True): "diverged",
}
"""By whether the server was changed, and whether the design was."""


class SyncStatus(Struct, frozen=True, kw_only=True):
    """The standing to each other: what changed there and here, and what publishing would change there.

    ``before`` is the document that ``theirs`` lead away from.
    """

    state: State
    theirs: tuple[DocumentDifference, ...] = ()
    edits: tuple[DocumentDifference, ...] = ()
    ours: tuple[DocumentDifference, ...] = ()
    before: Document = {}


def sync_status(
    adapter: Adapter,
    present: ServerJourney | None,
    meant: ExpectedJourney,
    past: KnownState,
    options: PublishOptions,
) -> SyncStatus:
    """The side that changed: ``present`` on the server or ``meant`` here, against the ``past``, with ``options``.

    ``adapter`` compares. What a sending that was broken off has left on the server counts as ours.
    """
    if present is None:
        return SyncStatus(state=_without_a_look(adapter, meant, past, options))
    if past.meant is None or options.adopt:
        theirs = tuple(contradictions(meant.content, present.content))
        state: State = "unknown" if theirs else "in step"
        return SyncStatus(state=state, theirs=theirs, ours=_reverse(theirs), before=meant.content)
    before, changed = _since(adapter, present, past, past.meant)
    said = [meant.content, *([past.sending.meant] if past.sending else [])]
    theirs = tuple(
        each for each in unexplained_changes(changed, *said) if _counts(adapter, each, past, options)
    )
    edits = tuple(differences(without_status(past.meant), meant.content))
    if changed and covers(present.content, meant.content) and not past.sending:
        edits = ()  # both sides made the same change
    ours = _reverse(contradictions(meant.content, present.content)) or edits
    state = _STATES[bool(theirs), bool(edits)]
    return SyncStatus(state=state, theirs=theirs, edits=edits, ours=ours, before=before)


def without_status(content: Document) -> Document:
    """The ``content`` without the status, which is no part of the design."""
    return {key: value for key, value in content.items() if key != "status"}


def refusal(status: SyncStatus, target: str, options: PublishOptions) -> str:
    """The reason why nothing is sent to ``target`` in this ``status`` with ``options``; empty if something may be."""
    match status.state:
        case "gone":
            return f"the journey was published to {target} and is not there any more"
        case "unread":
            return f"{target} can only create drafts, and this one is there already"
        case "unknown" if not options.force:
            return f"{target} has this journey already, and it is another than the design"
        case "behind" | "diverged" if not options.force:
            return f"the journey was changed on {target} since this workspace last looked"
    return ""


def _without_a_look(
    adapter: Adapter, meant: ExpectedJourney, past: KnownState, options: PublishOptions
) -> State:
    """The standing of ``meant`` where there is nothing on the server, or nothing to be seen by ``adapter``, from
    ``past`` and ``options``.
    """
    if options.adopt:
        return "in step"  # as far as anybody can tell
    if past.last is None:
        return "new"
    if adapter.readable:
        return "gone"
    return "in step" if without_status(past.last.meant) == meant.content else "unread"


def _since(
    adapter: Adapter, present: ServerJourney, past: KnownState, known: Document
) -> tuple[Document, list[DocumentDifference]]:
    """The server's document when we last looked, and what is different in ``present`` now; ``past`` or ``known`` has
    it, ``adapter`` reads.
    """
    if past.last is None or past.last.found is None:
        return known, list(contradictions(known, present.content))
    before = adapter.content(past.last.found)
    return before, list(differences(before, present.content))


def _counts(adapter: Adapter, change: DocumentDifference, past: KnownState, options: PublishOptions) -> bool:
    """Tell whether a ``change`` of theirs stands in the way: that of a status does only where ``options`` ask for a
    status.

    A sending that was broken off has left a status of its own, noted in ``past``. ``adapter`` knows which part is the
    status.
    """
    if change.path != ("status",):
        return True
    return (
        past.sending is None and options.action is not None and change.after != adapter.status(options.action)
    )


def _reverse(changes: Iterable[DocumentDifference]) -> tuple[DocumentDifference, ...]:
    return tuple(DocumentDifference(each.path, each.after, each.before) for each in changes)
