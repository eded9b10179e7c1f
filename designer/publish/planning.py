"""What publishing would do: portability, the server's present state, and a comparison of three.

The three are what was last published, what the server has now, and what the design says now. What a sending that was
broken off has left on the server counts as ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from designer.console import Exit, Refused
from designer.publish.comparing import Change, covers, differences, lacking, unexplained
from designer.publish.records import Document, Meant, Move, Plan, Present, State, Where, Wish
from designer.publish.requests import shown
from designer.publish.sides import Side
from designer.publish.telling import told
from engine.journey import Journey
from store.publications import How, Publication, Sending


class Design(Struct, frozen=True):
    """The version of a design that is to be published."""

    name: str
    number: int
    journey: Journey

    @property
    def title(self) -> str:
        return self.journey.name


class Past(Struct, frozen=True):
    """What this workspace knows: the last publication, and a sending that was broken off."""

    last: Publication | None = None
    sending: Sending | None = None

    @property
    def remote(self) -> str:
        """The journey's id on the server; or the one that was asked for."""
        return next((each.remote for each in (self.sending, self.last) if each and each.remote), "")

    @property
    def ids(self) -> Mapping[str, str]:
        return next((each.ids for each in (self.sending, self.last) if each and each.ids), {})

    @property
    def meant(self) -> Document | None:
        """What the server should have, as far as this workspace has seen to it."""
        known = self.last or self.sending
        return known.meant if known else None

    @property
    def doubtful(self) -> Sending | None:
        """The sending that began a create of which nothing was heard."""
        sending = self.sending
        return sending if sending and not self.last and len(sending.begun) > len(sending.answered) else None


class Compared(Struct, frozen=True):
    """How the three stand to each other, and from which document each change leads away."""

    state: State
    theirs: tuple[Change, ...] = ()
    ours: tuple[Change, ...] = ()
    before: Document | None = None


async def plan(side: Side, design: Design, past: Past, wish: Wish, how: How = "published") -> Plan:
    """Look at everything and change nothing. Raises Trouble, and Refused where nobody can tell how things stand."""
    past = Past() if wish.anew else past
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
    )
    if exported.document is None:
        return replace(planned, refusal=f"{side.server.target.name} cannot hold this design")
    present = await _present(side, design, past, wish)
    remote = present.remote if present else past.remote or side.new_remote(design.journey, wish.anew)
    meant = side.meant(design.journey, exported.document, remote, past.ids)
    planned = replace(planned, meant=meant, present=present)
    return await _decided(side, planned, past, meant)


async def _present(side: Side, design: Design, past: Past, wish: Wish) -> Present | None:
    if wish.anew:
        return None
    if wish.adopt:
        found = await side.read(wish.adopt)
        if found is None and side.readable:
            raise Refused(f"{side.server.target.name} has no journey {wish.adopt!r}")
        return found
    found = await side.read(past.remote or design.journey.id)
    return found or (await made(side, past.doubtful) if past.doubtful else None)


async def made(side: Side, sending: Sending) -> Present | None:
    """The journey that a create of which nothing was heard has made, if it did. Raises Refused if nobody can tell."""
    found = await side.namesakes(sending.title)
    if found is None:
        raise Refused(
            f"a create was sent to {sending.target} at {sending.started[:19]} and no answer came, and the server "
            f"cannot be asked what became of it. Look there for the journey {sending.title!r}: if it is there, go on "
            "with --adopt ID; if it is not, with --anew",
            Exit.OUTSIDE,
        )
    new = [each for each in found if each.remote not in sending.others]
    return next((each for each in new if covers(each.content, _undecided(sending.meant))), None)


