"""A design as a tree of maps, in which a thing has the same key on every side, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, Final

from engine.journey import FORMAT, Journey, from_document, to_document
from engine.merge.values import Branches, OrderedBranches

_PARTS: Final = ("steps", "transitions", "exit_rules", "claims", "layout", "extras")
_TRANSITION: Final = ("from", "to", "name")


def tree(journey: Journey, keys: Sequence[str]) -> Branches:
    """The tree of a design; ``keys`` names its transitions among those of their step, in their order."""
    document = to_document(journey)
    fields = {key: value for key, value in document.items() if key not in (*_PARTS, "format")}
    return Branches(
        fields
        | {
            "extras": Branches(document.get("extras") or {}),
            "layout": Branches(document.get("layout", {}).get("position", {})),
            "exit_rules": OrderedBranches(_by_id(document.get("exit_rules", []))),
            "claims": OrderedBranches(_by_id(document.get("claims", []))),
            "steps": Branches({id: _step(step) for id, step in document["steps"].items()}),
            "transitions": _branches(document["transitions"], keys),
        }
    )


def _by_id(parts: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Branches]]:
    """A half-built design may have two of one id."""
    times: Counter[str] = Counter()
    for part in parts:
        times[part["id"]] += 1
        again = f" {times[part['id']]}" if times[part["id"]] > 1 else ""
        yield part["id"] + again, Branches(part)


def _step(step: Mapping[str, Any]) -> Branches:
    body = Branches(step)
    if isinstance(items := step.get("items"), dict):
        body["items"] = OrderedBranches({id: Branches(item) for id, item in items.items()})
    return body


def _branches(transitions: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> Branches:
    branches = Branches()
    for transition, key in zip(transitions, keys, strict=True):
        guard = {name: value for name, value in transition.items() if name not in _TRANSITION}
        body = Branches(
            to=transition["to"], **({"name": transition["name"]} if "name" in transition else {}), guard=guard
        )
        branches.setdefault(transition["from"], OrderedBranches())[key] = body
    return branches


def design_from_tree(tree: Mapping[str, Any], order: Sequence[str], gone: Container[str]) -> Journey:
    """The design of a tree, without what speaks of steps that are ``gone``.

    ``order`` lists the steps that transitions leave, each as often as a transition of it shall stand there.
    """
    document = {key: value for key, value in tree.items() if key not in _PARTS} | {
        "format": FORMAT,
        "steps": tree["steps"],
        "transitions": [
            transition
            for transition in _in_order(tree["transitions"], order)
            if transition["from"] not in gone and transition["to"] not in gone
        ],
        "exit_rules": [_without(rule, gone) for rule in tree["exit_rules"].values()],
        "claims": list(tree["claims"].values()),
    }
    if places := {id: place for id, place in tree["layout"].items() if id not in gone}:
        document["layout"] = {"position": places}
    return from_document(document | ({"extras": dict(tree["extras"])} if tree["extras"] else {}))


def _without(rule: Mapping[str, Any], gone: Container[str]) -> Mapping[str, Any]:
    if "outcomes" not in rule:
        return rule
    return {**rule, "outcomes": [id for id in rule["outcomes"] if id not in gone]}


def _in_order(branches: Mapping[str, Mapping[str, Any]], order: Sequence[str]) -> Iterator[dict[str, Any]]:
    left = {source: list(each.values()) for source, each in branches.items()}
    for source in (*order, *(source for source, each in branches.items() for _ in each)):
        if left.get(source):
            transition = left[source].pop(0)
            yield (
                {"from": source}
                | {key: transition[key] for key in ("to", "name") if key in transition}
                | transition["guard"]
            )
