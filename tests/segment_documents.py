"""Documents of Segment: the published examples, and one of each dialect that has everything the examples lack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

JSON = dict[str, Any]

DATA = Path(__file__).parent / "data"


def example(name: str) -> JSON:
    document: JSON = json.loads((DATA / f"segment-{name}.json").read_text(encoding="utf-8"))
    return document


def key(id: str, name: str | None = None) -> JSON:
    return {"id": id} if name is None else {"id": id, "name": name}


def track(event: str) -> str:
    return f"event('{event}').count() = 1"


CREATE = example("create-journey")
STEPS = example("replace-steps-for-journey")
DESTINATIONS = example("update-destinations-for-journey")
STATUS = example("update-status-for-journey")
BRANCHES = example("xstate-create-journey")
STRAIGHT = example("xstate-create-journey-direct-targets")

EVERYTHING: JSON = {
    "name": "Everything",
    "description": "",
    "owner": "a key of tomorrow",
    "definition": {
        "version": 3,
        "entryRules": {
            "type": "RE_ENTRY_AFTER_EXIT",
            "concurrency": {"enabled": False, "concurrencyKey": "orderId"},
        },
        "exitRules": {
            "enabled": False,
            "rules": [
                {
                    "key": key("left", "Left"),
                    "type": "EXIT_RULE",
                    "exitType": "EVENT_PERFORMED",
                    "condition": track("Left"),
                    "enabled": True,
                    "concurrencyEnabled": True,
                    "connectedDestinations": ["good bye"],
                    "since": 2025,
                },
                {
                    "key": key("banned"),
                    "type": "EXIT_RULE",
                    "exitType": "AUDIENCE_MEMBERSHIP_CHANGE",
                    "audienceId": "aud_1",
                    "enabled": False,
                    "concurrencyEnabled": False,
                    "connectedDestinations": [],
                },
            ],
            "relatedDestinations": [
                {"type": "DESTINATION", "key": key("nobody"), "destinations": []},
                {"type": "DESTINATION", "key": key("good bye"), "destinations": [], "transitions": []},
            ],
        },
        "initialState": "in",
        "states": [
            {"key": key("out"), "type": "EXIT"},
            {
                "key": key("in", ""),
                "type": "AUDIENCE_ENTRY",
                "audienceId": "aud_2",
                "transitions": [{"next": "a draw"}],
            },
            {
                "key": key("a draw"),
                "type": "RANDOM_SPLIT",
                "transitions": [
                    {"percentage": 33.5, "next": "pause"},
                    {"percentage": 66.5, "next": "plan", "colour": "red"},
                ],
            },
            {
                "key": key("pause", "Pause"),
                "type": "SIMPLE_DELAY",
                "duration": "PT36H",
                "transitions": [{"next": "hold"}],
            },
            {
                "key": key("plan"),
                "type": "CONDITION_SPLIT",
                "transitions": [
                    {"type": "CONDITION", "condition": "trait('plan') = 'pro'", "next": "tell"},
                    {"type": "CONDITION", "condition": "trait('plan') = 'free'", "next": "out"},
                    {"type": "DEFAULT", "next": "hold"},
                ],
            },
            {
                "key": key("hold", "Hold"),
                "type": "EVENT_SPLIT",
                "transitions": [
                    {"type": "TIMEOUT", "duration": "2h", "next": "out"},
                    {"type": "CONDITION", "condition": track("Cart Changed"), "next": "hold"},
                    {
                        "type": "CONDITION",
                        "condition": "event('Bought').where(property('total') > 10).count() >= 2",
                        "next": "tell",
                    },
                ],
            },
            {
                "key": key("tell"),
                "type": "DESTINATION",
                "destinations": [
                    {
                        "destinationId": "d1",
                        "activations": [
                            {
                                "id": "a1",
                                "eventName": "Bought in journey",
                                "actionDefinition": {"actionId": "x", "mappings": {}, "retries": 3},
                            }
                        ],
                    }
                ],
                "transitions": [{"next": "out"}],
            },
        ],
    },
}


def ast(event: str) -> JSON:
    return {"type": "ast", "options": {"AND": [{"event": event}]}}


MACHINE: JSON = {
    "name": "Machine",
    "description": "",
    "definition": {
        "initial": "an entry",
        "exitRules": [],
        "states": {
            "an entry": {
                "meta": {"type": "entry", "event": ast("Begun"), "since": 2026},
                "on": {"go": "hold"},
            },
            "hold": {
                "meta": {
                    "type": "split",
                    "splitType": "event",
                    "delay": {"duration": 2, "durationUnits": "hours"},
                },
                "on": {
                    "bought": {"target": "behind"},
                    "Left": "out",
                    "again": {"target": "round"},
                    "timeout_1": "out",
                },
            },
            "behind": {
                "meta": {
                    "type": "splitBranch",
                    "name": "Bought",
                    "condition": ast("Bought"),
                    "colour": "red",
                },
                "on": {"next": {"target": "out"}},
            },
            "round": {
                "meta": {"type": "splitBranch", "condition": ast("Cart Changed")},
                "on": {"next": "hold"},
            },
            "out": {"meta": {"type": "exit", "name": ""}, "on": {}},
        },
        "entryRules": {
            "type": "multiple",
            "concurrency": {"enabled": False, "propertyFilter": {"property": "checkout_id"}},
        },
    },
}
