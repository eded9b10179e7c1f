"""Plans, publications and standings as plain JSON values, and as lines for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from designer.publish.differences import DocumentDifference
from designer.publish.operations import PullResult, TargetStatus
from designer.publish.records import Document, PublishPlan, State
from engine.finding import findings_report
from store.publications import Publication

STATES: Final = {
    "new": "not there yet",
    "in step": "in step",
    "ahead": "the design is ahead of the server",
    "behind": "the server is ahead of the design",
    "diverged": "design and server were both changed",
    "unknown": "the server has a journey of this id that this workspace never published",
    "gone": "published, and not there any more",
    "unread": "sent as a draft that cannot be read or changed",
}
"""How a design and a server stand to each other, in words."""


def plan_answer(plan: PublishPlan) -> Document:
    return {
        "design": plan.design,
        "version": plan.version,
        "target": plan.target.name,
        "state": plan.state,
        "remote": plan.present.remote if plan.present else None,
        "marks": plan.present.marks if plan.present else {},
        "refusal": plan.refusal,
        "theirs": _changes(plan.theirs),
        "ours": _changes(plan.ours),
        "told": {"theirs": list(plan.theirs_told), "ours": list(plan.ours_told)},
        "requests": list(plan.requests),
        "notes": list(plan.notes),
        "ways_out": ways_out(plan.state, plan.design, plan.target.name) if plan.refusal else {},
        **findings_report(plan.findings),
    }


def plan_lines(plan: PublishPlan, *, requests: bool) -> Iterator[str]:
    """Yield what was found, what would change, and the requests where they are asked for."""
    there = f" as {plan.present.remote}" if plan.present else ""
    yield f"{plan.design} v{plan.version} → {plan.target.name}{there}: {STATES[plan.state]}"
    if plan.theirs:
        marks = (
            "".join(f", {key} {value}" for key, value in plan.present.marks.items()) if plan.present else ""
        )
        yield f"changed on the server{marks}:"
        yield from (f"  {line}" for line in plan.theirs_told)
    if plan.ours:
        yield "publishing would change there:"
        yield from (f"  {line}" for line in plan.ours_told)
    if requests:
        yield f"requests: {len(plan.requests) or 'none'}"
        for request in plan.requests:
            yield from request_lines(request)


def request_lines(request: Document) -> Iterator[str]:
    """A request as it is shown before it is made."""
    yield f"{request['method']} {request['url']}"
    yield from (f"{name}: {value}" for name, value in request["headers"].items())
    if request["body"] is not None:
        yield from json.dumps(request["body"], indent=2, ensure_ascii=False).splitlines()
    yield ""


def publication_answer(publication: Publication) -> Document:
    return {
        "design": publication.design,
        "version": publication.version,
        "target": publication.target,
        "how": publication.how,
        "at": publication.at,
        "remote": publication.remote,
        "read_back": publication.found is not None,
    }


def publication_line(publication: Publication) -> str:
    at = publication.at[:19].replace("T", " ")
    back = "" if publication.found is not None else ", which cannot be read back"
    return (
        f"{at}  {publication.design} v{publication.version} {publication.how} {_way(publication)} "
        f"{publication.target} as {publication.remote}{back}"
    )


def _way(publication: Publication) -> str:
    return "from" if publication.how == "pulled" else "on"


def status_answer(standing: TargetStatus) -> Document:
    return {
        "design": standing.design,
        "target": standing.target,
        "state": standing.state,
        "trouble": standing.trouble,
        "last": publication_answer(standing.last) if standing.last else None,
        "theirs": list(standing.theirs),
        "ours": list(standing.ours),
        "notes": list(standing.notes),
        "ways_out": ways_out(standing.state, standing.design, standing.target),
    }


def status_lines(standing: TargetStatus) -> Iterator[str]:
    last = f" (v{standing.last.version} {standing.last.how} {standing.last.at[:10]})" if standing.last else ""
    said = STATES[standing.state] if standing.state else standing.trouble
    yield f"{standing.design} → {standing.target}: {said}{last}"
    yield from (f"  there: {line}" for line in standing.theirs)
    yield from (f"  here: {line}" for line in standing.ours)
    yield from (f"  note: {line}" for line in standing.notes)
    yield from ways_out_lines(standing.state, standing.design, standing.target)


def ways_out(state: State | None, design: str, target: str) -> dict[str, str]:
    """Return what can be done where a design and a server stand so to each other, and the command for each."""
    publish = f"waypost publish {design} --to {target}"
    match state:
        case "behind" | "diverged" | "unknown":
            return {
                "take theirs in": f"waypost pull {design} --from {target}",
                "overwrite theirs": f"{publish} --force",
                "look": f"{publish} --dry-run",
            }
        case "gone" | "unread":
            return {"make it again": f"{publish} --anew"}
        case "ahead":
            return {"publish": publish}
    return {}


def ways_out_lines(state: State | None, design: str, target: str) -> Iterator[str]:
    """The same for people, a line each."""
    offers = ways_out(state, design, target)
    width = max(map(len, offers), default=0)
    yield from (f"  {what:{width}}  {command}" for what, command in offers.items())


def pull_answer(brought: PullResult) -> Document:
    return {
        "design": brought.version.name,
        "version": brought.version.number,
        "remote": brought.remote,
        "changes": list(brought.changes),
        **findings_report(brought.findings),
    }


def _changes(changes: Sequence[DocumentDifference]) -> list[Document]:
    return [{"place": each.place, "before": each.before, "after": each.after} for each in changes]
