"""Journeys from networkx graphs: nodes are steps, edges are transitions, attributes are the document's fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import networkx as nx

from engine.edit.fields import plain
from engine.journey import Journey, from_document
from engine.steps import ID, Step, Transition
from store.names import slug

Graph: TypeAlias = "nx.DiGraph[Any]"


def from_networkx(graph: Graph, name: str, **fields: Any) -> Journey:
    """The journey that a directed graph says. Raises InvalidJourney with every finding; ValueError if undirected.

    A node without a ``kind`` is the entry if nothing leads to it, an exit if nothing leads on, else a waypoint.

    >>> graph = nx.DiGraph([("start", "quiz"), ("quiz", "done")])
    >>> graph.nodes["quiz"]["condition"] = {"statement.verb.id": "http://adlnet.gov/expapi/verbs/passed"}
    >>> list(from_networkx(graph, "A quiz").steps)
    ['start', 'quiz', 'done']
    """
    if not graph.is_directed():
        raise ValueError(
            "the transitions of a journey have a direction; use networkx.DiGraph or MultiDiGraph"
        )
    ids = dict(_ids(graph))
    return from_document(
        {
            "format": 1,
            "id": slug(name),
            "name": name,
            "steps": {id: _step(graph, node) for node, id in ids.items()},
            "transitions": [_transition(ids, edge) for edge in _edges(graph)],
            **fields,
        }
    )


def _ids(graph: Graph) -> Iterator[tuple[object, str]]:
    for node in graph:
        yield node, str(node) if ID.fullmatch(str(node)) else slug(str(node))


def _step(graph: Graph, node: object) -> object:
    given: Mapping[str, Any] = graph.nodes[node]
    if isinstance(step := given.get("step"), Step):
        return plain(step)
    named = {} if ID.fullmatch(str(node)) else {"name": str(node)}
    return _guess_step(graph, node) | named | dict(given)


def _guess_step(graph: Graph, node: Any) -> dict[str, Any]:
    if graph.in_degree(node) == 0:
        return {"kind": "entry", "trigger": {"on": "first_match"}}
    return {"kind": "waypoint" if graph.out_degree(node) else "exit"}


def _edges(graph: Graph) -> list[tuple[Any, Any, Mapping[str, Any]]]:
    """The edges in branch order: by their key where ``Journey.graph`` made it, else as they were added."""
    if not graph.is_multigraph():
        return list(graph.edges(data=True))
    keyed: list[tuple[Any, Any, Any, Mapping[str, Any]]] = list(graph.edges(keys=True, data=True))  # type: ignore[call-overload]
    if all("transition" in edge[3] for edge in keyed):
        keyed.sort(key=lambda edge: edge[2])
    return [(source, target, attributes) for source, target, _, attributes in keyed]


def _transition(ids: Mapping[object, str], edge: tuple[Any, Any, Mapping[str, Any]]) -> object:
    source, target, given = edge
    if isinstance(transition := given.get("transition"), Transition):
        return plain(transition)
    return {"from": ids[source], "to": ids[target], **given}
