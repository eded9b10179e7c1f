"""The meaning of a design in a server's words, what the server has, and what would be done about the difference."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from designer.publish.differences import DocumentDifference
from engine.finding import Finding
from engine.journey import Journey
from store.publications import How
from store.targets import Target

Document = dict[str, Any]
Action = Literal["PUBLISH", "PAUSE_ENTRY", "ARCHIVE"]

State = Literal["new", "in step", "ahead", "behind", "diverged", "unknown", "gone", "unread"]
"""``ahead``: only the design changed; ``behind``: only the server; ``unknown``: the server has a journey that this
workspace never published; ``gone``: it was published and is not there; ``unread``: the server cannot be asked."""


class ExpectedJourney(Struct, frozen=True, kw_only=True):
    """A design as a server should have it.

    ``document`` is the body that creates it, ``content`` what of it people decide on, in one normal form. ``steps`` are
    the design's steps in the order of the document's parts, ``ids`` what the server calls them.
    """

    document: Document
    content: Document
    steps: tuple[str, ...] = ()
    ids: dict[str, str] = {}


class ServerJourney(Struct, frozen=True, kw_only=True):
    """A journey as a server has it now, in the same form. ``marks`` are its signs of change, for people."""

    remote: str
    document: Document
    content: Document
    parts: tuple[str, ...] = ()
    marks: dict[str, str] = {}
    version: int = 0


class Location(Struct, frozen=True):
    """The journey's id on the server and the number of its version there, as far as they are known."""

    remote: str = ""
    version: int = 0


class Operation(Struct, frozen=True):
    """One request that changes something."""

    what: Literal["create", "overwrite", "steps", "destinations", "status"]
    body: Document


class PublishOptions(Struct, frozen=True, kw_only=True):
    """Options of publishing beside the newest version.

    ``adopt`` is the id of a journey on the server to go on with, ``anew`` makes another one in any case, ``force``
    overwrites what others changed.
    """

    version: int | None = None
    action: Action | None = None
    force: bool = False
    adopt: str = ""
    anew: bool = False


class PublishPlan(Struct, frozen=True, kw_only=True):
    """Everything there is to say before anything is sent, and what ``send`` will do.

    ``meant`` is None where an error among the findings says that the server cannot hold the design. ``theirs`` is what
    changed on the server since this workspace last looked, ``ours`` what publishing would change there; both in
    sentences beside the places. ``refusal`` says why nothing will be sent. ``requests`` are as they will be made,
    credentials masked. ``edits_told``: what changed here since the last publication. ``others`` are journeys of the
    same name that are there. ``learnt``: even if nothing has to be sent, the workspace is to note how things stand.
    ``moment``: what this workspace knew.
    """

    target: Target
    design: str
    version: int
    journey: Journey
    how: How
    options: PublishOptions
    state: State
    findings: tuple[Finding, ...] = ()
    meant: ExpectedJourney | None = None
    present: ServerJourney | None = None
    theirs: tuple[DocumentDifference, ...] = ()
    ours: tuple[DocumentDifference, ...] = ()
    theirs_told: tuple[str, ...] = ()
    ours_told: tuple[str, ...] = ()
    edits_told: tuple[str, ...] = ()
    moves: tuple[Operation, ...] = ()
    requests: tuple[Document, ...] = ()
    notes: tuple[str, ...] = ()
    refusal: str = ""
    others: tuple[str, ...] = ()
    learnt: bool = False
    moment: str = ""