async def _decided(side: Side, planned: Plan, past: Past, meant: Meant) -> Plan:
    """The plan with how things stand, what follows from it, and why not where it does not."""
    compared = _compared(side, planned, past, meant)
    here = planned.present
    stands = replace(
        planned,
        state=compared.state,
        theirs=compared.theirs,
        ours=compared.ours,
        theirs_told=told(side, compared.before or {}, here.content if here else {}, compared.theirs),
        ours_told=told(side, here.content if here else {}, meant.content, compared.ours),
        refusal=_refusal(compared, planned),
        learnt=_learnt(planned, past),
    )
    if stands.state == "new":
        namesakes = await side.namesakes(planned.journey.name) or []
        stands = replace(stands, others=tuple(each.remote for each in namesakes))
    return _with_moves(side, replace(stands, notes=tuple(_notes(stands, past))), meant)


def _compared(side: Side, planned: Plan, past: Past, meant: Meant) -> Compared:
    present, known = planned.present, past.meant
    if present is None:
        return Compared(_without_a_look(side, past, meant))
    if known is None or planned.wish.adopt:
        theirs = tuple(lacking(meant.content, present.content))
        return Compared("unknown" if theirs else "in step", theirs, _turned(theirs), meant.content)
    before = side.content(past.last.found) if past.last and past.last.found is not None else known
    changed = list(differences(before, present.content) if past.last else lacking(known, present.content))
    said = [meant.content, *([past.sending.meant] if past.sending else [])]
    theirs = tuple(each for each in unexplained(changed, *said) if _counts(side, each, planned.wish, past))
    edited = tuple(differences(_undecided(known), meant.content))
    if changed and covers(present.content, meant.content) and not past.sending:
        edited = ()  # both sides made the same change
    ours = _turned(lacking(meant.content, present.content)) or edited
    states: dict[tuple[bool, bool], State] = {
        (False, False): "in step",
        (False, True): "ahead",
        (True, False): "behind",
        (True, True): "diverged",
    }
    return Compared(states[bool(theirs), bool(edited)], theirs, ours, before)


def _without_a_look(side: Side, past: Past, meant: Meant) -> State:
    if past.last is None:
        return "new"
    if side.readable:
        return "gone"
    return "in step" if _undecided(past.last.meant) == meant.content else "unread"


def _counts(side: Side, change: Change, wish: Wish, past: Past) -> bool:
    """Whether a change of theirs stands in the way: that of a status does only where a status is asked for.

    A sending that was broken off has left a status of its own.
    """
    if change.path != ("status",):
        return True
    return past.sending is None and wish.action is not None and change.after != side.status(wish.action)


def _undecided(content: Document) -> Document:
    """Without the status, which is no part of the design."""
    return {key: value for key, value in content.items() if key != "status"}


def _turned(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(Change(each.path, each.after, each.before) for each in changes)


def _refusal(compared: Compared, planned: Plan) -> str:
    target, wish = planned.target.name, planned.wish
    match compared.state:
        case "gone":
            return f"the journey was published to {target} and is not there any more; --anew makes it again"
        case "unread":
            return f"{target} can only create drafts, and this one is there already; --anew makes another"
        case "unknown" if not wish.force:
            return (
                f"{target} has this journey already, and it is another than the design: --force overwrites it, "
                "`waypost pull` takes it in"
            )
        case "behind" | "diverged" if not wish.force:
            return (
                f"the journey was changed on {target} since this workspace last looked: --force overwrites that, "
                "`waypost pull` takes it in"
            )
    return ""


def _learnt(planned: Plan, past: Past) -> bool:
    """Whether the workspace does not know yet what was found."""
    if planned.present is None:
        return False
    return past.last is None or past.sending is not None or bool(planned.wish.adopt)


def _notes(planned: Plan, past: Past) -> list[str]:
    notes = []
    if past.sending is not None:
        notes.append(f"publishing was broken off at {past.sending.started[:19]}; this goes on from there")
        notes += _unfinished(planned, past.sending)
    if planned.state == "new" and planned.others:
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
    if planned.state != "in step":
        return side.moves(present, meant, action)
    if action is None:
        return []
    wanted = side.moves(present, meant, action)
    there = present is not None and present.content.get("status") == side.status(action)
    return [] if there else [move for move in wanted if move.what == "status"]
