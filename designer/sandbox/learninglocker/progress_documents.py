"""The document of somebody's progress: what the engine has made of the events, and what was written over it by hand."""

from __future__ import annotations

from designer.sandbox.ids import number_of
from designer.sandbox.journey_standings import BY_HAND
from designer.sandbox.persistence import JSON, KeptProgress
from designer.sandbox.state import ServerState
from engine.dialects.learninglocker import journey_progress, owner_record, progress_id
from engine.plan import Plan
from engine.progress import Progress


def progress_document(world: ServerState, plan: Plan, progress: Progress) -> JSON | None:
    """The document of ``progress`` by ``plan`` with what ``world`` keeps that was written by hand; None for somebody
    who has not begun and of whom nothing is written.
    """
    is_by_hand = progress.owner.startswith(BY_HAND)
    id = progress.owner.removeprefix(BY_HAND) if is_by_hand else progress_id(plan, progress.owner)
    kept = world.progress.get(number_of(id))
    fields = kept.fields if kept else {}
    if not progress.attempts and not fields:
        return None
    if is_by_hand and kept is not None:
        progress = Progress(owner=kept.owner)
    blank = {} if progress.attempts else {"_id": id, "organisation": world.organisation}
    return journey_progress(plan, progress) | owner_record(plan, progress) | blank | fields


def document_owner(plan: Plan, id: str, kept: KeptProgress) -> str:
    """The name under which the document ``id`` stands: its owner's by ``plan``, unless it has an id of its own."""
    return kept.owner if progress_id(plan, kept.owner) == id else BY_HAND + id


def note_document(world: ServerState, id: str, kept: KeptProgress) -> None:
    """Let the document ``id`` say what ``world`` keeps of it, ``kept``, from now on."""
    live = world.lives[kept.journey]
    whose = document_owner(live.plan, id, kept)
    live.owners[whose] = live.owners.get(whose, Progress(owner=whose))
    world.lives.changed(kept.journey)
