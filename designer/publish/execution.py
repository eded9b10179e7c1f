"""Doing what was planned: each request written down before it is made and after it was answered, then read back.

Whatever happens in between, what is written down tells the next plan what may have reached the server.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from designer.errors import ExitCode, Refused
from designer.publish.adapters import Adapter
from designer.publish.differences import DocumentDifference, contradictions, differences
from designer.publish.known_state import KnownState
from designer.publish.publish_plan import find_created_journey
from designer.publish.records import ExpectedJourney, Location, Operation, PublishPlan, ServerJourney
from designer.publish.requests import Request
from designer.publish.retries import attempts
from designer.publish.sentences import sentences
from designer.publish.server_failures import Busy, RequestRejected, ServerFailure, Uncertain, Unreachable
from designer.publish.step_references import name_steps
from store.publications import Publication, Publications, UnfinishedPublication


class SendProgress(Struct, frozen=True):
    """The number of requests that were answered of so many, and what is done now."""

    done: int
    total: int
    now: str


Watch = Callable[[SendProgress], object]


class ReadbackMismatch(ServerFailure):
    """The journey that was read back is not the one that was meant."""

    def __init__(self, sentence: str, changes: tuple[DocumentDifference, ...]) -> None:
        self.changes = changes
        super().__init__(sentence)


async def send(
    adapter: Adapter, publications: Publications, plan: PublishPlan, watch: Watch
) -> Publication | None:
    """Do what ``plan`` says by ``adapter``; the publication, or None if everything was in step and known to be.

    ``publications`` keep it, ``watch`` is told each operation. Raises Refused where the plan says why not,
    ServerFailure and its kinds, AlreadyPublishing, StoreError.
    """
    if plan.refusal or plan.meant is None:
        raise Refused(plan.refusal, ExitCode.FINDINGS)
    if not (plan.moves or plan.learnt):
        return None
    with publications.alone(plan.journey.id, plan.target.name):
        await _refuse_news(adapter, publications, plan)
        sending = publications.begin(_start_sending(adapter, plan, plan.meant))
        sending = await _carry_out_all(adapter, publications, plan, sending, watch)
        watch(
            SendProgress(len(plan.moves), len(plan.moves), "reading it back" if adapter.readable else "sent")
        )
        back = await _read_back(adapter, plan, sending)
        ids = adapter.ids(plan.meant, back) if back else sending.ids
        return publications.end(replace(sending, ids=ids), back.document if back else None)


async def _refuse_news(adapter: Adapter, publications: Publications, plan: PublishPlan) -> None:
    """Raise Refused if somebody published here (``publications``), or the server's journey (``adapter``) changed,
    since ``plan`` was made.
    """
    id, target = plan.journey.id, plan.target.name
    if KnownState(publications.last(id, target), publications.sending(id, target)).moment != plan.moment:
        raise Refused(
            f"{plan.design} was published to {target} just now; look at it again", ExitCode.FINDINGS
        )
    if plan.present is None:
        return
    now = await adapter.read(plan.present.remote)
    news = list(differences(plan.present.content, now.content if now else {}))
    if news:
        raise Refused(
            f"the journey on {plan.target.name} changed just now ({news[0]}); look at it and publish again",
            ExitCode.FINDINGS,
        )


def _start_sending(adapter: Adapter, plan: PublishPlan, meant: ExpectedJourney) -> UnfinishedPublication:
    action = plan.options.action
    present = plan.present
    return UnfinishedPublication(
        journey=plan.journey.id,
        target=plan.target.name,
        design=plan.design,
        version=plan.version,
        how=plan.how,
        title=plan.journey.name,
        meant=meant.content | ({"status": adapter.status(action)} if action else {}),
        remote=present.remote if present else plan.options.adopt or meant.document.get("_id", ""),
        ids=meant.ids,
        others=plan.others,
        fresh=any(move.what == "create" for move in plan.moves),
    )


async def _carry_out_all(
    adapter: Adapter,
    publications: Publications,
    plan: PublishPlan,
    sending: UnfinishedPublication,
    watch: Watch,
) -> UnfinishedPublication:
    where = Location(plan.present.remote, plan.present.version) if plan.present else Location()
    for number, move in enumerate(plan.moves):
        request = adapter.request(move, where)
        sending = replace(sending, begun=(*sending.begun, request.label))
        publications.note(sending)
        watch(SendProgress(number, len(plan.moves), request.label))
        try:
            where = await _carry_out(adapter, move, where, sending, request)
        except (RequestRejected, Unreachable, Busy) as error:
            if number == 0:  # so nothing at all has happened
                publications.drop(sending.journey, sending.target)
            raise (
                name_steps(error, move.body, sending.ids) if isinstance(error, RequestRejected) else error
            ) from None
        sending = replace(sending, remote=where.remote, answered=(*sending.answered, request.label))
        publications.note(sending)
    return sending


async def _carry_out(
    adapter: Adapter, move: Operation, where: Location, sending: UnfinishedPublication, request: Request
) -> Location:
    """Do ``move`` by ``adapter`` with ``request``, noted in ``sending``; where a create may have worked, look
    ``where`` it made something.
    """
    if not request.once:
        return await adapter.make(move, where)
    async for attempt in attempts(
        replace(request, once=False), adapter.server.patience, adapter.server.watch
    ):
        with attempt:
            try:
                return await adapter.make(move, where)
            except Uncertain as error:
                return await _find_created(adapter, sending, error)
    raise AssertionError("the last attempt answers or raises")


async def _find_created(adapter: Adapter, sending: UnfinishedPublication, error: Uncertain) -> Location:
    """The journey that a create in ``sending`` made whose answer was lost, by ``adapter``. Raises ``error`` again if
    it made nothing.
    """
    adapter.server.watch(f"{error}; looking whether it worked")
    found = await adapter.read(sending.remote) if sending.remote else None
    found = found or await find_created_journey(adapter, sending)
    if found is not None:
        return Location(found.remote, found.version)
    if error.late:
        raise ServerFailure(
            f"{error}, and nothing is there yet; publish again later, which looks for it first"
        )
    raise error


async def _read_back(
    adapter: Adapter, plan: PublishPlan, sending: UnfinishedPublication
) -> ServerJourney | None:
    """Read the journey of ``plan`` back by ``adapter`` once ``sending`` is done. Raises ReadbackMismatch."""
    if not adapter.readable:
        return None
    back = await adapter.read(sending.remote)
    wrong = tuple(contradictions(sending.meant, back.content if back else {}))
    if back is None or wrong:
        said = sentences(adapter, sending.meant, back.content, wrong) if back else ("it is not there",)
        raise ReadbackMismatch(
            f"{plan.target.name} does not have what was sent, read back as {sending.remote}: {'; '.join(said)}",
            wrong,
        )
    return back
