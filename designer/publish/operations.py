"""Publishing as the command line, the terminal app and the notebook do it: a workspace, a design's name, a target's.

All of it may raise Refused (ServerFailure among them), InvalidJourney, StoreError, and LookupError for names that are
not there. The coroutines never block on the network.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from msgspec import Struct

from designer.errors import ExitCode, Refused
from designer.publish import execution, journey_import, publish_plan
from designer.publish.adapters import Adapter, adapter_for, no_journeys
from designer.publish.clients.learninglocker import LearningLocker, RecalculationStatus
from designer.publish.connection import TargetConnection
from designer.publish.credentials import credentials
from designer.publish.execution import Watch
from designer.publish.journey_import import ImportedJourney, WhereBothChanged
from designer.publish.known_state import DesignVersion, KnownState
from designer.publish.records import PublishOptions, PublishPlan, State
from designer.publish.retries import PATIENCE
from engine.finding import Finding, InvalidJourney
from engine.journey import Journey, from_document, to_document
from engine.rules import checked
from store.publications import How, Publication, UnfinishedPublication
from store.targets import Target
from store.workspace import NewerVersion, StoredVersion, Workspace

Say = Callable[[str], object]
"""Told what is waited for, a line at a time."""


def _quiet(line: object) -> None:
    pass


@asynccontextmanager
async def connect(target: Target, say: Say = _quiet) -> AsyncIterator[TargetConnection]:
    """The connection to a target, whatever it keeps."""
    async with TargetConnection(target, credentials(target), PATIENCE, say) as server:
        yield server


@asynccontextmanager
async def connect_to_journeys(target: Target, say: Say = _quiet) -> AsyncIterator[Adapter]:
    """The server of a target that keeps journeys, ready to be asked. Raises Refused for another before any secret is
    asked for.
    """
    if not target.keeps_journeys:
        raise no_journeys(target)
    async with connect(target, say) as server:
        yield adapter_for(server)


async def plan(
    workspace: Workspace,
    design: str,
    target: str,
    options: PublishOptions = PublishOptions(),  # noqa: B008 — frozen
    say: Say = _quiet,
    how: How = "published",
) -> PublishPlan:
    """Plan publishing ``design`` of ``workspace`` to ``target`` with ``options``. Nothing is changed, here or there.

    ``how`` it came about is noted; ``say`` is told what the person should know.
    """
    meant = design_of(workspace, design, options.version)
    async with connect_to_journeys(workspace.targets.get(target), say) as adapter:
        return await publish_plan.plan(
            adapter, meant, _past(workspace, meant.journey.id, target), options, how
        )


async def send(
    workspace: Workspace, plan: PublishPlan, watch: Watch = _quiet, say: Say = _quiet
) -> Publication | None:
    """Do what ``plan`` says for ``workspace``; None if everything is in step already. ``watch`` is told each
    operation, ``say`` the rest.
    """
    async with connect_to_journeys(plan.target, say) as adapter:
        return await execution.send(adapter, workspace.publications, plan, watch)


async def rollback(
    workspace: Workspace, design: str, target: str, options: PublishOptions, say: Say = _quiet
) -> PublishPlan:
    """Plan publishing an earlier version of ``design`` in ``workspace`` again (``options.version``) to ``target``;
    ``say`` is told the rest.
    """
    return await plan(workspace, design, target, options, say, "rolled back")


async def recalculate(
    workspace: Workspace,
    design: str,
    target: str,
    watch: Callable[[RecalculationStatus], object],
    say: Say = _quiet,
) -> RecalculationStatus:
    """Let the server of ``target`` run its statements through ``design`` of ``workspace`` as published, and wait
    until it has.

    ``watch`` is told how far it is, ``say`` the rest.
    """
    last = workspace.publications.last(design_of(workspace, design).journey.id, target)
    found = workspace.targets.get(target)
    if found.kind != "learninglocker":
        raise Refused(f"{target} cannot recalculate: only targets of kind learninglocker can")
    if last is None:
        raise Refused(f"{design} was not published to {target} yet")
    async with TargetConnection(found, credentials(found), PATIENCE, say) as server:
        return await LearningLocker(server).recalculate(last.remote, watch)


class TargetStatus(Struct, frozen=True, kw_only=True):
    """The standing of a design and a target to each other: what changed there and here since they last agreed.

    ``trouble`` says why nobody knows, if nobody does.
    """

    design: str
    target: str
    state: State | None
    last: Publication | None
    theirs: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    trouble: str = ""


async def status(
    workspace: Workspace, design: str, targets: list[str], say: Say = _quiet
) -> list[TargetStatus]:
    """The standing of the newest version of ``design`` in ``workspace`` to each of ``targets``; ``say`` is told what
    the person should know.
    """
    return [await _standing(workspace, design, target, say) for target in targets]


async def _standing(workspace: Workspace, design: str, target: str, say: Say) -> TargetStatus:
    last = workspace.publications.last(_id(workspace, design), target)
    try:
        found = await plan(workspace, design, target, say=say)
    except (Refused, InvalidJourney) as error:
        return TargetStatus(design=design, target=target, state=None, last=last, trouble=str(error))
    return TargetStatus(
        design=design,
        target=target,
        state=found.state,
        last=last,
        theirs=found.theirs_told,
        ours=found.edits_told,
        notes=found.notes,
    )


def targets_of(workspace: Workspace, design: str) -> list[str]:
    """The targets that a design was published to, or was about to be, as far as they are still there."""
    id = _id(workspace, design)
    known = [target.name for target in workspace.targets.all() if target.keeps_journeys]
    past = {target: _past(workspace, id, target) for target in known}
    return [target for target in known if past[target].last or past[target].sending]


def history(workspace: Workspace, design: str, target: str | None = None) -> list[Publication]:
    """The publications of ``design`` in ``workspace``, to ``target`` if it is given, the first one first."""
    return workspace.publications.history(_id(workspace, design), target)


class PullResult(Struct, frozen=True, kw_only=True):
    """The design that a pull made or changed; ``changes`` is empty where it was in step."""

    version: StoredVersion
    remote: str
    changes: tuple[str, ...]
    findings: tuple[Finding, ...]


async def pull(
    workspace: Workspace,
    design: str,
    target: str,
    *,
    remote: str = "",
    where_both_changed: WhereBothChanged = "ask",
    say: Say = _quiet,
) -> PullResult:
    """Take the journey ``remote`` of ``target`` into ``workspace``: as a new version of ``design``, or as a new
    design of that name.

    Raises BothChanged where both sides changed a thing and ``where_both_changed`` is to ask, and Refused where somebody
    saved the design meanwhile. ``say`` is told the rest.
    """
    async with connect_to_journeys(workspace.targets.get(target), say) as adapter:
        if design in workspace.names():
            return await _pull_into(workspace, adapter, design, remote, where_both_changed)
        if not remote:
            raise Refused(f"there is no design {design!r} yet; say which journey it is to be with --id")
        return _save_import(
            workspace, adapter, design, await journey_import.import_from_server(adapter, remote)
        )


async def _pull_into(
    workspace: Workspace, adapter: Adapter, design: str, remote: str, where_both_changed: WhereBothChanged
) -> PullResult:
    ours = design_of(workspace, design)
    past = _past(workspace, ours.journey.id, adapter.server.target.name)
    pulled = await journey_import.merge_from_server(
        adapter, ours, past, _then(workspace, past), remote, where_both_changed=where_both_changed
    )
    try:
        return _save_import(workspace, adapter, design, pulled, since=ours.number)
    except NewerVersion as newer:
        raise Refused(f"{newer}; nothing was saved, pull again", ExitCode.FINDINGS) from None


def _save_import(
    workspace: Workspace,
    adapter: Adapter,
    design: str,
    pulled: ImportedJourney,
    since: int | None = None,
) -> PullResult:
    """Save ``pulled`` in ``workspace`` as a new version of ``design``, made from ``since``, and as what server
    (``adapter``) and workspace agree on.
    """
    target, present = adapter.server.target.name, pulled.present
    with workspace.transaction():
        note = f"pulled from {target}"
        version = workspace.save(design, to_document(pulled.journey), note=note, since=since)
        agreed = UnfinishedPublication(
            journey=pulled.journey.id,
            target=target,
            design=design,
            version=version.number,
            how="pulled",
            title=pulled.theirs.name,
            meant=pulled.meant.content,
            remote=present.remote,
            ids=adapter.ids(pulled.meant, present),
        )
        workspace.publications.end(agreed, present.document)
    return PullResult(
        version=version, remote=present.remote, changes=pulled.changes, findings=pulled.findings
    )


def _then(workspace: Workspace, past: KnownState) -> Journey | None:
    """The version that server and workspace last agreed on, if it is still there."""
    if past.last is None:
        return None
    try:
        return design_of(workspace, past.last.design, past.last.version).journey
    except LookupError:
        return None


def design_of(workspace: Workspace, design: str, version: int | None = None) -> DesignVersion:
    """A version of a design, the newest unless told. Raises InvalidJourney if it means nothing yet."""
    saved = workspace.load(design, version)
    return DesignVersion(design, saved.number, checked(from_document(saved.document)))


def _id(workspace: Workspace, design: str) -> str:
    """The journey's id, even of a design that means nothing yet."""
    return str(workspace.load(design).document.get("id", ""))


def _past(workspace: Workspace, journey: str, target: str) -> KnownState:
    publications = workspace.publications
    return KnownState(publications.last(journey, target), publications.sending(journey, target))
