"""Doing what was planned: each request written down before it is made and after it was answered, then read back.

Whatever happens in between, what is written down tells the next plan what may have reached the server.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from designer.errors import Exit, Refused
from designer.publish.comparing import Change, differences, lacking
from designer.publish.naming import with_steps
from designer.publish.past import Past
from designer.publish.planning import made
from designer.publish.records import Meant, Move, Plan, Present, Where
from designer.publish.requests import Request
from designer.publish.retrying import retrying
from designer.publish.sides import Side
from designer.publish.telling import told
from designer.publish.troubles import Busy, Rejected, Trouble, Unclear, Unreachable
from store.publications import Publication, Publications, Sending


class Progress(Struct, frozen=True):
    """So many of so many requests were answered, and what is done now."""

    done: int
    total: int
    now: str


Watch = Callable[[Progress], object]


class Differs(Trouble):
    """What was read back is not what was meant."""

    def __init__(self, sentence: str, changes: tuple[Change, ...]) -> None:
        self.changes = changes
        super().__init__(sentence)


async def send(side: Side, publications: Publications, plan: Plan, watch: Watch) -> Publication | None:
    """Make it so; the publication, or None if everything was in step and known to be.

    Raises Refused where the plan says why not, Trouble and its kinds, AlreadyPublishing, StoreError.
    """
    if plan.refusal or plan.meant is None:
        raise Refused(plan.refusal, Exit.FINDINGS)
    if not (plan.moves or plan.learnt):
        return None
    with publications.alone(plan.journey.id, plan.target.name):
        await _refuse_news(side, publications, plan)
        sending = publications.begin(_sending(side, plan, plan.meant))
        sending = await _all_made(side, publications, plan, sending, watch)
        watch(Progress(len(plan.moves), len(plan.moves), "reading it back" if side.readable else "sent"))
        back = await _read_back(side, plan, sending)
        ids = side.ids(plan.meant, back) if back else sending.ids
        return publications.end(replace(sending, ids=ids), back.document if back else None)


async def _refuse_news(side: Side, publications: Publications, plan: Plan) -> None:
    """Raise Refused if somebody here published, or the server's journey changed, between the plan and now."""
    id, target = plan.journey.id, plan.target.name
    if Past(publications.last(id, target), publications.sending(id, target)).moment != plan.moment:
        raise Refused(f"{plan.design} was published to {target} just now; look at it again", Exit.FINDINGS)
    if plan.present is None:
        return
    now = await side.read(plan.present.remote)
    news = list(differences(plan.present.content, now.content if now else {}))
    if news:
        raise Refused(
            f"the journey on {plan.target.name} changed just now ({news[0]}); look at it and publish again",
            Exit.FINDINGS,
        )


def _sending(side: Side, plan: Plan, meant: Meant) -> Sending:
    action = plan.wish.action
    present = plan.present
    return Sending(
        journey=plan.journey.id,
        target=plan.target.name,
        design=plan.design,
        version=plan.version,
        how=plan.how,
        title=plan.journey.name,
        meant=meant.content | ({"status": side.status(action)} if action else {}),
        remote=present.remote if present else plan.wish.adopt or meant.document.get("_id", ""),
        ids=meant.ids,
        others=plan.others,
        fresh=any(move.what == "create" for move in plan.moves),
    )


async def _all_made(
    side: Side, publications: Publications, plan: Plan, sending: Sending, watch: Watch
) -> Sending:
    where = Where(plan.present.remote, plan.present.version) if plan.present else Where()
    for number, move in enumerate(plan.moves):
        request = side.request(move, where)
        sending = replace(sending, begun=(*sending.begun, request.label))
        publications.note(sending)
        watch(Progress(number, len(plan.moves), request.label))
        try:
            where = await _made(side, move, where, sending, request)
        except (Rejected, Unreachable, Busy) as error:
            if number == 0:  # so nothing at all has happened
                publications.drop(sending.journey, sending.target)
            raise (
                with_steps(error, move.body, sending.ids) if isinstance(error, Rejected) else error
            ) from None
        sending = replace(sending, remote=where.remote, answered=(*sending.answered, request.label))
        publications.note(sending)
    return sending


async def _made(side: Side, move: Move, where: Where, sending: Sending, request: Request) -> Where:
    """Do it; where a create may have worked, look for what it made before it is tried again."""
    if not request.once:
        return await side.make(move, where)
    async for attempt in retrying(replace(request, once=False), side.server.patience, side.server.watch):
        with attempt:
            try:
                return await side.make(move, where)
            except Unclear as error:
                return await _found(side, sending, error)
    raise AssertionError("the last attempt answers or raises")


async def _found(side: Side, sending: Sending, error: Unclear) -> Where:
    """What a create made whose answer was lost. Raises the error again if it made nothing."""
    side.server.watch(f"{error}; looking whether it worked")
    found = await side.read(sending.remote) if sending.remote else None
    found = found or await made(side, sending)
    if found is not None:
        return Where(found.remote, found.version)
    if error.late:
        raise Trouble(f"{error}, and nothing is there yet; publish again later, which looks for it first")
    raise error


async def _read_back(side: Side, plan: Plan, sending: Sending) -> Present | None:
    """The journey as it is there now. Raises Differs."""
    if not side.readable:
        return None
    back = await side.read(sending.remote)
    wrong = tuple(lacking(sending.meant, back.content if back else {}))
    if back is None or wrong:
        said = told(side, sending.meant, back.content, wrong) if back else ("it is not there",)
        raise Differs(
            f"{plan.target.name} does not have what was sent, read back as {sending.remote}: {'; '.join(said)}",
            wrong,
        )
    return back
