"""What publishing would do: portability, the server's present state, what follows from it, the exact requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from designer.errors import Exit, Refused
from designer.publish.comparing import covers
from designer.publish.judging import judge, refusal, undecided
from designer.publish.past import Design, Past
from designer.publish.records import Meant, Move, Plan, Present, Where, Wish
from designer.publish.requests import shown
from designer.publish.sides import Side
from designer.publish.telling import told
from store.publications import How, Sending

__all__ = ["Design", "Past", "made", "plan"]


async def plan(side: Side, design: Design, past: Past, wish: Wish, how: How = "published") -> Plan:
    """Look at everything and change nothing. Raises Trouble, and Refused where nobody can tell how things stand."""
    exported = side.export(design.journey)
    planned = Plan(
        target=side.server.target,
        design=design.name,
        version=design.number,
        journey=design.journey,
        how=how,
        wish=wish,
        state="new",
        findings=exported.findings,
        moment=past.moment,
    )
    if exported.document is None:
        return replace(planned, refusal=f"{side.server.target.name} cannot hold this design")
    past = past.of_one_journey(anew=wish.anew)
    present = await _present(side, design, past, wish)
    remote = present.remote if present else past.remote or side.new_remote(design.journey, wish.anew)
    meant = side.meant(design.journey, exported.document, remote, past.ids)
    return await _decided(side, replace(planned, meant=meant, present=present), past, meant)


async def _present(side: Side, design: Design, past: Past, wish: Wish) -> Present | None:
    if wish.adopt:
        found = await side.read(wish.adopt)
        if found is None and side.readable:
            raise Refused(f"{side.server.target.name} has no journey {wish.adopt!r}")
        return found
    if wish.anew and past.sending is None:
        return None
    found = await side.read(past.remote or design.journey.id)
    if found is None and past.doubtful:
        return await made(side, past.doubtful, certain=wish.anew)
    return found


async def made(side: Side, sending: Sending, *, certain: bool = False) -> Present | None:
    """The journey that a create of which nothing was heard has made, if it did.

    Raises Refused if the server cannot be asked, unless the person is certain that there is none.
    """
    found = await side.namesakes(sending.title)
    if found is None and not certain:
        raise Refused(
            f"a create was sent to {sending.target} at {sending.started[:19]} and no answer came, and the server "
            f"cannot be asked what became of it. Look there for the journey {sending.title!r}: if it is there, go on "
            "with --adopt ID; if it is not, with --anew",
            Exit.OUTSIDE,
        )
    new = [each for each in found or () if each.remote not in sending.others]
    return next((each for each in new if covers(each.content, undecided(sending.meant))), None)


async def _decided(side: Side, planned: Plan, past: Past, meant: Meant) -> Plan:
    """The plan with how things stand, what follows from it, and why not where it does not."""
    judged = judge(side, planned.present, meant, past, planned.wish)
    here = planned.present.content if planned.present else {}
    stands = replace(
        planned,
        state=judged.state,
        theirs=judged.theirs,
        ours=judged.ours,
        theirs_told=told(side, judged.before, here, judged.theirs),
        ours_told=told(side, here, meant.content, judged.ours),
        edits_told=told(side, undecided(past.meant or {}), meant.content, judged.edits),
        refusal=refusal(judged, planned.target.name, planned.wish),
        learnt=_learnt(planned, past),
        others=await _others(side, planned) if judged.state == "new" else (),
    )
    stands = replace(stands, notes=tuple(_notes(side, stands, past)))
    if planned.present is not None and _is_ended(planned):
        stands = _ended(stands, planned.present, meant, past)
    return _with_moves(side, stands, meant)


async def _others(side: Side, planned: Plan) -> tuple[str, ...]:
    """The journeys of the same name that are there before anything is made."""
    return tuple(each.remote for each in await side.namesakes(planned.journey.name) or ())


def _is_ended(planned: Plan) -> bool:
    """Whether a journey that is there is to be ended. It is ended as it is: steps that are sent become a draft, and
    what people are in runs on."""
    return planned.present is not None and planned.wish.action == "ARCHIVE"


def _ended(planned: Plan, present: Present, meant: Meant, past: Past) -> Plan:
    """The plan to end what is there, whatever has changed in the design since."""
    return replace(
        planned,
        meant=replace(meant, content=undecided(present.content)),
        version=past.last.version if past.last else planned.version,
        ours=(),
        ours_told=(),
        notes=(*planned.notes, *_not_ended(planned, present)),
    )


def _not_ended(planned: Plan, present: Present) -> Iterator[str]:
    if planned.ours:
        yield "it is ended as it is there; what changed in the design since is not sent"
    if present.version > 1 and present.content.get("status") == "DRAFT":
        yield (
            f"version {present.version} there is a draft; one before it that is published runs on until it is "
            "ended there"
        )


def _learnt(planned: Plan, past: Past) -> bool:
    """Whether the workspace does not know yet what was found."""
    if planned.wish.adopt:
        return True
    return planned.present is not None and (past.last is None or past.sending is not None)


def _notes(side: Side, planned: Plan, past: Past) -> list[str]:
    notes = []
    if past.sending is not None:
        notes.append(
            f"publishing was broken off at {past.sending.started[:19]}; publishing again goes on from there"
        )
        notes += _unfinished(planned, past.sending)
    notes += _moved_on(side, planned, past)
    if planned.others:
        notes.append(
            f"there is a journey of this name already: {', '.join(planned.others)}; --adopt goes on with it"
        )
    return notes


def _unfinished(planned: Plan, sending: Sending) -> list[str]:
    """A status that was asked for then and is not asked for now."""
    wanted, present = sending.meant.get("status"), planned.present
    if not wanted or planned.wish.action or (present and present.content.get("status") == wanted):
        return []
    return [f"it was to become {wanted} there and is not; ask for that again if you still want it"]


def _moved_on(side: Side, planned: Plan, past: Past) -> list[str]:
    """The status that somebody gave it: no part of the design, so it is none of the differences."""
    if planned.present is None or past.last is None or past.last.found is None or past.sending is not None:
        return []
    before, now = side.content(past.last.found).get("status"), planned.present.content.get("status")
    if before == now:
        return []
    return [f"its status there is {now}; it was {before} when it was last {past.last.how}"]


def _with_moves(side: Side, planned: Plan, meant: Meant) -> Plan:
    try:
        moves = tuple(_moves(side, planned, meant))
    except Refused as error:
        return replace(planned, refusal=planned.refusal or str(error))
    server, where = side.server, _expected(planned.present, moves)
    requests = tuple(
        shown(side.request(move, where), str(server.url), server.credentials.scheme) for move in moves
    )
    return replace(planned, moves=moves, requests=requests)


def _expected(present: Present | None, moves: Iterable[Move]) -> Where:
    """Where the journey will be: the server counts a version on when steps are replaced."""
    if present is None:
        return Where("", 1)
    return Where(present.remote, present.version + any(move.what == "steps" for move in moves))


def _moves(side: Side, planned: Plan, meant: Meant) -> list[Move]:
    present, action = planned.present, planned.wish.action
    if planned.state != "in step" and not _is_ended(planned):
        return side.moves(present, meant, action)
    if action is None:
        return []
    there = present is not None and present.content.get("status") == side.status(action)
    return [] if there else side.moved_on(action)
