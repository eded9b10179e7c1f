"""Tools of an assistant: each answers in a few lines of text, with places. They change drafts and nothing else.

They see one workspace: no files, no servers. What they raise is for the assistant to read (``USER_ERRORS``).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from designer.editing.design_argument import check_step, open_draft
from designer.editing.session import Desk
from designer.editing.templates import TEMPLATES, from_template
from designer.errors import Refused
from designer.reports import coverage as coverage_text
from designer.reports import difference_text, explanation, log_text
from designer.reports.claim_text import verdict_lines
from designer.reports.finding_text import finding_lines, tally
from designer.reports.summary import people, summary
from designer.simulation.made_up_people import make_up_people
from designer.simulation.scenarios import failures
from engine import instant, owners
from engine.conditions import ConditionError
from engine.dialects import TARGETS
from engine.diff import diff as difference
from engine.document_schema import SCHEMAS, edit_schema
from engine.edit import InvalidEdit, loads
from engine.events import Event, RejectedEvent, from_document
from engine.explain import explain as explained
from engine.finding import Finding, Invalid, findings_report
from engine.journey import Journey, dumps, to_document
from engine.plan import Plan
from engine.review import review
from engine.rules import checked
from engine.scenario import events as scenario_events
from engine.scenario import judge
from engine.scenario import load as load_scenario
from engine.scenario import run as run_scenario
from engine.simulate import SimulationResult
from engine.simulate import simulate as simulated
from engine.walk import EndlessAttempt
from store.errors import StoreError
from store.log import info
from store.log.events import events_of_owners
from store.log.simulation import simulate_log
from store.log_folders import OWN, is_log
from store.names import BadName, NameTaken, NoSuchDesign
from store.workspace import Workspace

USER_ERRORS: Final = (
    Refused, Invalid, InvalidEdit, RejectedEvent, ConditionError, EndlessAttempt, StoreError, BadName, NameTaken,
    NoSuchDesign,
)  # fmt: skip
"""What goes wrong by what was asked; anything else is a bug."""

LONGEST: Final = 12_000
"""Characters of an answer."""

Json = dict[str, Any]
Template = Literal["seed", "cart-abandonment", "onboarding", "ab-split", "blank"]
Target = Literal["learninglocker", "segment", "segment-xstate"]


class DesignTools:
    """The tools on one workspace. A ``design`` is a name in it: its draft, or with ``@3`` its third version."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    # Designs

    def designs(self) -> str:
        """The designs of the workspace, a line each; those with a draft are marked."""
        drafts = set(self._workspace.drafts.names())
        rows = self._workspace.designs()
        told = [
            f"{row.name}{' (draft)' if row.name in drafts else ''}: {row.title}, v{row.versions}"
            for row in rows
        ]
        return _joined(told) or "no designs yet: make one with new"

    def schema(self, document: Literal["journey", "scenario", "people", "edit"]) -> str:
        """The JSON Schema of a document: a journey, a scenario, the chances of a made-up population (people), or an
        edit as the tool edit takes it.
        """
        made = edit_schema() if document == "edit" else SCHEMAS[document]()
        return json.dumps(made, ensure_ascii=False, separators=(",", ":"))

    def new(self, title: str, template: Template = "blank") -> str:
        """Make a design from a template, and answer its name. Everything after that is done with edit."""
        if not title.strip() or not title.isprintable():
            raise Refused("give it a title that can be read")
        journey = from_template(template, id=secrets.token_hex(12), title=title)
        name = self._workspace.unused_name(title)
        self._workspace.save(name, to_document(journey))
        return f"{name}, made from {template} ({TEMPLATES[template]})\n{self.show(name)}"

    def show(self, design: str) -> str:
        """The document of a design as it stands."""
        return dumps(self._draft(design)).rstrip()

    def edit(self, design: str, edits: Sequence[Json]) -> str:
        """Make edits of a draft, all or none, and answer what is wrong with it afterwards.

        Each is an object such as {"edit": "add", "id": "quiz", "step": {"kind": "waypoint", "condition": {…}}},
        {"edit": "connect", "transition": {"from": "quiz", "to": "done"}}, {"edit": "change_step", "step": "quiz",
        "fields": {"count": 2}}, {"edit": "delete", "step": "quiz"}; schema("edit") has all of them.
        """
        desk = Desk.open(self._workspace, design)
        for number, each in enumerate(edits):
            try:
                desk.apply(loads(json.dumps(each)))
            except InvalidEdit as error:
                raise Refused(f"edit {number}: {error}; nothing was changed") from None
        desk.kept().write(self._workspace)
        return f"{len(edits)} edits of the draft of {design}\n{self.check(design)}"

    # Proof

    def check(self, design: str) -> str:
        """Everything that is wrong with a design or worth knowing, and the verdicts on its claims."""
        journey = self._draft(design)
        reviewed = review(journey)
        return _findings(reviewed.findings, journey, verdict_lines(reviewed.claims))

    def portability(self, design: str, target: Target) -> str:
        """The findings on what a server cannot hold of a design."""
        journey = checked(self._draft(design))
        return _findings(TARGETS[target](journey).findings, journey)

    def paths(self, design: str, bound: int = 50) -> str:
        """Walk the paths of a design with made-up people, at most ``bound``; tell what cannot be walked, and why."""
        journey = checked(self._draft(design))
        return _joined(coverage_text.lines(journey, make_up_people(journey, bound=bound).coverage))

    # Events

    def simulate(self, design: str, events: Sequence[Json] | None = None, until: str = "") -> str:
        """Run events through a design on a virtual clock: those given, else the workspace's log. Nothing is sent.

        ``until`` is how far the clock runs, such as 2026-02-01T00:00:00Z; to the newest event if left out.
        """
        run = self._run(Plan(self._draft(design)), events, until)
        return _joined([summary(run), *people(run)])

    def explain(
        self, design: str, owner: str, events: Sequence[Json] | None = None, until: str = "", step: str = ""
    ) -> str:
        """Explain why an owner (an address, a user id) is where they are, and what would move them on."""
        plan = Plan(self._draft(design))
        check_step(plan.journey, step or None)
        run = self._run(plan, events, until)
        whose, own = self._own(run, owner, events)
        told = explained(
            plan, whose, own, until=run.until or 0, seed=run.seed, voided=run.voided, step=step or None
        )
        return _joined(explanation.lines(plan.journey, told))

    def test(self, design: str, scenario: Json) -> str:
        """Hold a scenario against a design: events, and what is expected of each owner; ``journey`` may be left out.

        Such as {"events": [{"who": "anna@example.org", "event": "http://adlnet.gov/expapi/verbs/passed"}], "expect":
        {"anna@example.org": {"path": "start>quiz>done"}}}.
        """
        read = load_scenario(json.dumps({"journey": design} | scenario))
        if any(each.file for each in read.events):
            raise Refused("a scenario here has its events in it, no file")
        told = scenario_events(read, {})
        verdict = judge(read, run_scenario(Plan(self._draft(design)), read, told), told)
        return "passed" if verdict.held else _joined(["failed", *failures.lines(verdict)])

    def diff(self, before: str, after: str) -> str:
        """The changes in meaning from one design to another, such as from course@1 to course."""
        return _joined(difference_text.lines(difference(self._draft(before), self._draft(after))))

    def log_info(self) -> str:
        """The workspace's log: how many events, which verbs, which paths are in the documents, with examples."""
        return _joined(log_text.lines(info(self._log())))

    # Inside

    def _draft(self, design: str) -> Journey:
        if "@" in design:
            return open_draft(design, self._workspace)
        return Desk.open(self._workspace, design).journey

    def _log(self) -> Path:
        folder = self._workspace.folder / OWN
        if not is_log(folder):
            raise Refused(
                "the workspace has no log yet: give the events, or have somebody run waypost log import"
            )
        return folder

    def _run(self, plan: Plan, events: Sequence[Json] | None, until: str) -> SimulationResult:
        clock = _clock(until)
        if events is None:
            return simulate_log(self._log(), plan, until=clock)
        return simulated(plan, _read(events), until=clock)

    def _own(
        self, run: SimulationResult, owner: str, events: Sequence[Json] | None
    ) -> tuple[str, list[Event]]:
        """Return who is meant by ``owner``, and their events, of those given or of the log."""
        given = None if events is None else list(_read(events))
        known = (
            dict.fromkeys(each.owner for each in (*run.owners, *run.others))
            if given is None
            else dict.fromkeys(whose for each in given if (whose := run.owner_of(each)) is not None)
        )
        found = [each for each in known if owners.is_called(each, owner)]
        if len(found) != 1:
            near = " or ".join(owners.near(owner, known))
            said = f"{owner!r} may be any of {', '.join(found)}" if found else f"no event is of {owner!r}"
            raise Refused(f"{said}; did you mean {near}?" if near and not found else said)
        if given is not None:
            return found[0], [each for each in given if run.owner_of(each) == found[0]]
        theirs = events_of_owners(self._log(), run.all_names(found), run.plan.journey.track_by)
        return found[0], list(theirs)


def _findings(findings: Iterable[Finding], journey: Journey, more: Iterable[str] = ()) -> str:
    found = list(findings)
    return _joined([*finding_lines(found, journey), *more, tally(findings_report(found))])


def _read(events: Sequence[Json]) -> Iterable[Event]:
    for number, each in enumerate(events):
        try:
            yield from_document(each)
        except RejectedEvent as error:
            raise Refused(f"event {number}: {error}") from None


def _clock(until: str) -> int | None:
    try:
        return instant.parse(until) if until else None
    except ValueError as error:
        raise Refused(str(error)) from None


def _joined(lines: Iterable[str]) -> str:
    """The lines, cut off where they would fill the assistant's memory."""
    text = "\n".join(lines)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n… cut off after {LONGEST:,} characters"
