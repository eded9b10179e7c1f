"""The plan of publishing: portability, the server's present state, what follows from it, the exact requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from designer.errors import ExitCode, Refused
from designer.publish.adapters import Adapter
from designer.publish.differences import covers
from designer.publish.known_state import DesignVersion, KnownState
from designer.publish.records import (
    ExpectedJourney,
    Location,
    Operation,
    PublishOptions,
    PublishPlan,
    ServerJourney,
)
from designer.publish.requests import masked_request
from designer.publish.sentences import sentences
from designer.publish.sync_status import refusal, sync_status, without_status
from store.publications import How, UnfinishedPublication

__all__ = ["find_created_journey", "plan"]


async def plan(
    adapter: Adapter, design: DesignVersion, past: KnownState, options: PublishOptions, how: How = "published"
) -> PublishPlan:
    """Look at everything and change nothing: ``design`` against what ``adapter`` finds and what is known from the
    ``past``.

    ``options`` and ``how`` are noted. Raises ServerFailure, and Refused where nobody can tell how it stands.
    """
    exported = adapter.export(design.journey)
    planned = PublishPlan(
        target=adapter.server.target,
        design=design.name,
        version=design.number,
        journey=design.journey,
        how=how,
        options=options,
        state="new",
        findings=exported.findings,
        moment=past.moment,
    )
    if exported.document is None:
        return replace(planned, refusal=f"{adapter.server.target.name} cannot hold this design")
    past = past.of_one_journey(anew=options.anew)
    present = await _present(adapter, design, past, options)
    remote = present.remote if present else past.remote or adapter.new_remote(design.journey, options.anew)
    meant = adapter.meant(design.journey, exported.document, remote, past.ids)
    return await _decide(adapter, replace(planned, meant=meant, present=present), past, meant)


async def _present(
    adapter: Adapter, design: DesignVersion, past: KnownState, options: PublishOptions
) -> ServerJourney | None:
    if options.adopt:
        found = await adapter.read(options.adopt)
        if found is None and adapter.readable:
            raise Refused(f"{adapter.server.target.name} has no journey {options.adopt!r}")
        return found
    if options.anew and past.sending is None:
        return None
    found = await adapter.read(past.remote or design.journey.id)
    if found is None and past.doubtful:
        return await find_created_journey(adapter, past.doubtful, certain=options.anew)
    return found


async def find_created_journey(
    adapter: Adapter, sending: UnfinishedPublication, *, certain: bool = False
) -> ServerJourney | None:
    """The journey that a create of which nothing was heard, in ``sending``, has made, by ``adapter``, if it did.

    Raises Refused if the server cannot be asked, unless the person is ``certain`` that there is none.
    """
    found = await adapter.namesakes(sending.title)
    if found is None and not certain:
        raise Refused(
            f"a create was sent to {sending.target} at {sending.started[:19]} and no answer came, and the server "
            f"cannot be asked what became of it. Look there for the journey {sending.title!r}: if it is there, go on "
            "with --adopt ID; if it is not, with --anew",
            ExitCode.OUTSIDE,
        )
    new = [each for each in found or () if each.remote not in sending.others]
    return next((each for each in new if covers(each.content, without_status(sending.meant))), None)


async def _decide(
    adapter: Adapter, planned: PublishPlan, past: KnownState, meant: ExpectedJourney
) -> PublishPlan:
    """The plan ``planned`` with how ``meant`` stands to the ``past`` and to what ``adapter`` finds, what follows,
    and why not.
    """
    status = sync_status(adapter, planned.present, meant, past, planned.options)
    here = planned.present.content if planned.present else {}
    stands = replace(
        planned,
        state=status.state,
        theirs=status.theirs,
        ours=status.ours,
        theirs_told=sentences(adapter, status.before, here, status.theirs),
        ours_told=sentences(adapter, here, meant.content, status.ours),
        edits_told=sentences(adapter, without_status(past.meant or {}), meant.content, status.edits),
        refusal=refusal(status, planned.target.name, planned.options),
        learnt=_learnt(planned, past),
        others=await _others(adapter, planned) if status.state == "new" else (),
    )
    stands = replace(stands, notes=tuple(_notes(adapter, stands, past)))
    if planned.present is not None and _is_to_be_ended(planned):
        stands = _plan_to_end(stands, planned.present, meant, past)
    return _with_moves(adapter, stands, meant)


async def _others(adapter: Adapter, planned: PublishPlan) -> tuple[str, ...]:
    """The journeys of the name in ``planned`` that ``adapter`` finds before anything is made."""
    return tuple(each.remote for each in await adapter.namesakes(planned.journey.name) or ())


def _is_to_be_ended(planned: PublishPlan) -> bool:
    """Tell whether a journey that is there is to be ended. It is ended as it is: steps that are sent become a draft,
    and what people are in runs on.
    """
    return planned.present is not None and planned.options.action == "ARCHIVE"


def _plan_to_end(
    planned: PublishPlan, present: ServerJourney, meant: ExpectedJourney, past: KnownState
) -> PublishPlan:
    """The plan ``planned`` to end ``present``, whatever has changed from the ``past`` to ``meant`` since."""
    return replace(
        planned,
        meant=replace(meant, content=without_status(present.content)),
        version=past.last.version if past.last else planned.version,
        ours=(),
        ours_told=(),
        notes=(*planned.notes, *_end_notes(planned, present)),
    )


def _end_notes(planned: PublishPlan, present: ServerJourney) -> Iterator[str]:
    if planned.ours:
        yield "it is ended as it is there; what changed in the design since is not sent"
    if present.version > 1 and present.content.get("status") == "DRAFT":
        yield (
            f"version {present.version} there is a draft; one before it that is published runs on until it is "
            "ended there"
        )


def _learnt(planned: PublishPlan, past: KnownState) -> bool:
    """Tell whether the workspace does not know yet, from the ``past``, what ``planned`` has found."""
    if planned.options.adopt:
        return True
    return planned.present is not None and (past.last is None or past.sending is not None)


def _notes(adapter: Adapter, planned: PublishPlan, past: KnownState) -> list[str]:
    notes = []
    if past.sending is not None:
        notes.append(
            f"publishing was broken off at {past.sending.started[:19]}; publishing again goes on from there"
        )
        notes += _unfinished_status(planned, past.sending)
    notes += _status_changes(adapter, planned, past)
    if planned.others:
        notes.append(
            f"there is a journey of this name already: {', '.join(planned.others)}; --adopt goes on with it"
        )
    return notes


def _unfinished_status(planned: PublishPlan, sending: UnfinishedPublication) -> list[str]:
    """Tell whether ``sending`` asked for a status that ``planned`` does not."""
    wanted, present = sending.meant.get("status"), planned.present
    if not wanted or planned.options.action or (present and present.content.get("status") == wanted):
        return []
    return [f"it was to become {wanted} there and is not; ask for that again if you still want it"]


def _status_changes(adapter: Adapter, planned: PublishPlan, past: KnownState) -> list[str]:
    """The status that somebody gave it since the ``past``, by ``adapter``: no part of ``planned``, so it is none of
    the differences.
    """
    if planned.present is None or past.last is None or past.last.found is None or past.sending is not None:
        return []
    before, now = adapter.content(past.last.found).get("status"), planned.present.content.get("status")
    if before == now:
        return []
    return [f"its status there is {now}; it was {before} when it was last {past.last.how}"]


def _with_moves(adapter: Adapter, planned: PublishPlan, meant: ExpectedJourney) -> PublishPlan:
    try:
        moves = tuple(_moves(adapter, planned, meant))
    except Refused as error:
        return replace(planned, refusal=planned.refusal or str(error))
    server, where = adapter.server, _location_after(planned.present, moves)
    requests = tuple(
        masked_request(adapter.request(move, where), str(server.url), server.credentials.scheme)
        for move in moves
    )
    return replace(planned, moves=moves, requests=requests)


def _location_after(present: ServerJourney | None, moves: Iterable[Operation]) -> Location:
    """The journey as it will be once ``moves`` are made to ``present``: the server counts a version on when steps
    are replaced.
    """
    if present is None:
        return Location("", 1)
    return Location(present.remote, present.version + any(move.what == "steps" for move in moves))


def _moves(adapter: Adapter, planned: PublishPlan, meant: ExpectedJourney) -> list[Operation]:
    present, action = planned.present, planned.options.action
    if planned.state != "in step" and not _is_to_be_ended(planned):
        return adapter.moves(present, meant, action)
    if action is None:
        return []
    there = present is not None and present.content.get("status") == adapter.status(action)
    return [] if there else adapter.moved_on(action)
