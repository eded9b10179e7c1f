"""XState's model-based testing: the same claims about the same machines, by all paths that ``xstate/graph`` finds.

``@xstate/test`` has become ``xstate/graph``. It has neither people who take their time nor claims: paths come
from it, and the claims are formulas over what a path reaches. Claims within a time are left out.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from random import Random
from time import perf_counter
from typing import Any, Final

from engine.claims.verdict import verdicts
from engine.journey import from_document
from engine.rules import checked
from tests.peers.installation import NotAvailable, node_modules
from tests.peers.outcome import Exclusion, PeerOutcome, counted

NAME: Final = "xstate/graph"
VERSION: Final = "5.33.3"
EXCLUDED: Final = (Exclusion("claims within a time", "its paths have no lengths of time"),)
DESIGNS: Final = 40
_VERBS: Final = "http://example.org/verbs/"
_PROGRAM: Final = """
import { readFileSync } from "node:fs";
import { assign, createMachine } from "xstate";
import { getSimplePaths } from "xstate/graph";
const reach = (step) => assign({ trail: ({ context }) => [...context.trail, step] });
const embeds = (pattern, trail) => {
  let at = 0;
  for (const step of trail) if (step === pattern[at]) at += 1;
  return at === pattern.length;
};
const breaks = (claim, trail, isOver, hasEnded) => {
  if (claim.never) return embeds(claim.never, trail);
  if (claim.always) return isOver && !embeds(claim.always, trail);
  if (claim.only_after) {
    const first = trail.indexOf(claim.only_after[0]);
    return first >= 0 && !trail.slice(0, first).includes(claim.only_after[1]);
  }
  if (claim.at_most) return trail.filter((step) => step === claim.at_most.step).length > claim.at_most.times;
  const isOwed = (step, at) => step === claim.if && !trail.slice(at + 1).includes(claim.then);
  if (claim.if) return isOver && trail.some(isOwed);
  return isOver && !hasEnded;
};
const answers = JSON.parse(readFileSync(0, "utf8")).map(({ states, claims }) => {
  for (const [id, state] of Object.entries(states)) {
    if (!state.waits) state.entry = reach(id);
    for (const way of Object.values(state.on ?? {})) if (state.waits) way.actions = reach(id);
  }
  const began = performance.now();
  const machine = createMachine({ initial: "start", context: { trail: [] }, states });
  const paths = getSimplePaths(machine, { stopWhen: ({ context }) => context.trail.length > 11 });
  const begun = paths.filter(({ state }) => state.value !== "start");
  const lives = begun.map(({ state }) => [state.context.trail, state.status === "done", states[state.value]]);
  const verdicts = claims.map((claim) =>
    lives.some(([trail, hasEnded, at]) => breaks(claim, trail, hasEnded || !at.after, hasEnded)));
  return { verdicts, seconds: (performance.now() - began) / 1000 };
});
console.log(JSON.stringify(answers));
"""


def run() -> PeerOutcome:
    """All claims about all designs: one operation each. Prints the time that both took."""
    folder = node_modules(f"xstate@{VERSION}")
    drawn = [_design(Random(number)) for number in range(DESIGNS)]
    done = subprocess.run(
        ["node", "--input-type=module", "-e", _PROGRAM],
        cwd=folder,
        input=json.dumps([{"states": _states(each), "claims": each["claims"]} for each in drawn]),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotAvailable(f"node failed: {done.stderr.strip()[-200:]}")
    answers = json.loads(done.stdout)
    began = perf_counter()
    ours = [verdicts(checked(from_document(each))) for each in drawn]
    took, theirs = perf_counter() - began, sum(each["seconds"] for each in answers)
    print(
        f"claims about {DESIGNS} machines: xstate/graph {theirs:.2f} s, Waypost {took:.2f} s", file=sys.stderr
    )
    return counted(
        (
            (f"design {number}, {verdict.claim.sentence}", _wrong(verdict.verdict, is_broken))
            for number, (judged, answer) in enumerate(zip(ours, answers, strict=True))
            for verdict, is_broken in zip(judged, answer["verdicts"], strict=True)
        ),
        EXCLUDED,
    )


def _wrong(verdict: str, is_broken: bool) -> str:
    """Empty where both say the same."""
    return (
        ""
        if (verdict == "broken") == is_broken and verdict != "undecided"
        else f"{verdict}, there {is_broken}"
    )


def _design(draws: Random) -> dict[str, Any]:
    """A journey of steps in a row: waypoints whose timeout leads further down, splits that lead back, outcomes."""
    ids = [f"step{number}" for number in range(draws.randint(2, 5))]
    row = ["start", *ids, "done"]
    steps: dict[str, Any] = {
        "start": {"kind": "entry", "trigger": {"on": "event", "condition": _verb("begin")}},
        "done": {"kind": "exit"},
        "lost": {"kind": "exit", "completes": False},
    }
    transitions: list[dict[str, Any]] = [{"from": "start", "to": ids[0]}]
    for number, id in enumerate(ids, 1):
        kind = draws.choice(("waypoint", "waypoint", "split", "outcome"))
        further = draws.choice([*row[number + 1 :], "lost"])
        if kind == "outcome":
            steps[id] = {"kind": kind, "type": "callback", "callback": "https://example.com/told"}
            transitions.append({"from": id, "to": row[number + 1]})
        elif kind == "split":
            steps[id] = {"kind": kind, "on": "event"}
            back = draws.choice(
                [each for each in row[1:number] if steps[each]["kind"] != "outcome"] or [further]
            )
            transitions.append({"from": id, "to": row[number + 1], "when": _verb(f"{id}-on")})
            transitions.append({"from": id, "to": back, "when": _verb(f"{id}-back")})
            transitions.append({"from": id, "to": further, "after": "1d"})
        else:
            steps[id] = {"kind": kind, "condition": _verb(id)}
            transitions.append({"from": id, "to": row[number + 1]})
            if draws.random() < 0.6:
                transitions.append({"from": id, "to": further, "after": "1d"})
    return {
        "format": 1,
        "id": "drawn",
        "name": "",
        "steps": steps,
        "transitions": transitions,
        "claims": list(_claims(draws, [*ids, "done", "lost"])),
    }


def _claims(draws: Random, steps: list[str]) -> Iterator[dict[str, Any]]:
    said: tuple[dict[str, Any], ...] = (
        {"never": draws.sample(steps, 2)},
        {"always": [draws.choice(steps)]},
        {"if": draws.choice(steps), "then": draws.choice(steps)},
        {"only_after": draws.sample(steps, 2)},
        {"at_most": {"step": draws.choice(steps), "times": draws.randint(0, 2)}},
        {"ends": True},
    )
    yield from ({"id": f"claim{number}", **each} for number, each in enumerate(said))


def _verb(name: str) -> dict[str, Any]:
    return {"statement.verb.id": _VERBS + name}


def _states(document: dict[str, Any]) -> dict[str, Any]:
    """The same as states of a machine; an event has the name of its verb."""
    states: dict[str, Any] = {}
    for id, step in document["steps"].items():
        state: dict[str, Any] = {"waits": step["kind"] == "waypoint"}
        for way in (each for each in document["transitions"] if each["from"] == id):
            if "after" in way:
                state["after"] = {"1000": {"target": way["to"]}}
            elif step["kind"] == "outcome":
                state["always"] = {"target": way["to"]}
            else:
                asked = way.get("when") or step.get("condition") or step["trigger"]["condition"]
                name = asked["statement.verb.id"].removeprefix(_VERBS)
                state.setdefault("on", {})[name] = {"target": way["to"]}
        states[id] = state | ({"type": "final"} if step["kind"] == "exit" else {})
    return states
