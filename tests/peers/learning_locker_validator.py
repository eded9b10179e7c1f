"""Learning Locker's own validator of statements, asked about the same statements as ours."""

from __future__ import annotations

import json
import random
import subprocess
from copy import deepcopy
from typing import Any, Final

from engine.xapi.rule_sets import LEARNING_LOCKER
from engine.xapi.storage import as_stored
from engine.xapi.validation import violations
from tests.peers.installation import node_modules
from tests.peers.outcome import PeerOutcome, counted
from tests.statement_kinds import KINDS, PLAIN

NAME: Final = "@learninglocker/xapi-validation"
VERSION: Final = "3.0.0"

_ASK: Final = """
const validate = require(process.argv[1] + '/node_modules/@learninglocker/xapi-validation').default;
require('readline').createInterface({input: process.stdin}).on('line', line => {
  let wrong; try { wrong = validate(JSON.parse(line)).length > 0 } catch (error) { wrong = true }
  console.log(wrong ? 'no' : 'yes');
});
"""
_VALUES: Final[tuple[Any, ...]] = (
    None, True, 0, 1.5, -1, "", [], {}, "x", "http://a.org/c", "http://a b", "1x:y", "mailto:a@b.org", "mailto:ä@b.org",
    "abcde", "a" * 40, "a" * 41, "en", "en_US", "x-abc", "zh-Hant-TW", "2026-05-04", "20260504", "2026-05-04T10:00:00",
    "2026-05-04T10:00Z", "2026-05-04T24:00:00Z", "2026-05-04T10:00:00-00:00", "2026-05-04T10:00:00+0100", "P1Y2W",
    "-P1D", "P4W1D", "PT1.5H", "PT", "PT1.5S", "text/plain; charset=utf-8", "font/woff", "Agent", "Group", "Activity",
    "StatementRef", "SubStatement", "1.0", "1.0.10", "2.0.0", "{12345678-1234-4234-8234-123456789abc}", "choice",
    "http://adlnet.gov/expapi/verbs/voided", [{"mbox": "mailto:a@b.org"}], {"objectType": "Group", "member": []},
)  # fmt: skip
_KEYS: Final = (
    "objectType", "mbox", "openid", "member", "account", "name", "id", "definition", "version", "stored", "authority",
    "revision", "platform", "choices", "extensions", "raw", "min", "max", "interactionType", "team", "instructor",
)  # fmt: skip
_TRIES: Final = 5_000


def run() -> PeerOutcome:
    """Every kind of statement, and thousands of statements with one or two changes at random places."""
    folder = node_modules(f"{NAME}@{VERSION}")
    kinds = [kind.statement() for kind in KINDS]
    chance = random.Random(0)
    statements = kinds + [_mutated(chance, chance.choice(_whole() + kinds)) for _ in range(_TRIES)]
    lines = "\n".join(json.dumps(_listed(each)) for each in statements)
    done = subprocess.run(
        ["node", "-e", _ASK, str(folder)], input=lines, capture_output=True, text=True, check=True
    )
    results = []
    for statement, told in zip(statements, done.stdout.split(), strict=True):
        wrong = violations(statement, LEARNING_LOCKER)
        ours = "no" if wrong else "yes"
        results.append((json.dumps(statement)[:200], "" if ours == told else f"here {ours}, there {told}"))
    return counted(results)


def _listed(statement: Any) -> Any:
    """With lists of context activities, as the service makes them before it validates."""
    if not isinstance(statement, dict) or not isinstance(statement.get("context"), dict):
        return statement
    activities = statement["context"].get("contextActivities")
    if not isinstance(activities, dict):
        return statement
    listed = as_stored({"context": {"contextActivities": activities}})["context"]["contextActivities"]
    plain = {
        name: [activities[name]] if isinstance(activities[name], dict) else value
        for name, value in listed.items()
    }
    return statement | {"context": statement["context"] | {"contextActivities": plain}}


def _whole() -> list[dict[str, Any]]:
    """Statements with every part."""
    group = {"objectType": "Group", "member": [{"mbox": "mailto:a@b.org"}], "name": "All"}
    activity = {"id": "http://a.org", "definition": {"interactionType": "choice", "choices": [{"id": "a"}]}}
    context = {"registration": "12345678-1234-4234-8234-123456789abc", "team": group, "platform": "web"}
    result = {"score": {"scaled": 0.5, "raw": 5, "min": 0, "max": 10}, "duration": "PT1H", "success": True}
    inner = PLAIN | {"objectType": "SubStatement", "object": activity}
    account = {"account": {"homePage": "http://a.org", "name": "a"}}
    return [
        PLAIN | {"actor": group, "object": activity, "context": context, "result": result},
        PLAIN | {"actor": account, "object": inner, "authority": {"mbox": "mailto:a@b.org"}},
    ]


def _mutated(chance: random.Random, statement: Any) -> Any:
    changed = deepcopy(statement)
    for _ in range(chance.choice((1, 1, 2))):
        *keys, last = chance.choice(_places(changed))
        holder = changed
        for key in keys:
            holder = holder[key]
        if isinstance(holder, dict) and chance.random() < 0.2:
            holder[chance.choice(_KEYS)] = deepcopy(chance.choice(_VALUES))
        elif isinstance(holder, dict) and chance.random() < 0.2:
            del holder[last]
        else:
            holder[last] = deepcopy(chance.choice(_VALUES))
    return changed


def _places(value: Any) -> list[tuple[Any, ...]]:
    """The paths to everything in a value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, each in pairs for path in ((key,), *((key, *rest) for rest in _places(each)))]
