"""Mermaid itself, reading the flowcharts that are exported: every name as it was given."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from engine.diagrams import mermaid
from engine.journey import Journey
from engine.steps import Entry, Exit, FirstMatch, Transition, Waypoint
from tests.peers.installation import node_modules
from tests.peers.outcome import PeerOutcome, counted

NAME: Final = "mermaid"
VERSION: Final = "11.17.2"
NAMES: Final = (
    "plain", "`back` tick", "a\\nb", "$$x$$", "%%{init: {}}%%", "fa:fa-car", "1. one", "- one", "+ one", '"quoted"',
    "<b>bold</b>", "#96; #quot; &amp;", "a|b", "end", "a;b", "**strong** _em_ ~x~", "{brace} [bracket] (round)",
)  # fmt: skip
_PROGRAM: Final = """
import { JSDOM } from "jsdom";
import { readFileSync } from "node:fs";
const { window } = new JSDOM("<body></body>");
Object.assign(globalThis, { window, document: window.document });
const mermaid = (await import("mermaid")).default;
mermaid.initialize({ startOnLoad: false });
const { db } = await mermaid.mermaidAPI.getDiagramFromText(readFileSync(0, "utf8"));
const decoded = (text) => text.replace(/ﬂ°°(\\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));
const labels = [...db.getVertices().values()].map((each) => [decoded(each.text), each.labelType]);
console.log(JSON.stringify({ labels, edges: db.getEdges().map((each) => decoded(each.text)) }));
"""


def run() -> PeerOutcome:
    """Each name as that of a step and of a transition."""
    folder = node_modules(f"{NAME}@{VERSION}", "jsdom@29.1.1")
    return counted((name, _wrong(folder, name)) for name in NAMES)


def _wrong(folder: Path, name: str) -> str:
    """What Mermaid makes of a name that is not the name; empty if nothing."""
    steps = {"a": Entry(trigger=FirstMatch()), "b": Waypoint(condition={}, name=name), "c": Exit()}
    transitions = (Transition(source="a", target="b"), Transition(source="b", target="c", name=name))
    text = mermaid(Journey(id="a", steps=steps, transitions=transitions))
    done = subprocess.run(
        ["node", "--input-type=module", "-e", _PROGRAM],
        cwd=folder,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return next((line for line in done.stderr.splitlines() if "Error" in line), "it ended without a word")
    read = json.loads(done.stdout)
    label, kind = read["labels"][1]
    if kind != "string":
        return f"it is read as {kind}"
    shown = label.split("<br>")[0]
    return "" if shown == name and read["edges"][1] == name else f"{shown!r}, {read['edges'][1]!r}"


if __name__ == "__main__":
    outcome = run()
    print(f"{outcome.passed} of {outcome.tried}", *outcome.failures, sep="\n")
    sys.exit(bool(outcome.failures))
