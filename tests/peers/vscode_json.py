"""VS Code's own JSON language service on the schemas: it completes, explains and finds what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from engine.document_schema import SCHEMAS
from tests.peers.installation import node_modules
from tests.peers.outcome import PeerOutcome, counted

NAME: Final = "vscode-json-languageservice"
VERSION: Final = "5.7.2"
_TEXT_DOCUMENT: Final = "vscode-languageserver-textdocument@1.0.16"
_PROGRAM: Final = """
import service from "vscode-json-languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";
import { readFileSync } from "node:fs";
const { schema, written } = JSON.parse(readFileSync(0, "utf8"));
const json = service.getLanguageService({});
json.configure({ validate: true, schemas: [{ uri: "waypost:schema", fileMatch: ["*"], schema }] });
const cursor = written.indexOf("|");
const document = TextDocument.create("file:///design.json", "json", 1, written.replace("|", ""));
const read = json.parseJSONDocument(document), position = document.positionAt(Math.max(cursor, 0));
const said = (item) => [item.label, item.documentation?.value ?? item.documentation ?? ""];
console.log(JSON.stringify({
  problems: (await json.doValidation(document, read)).map((each) => each.message),
  offers: (await json.doComplete(document, position, read)).items.map(said),
  hover: (await json.doHover(document, position, read))?.contents ?? [],
}));
"""

_STEP: Final = '{"format": 1, "id": "a", "steps": {"s": %s}, "transitions": []}'
_TRANSITION: Final = '{"format": 1, "id": "a", "steps": {}, "transitions": [%s]}'
_ASKED: Final = (
    ("journey", _STEP % '{"kind": |}', "offers", '"checklist"', "any order"),
    ("journey", _STEP % '{"kind": "waypoint", "condition": {}, "|"}', "offers", "count", "matching events"),
    ("journey", _STEP % '{"kind": "waypoint", "co|unt": 2, "condition": {}}', "hover", "", "matching events"),
    ("journey", _STEP % '{"kind": "dela|y", "duration": "3d"}', "hover", "", "Waits for a time"),
    ("journey", _STEP % '{"kind": "delay", "count": 3}', "problems", "", "count is not allowed"),
    ("journey", _TRANSITION % '{"from": "a", "to": "b", "after": "soon"}', "problems", "", "90s, 45m, 2h"),
    ("scenario", '{"journey": "a", "events": [{"|"}], "expect": {}}', "offers", "after", "event before"),
    ("scenario", '{"journey": "a", "events": [], "expect": {"anna": {"|"}}}', "offers", "waits_at", "waits"),
    ("people", '{"steps": {"quiz": {"|"}}}', "offers", "chance", "goes on by an event"),
    ("people", '{"steps": {"quiz": {"chance": 80}}}', "problems", "", "maximum"),
)
"""A document with a cursor, what is looked at, the label of what is expected, and words of its sentence."""


def run() -> PeerOutcome:
    """Ask for offers, explanations and problems in half-written documents."""
    folder = node_modules(f"{NAME}@{VERSION}", _TEXT_DOCUMENT)
    return counted(
        (f"{look} at {written}", _wrong(folder, kind, written, look, *wanted))
        for kind, written, look, *wanted in _ASKED
    )


def _wrong(folder: Path, kind: str, written: str, look: str, label: str, words: str) -> str:
    """What was answered instead; empty if nothing."""
    done = subprocess.run(
        ["node", "--input-type=module", "-e", _PROGRAM],
        cwd=folder,
        input=json.dumps({"schema": SCHEMAS[kind](), "written": written}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return next((line for line in done.stderr.splitlines() if "Error" in line), "it ended without a word")
    answered: list[Any] = json.loads(done.stdout)[look]
    held = any(words in str(each) and (not label or each[0] == label) for each in answered)
    return "" if held else json.dumps(answered)


if __name__ == "__main__":
    outcome = run()
    print(f"{outcome.passed} of {outcome.tried}", *outcome.failures, sep="\n")
    sys.exit(bool(outcome.failures))
