"""The funnel: how many come to each step, of those who could have come and of all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Literal

from msgspec import Struct

from engine.insight.visits import visits
from engine.journey import Journey
from engine.progress import Progress
from engine.steps import Exit, Outcome, is_recorded

Unit = Literal["attempts", "people"]


class FunnelStep(Struct, frozen=True, kw_only=True):
    """The number that ``reached`` a step, and that ``did`` what it waits for; ``previous`` stood at a step right before
    it, or reached it.

    A step is done when it is left otherwise than by a timeout or an exit rule, and an exit when it is reached.
    Steps that are passed through are looked through. The shares are between 0 and 1, None where there is nothing to
    take a share of.
    """

    step: str
    reached: int
    did: int
    previous: int
    of_previous: float | None
    of_entry: float | None


def funnel(journey: Journey, people: Iterable[Progress], unit: Unit = "attempts") -> tuple[FunnelStep, ...]:
    """A row for each recorded step of ``journey``, from the entry onward; a join stands behind all of its branches.

    ``people`` are counted, or their attempts, by ``unit``.
    """
    entered: dict[str, set[Hashable]] = {id: set() for id in journey.steps}
    done: dict[str, set[Hashable]] = {id: set() for id in journey.steps}
    for visit in visits(journey, people):
        one = (visit.owner, visit.attempt) if unit == "attempts" else visit.owner
        entered[visit.step].add(one)
        if visit.did or isinstance(journey.steps[visit.step], Exit | Outcome):
            done[visit.step].add(one)
    rows = [id for id in forward(journey) if is_recorded(journey.steps[id])]
    return tuple(_funnel_step(journey, id, entered, len(done[id])) for id in rows)


def _funnel_step(journey: Journey, id: str, entered: dict[str, set[Hashable]], did: int) -> FunnelStep:
    before = entered[id].union(*(entered[step] for step in _right_before(journey, id)))
    reached, all_of_them = len(entered[id]), len(entered[journey.entry])
    return FunnelStep(
        step=id,
        reached=reached,
        did=did,
        previous=len(before),
        of_previous=reached / len(before) if before else None,
        of_entry=reached / all_of_them if all_of_them else None,
    )


def _right_before(journey: Journey, id: str) -> set[str]:
    """The recorded steps of ``journey`` from which one comes to ``id`` without passing another recorded step."""
    found: set[str] = set()
    ahead = [id]
    while ahead:
        new = set(journey.graph.predecessors(ahead.pop())) - found
        found |= new
        ahead += [step for step in new if not is_recorded(journey.steps[step])]
    return {step for step in found if is_recorded(journey.steps[step])}


def forward(journey: Journey) -> list[str]:
    """The steps in the order in which they lie ahead of the entry, branches in their order; then those beside the way.

    Source: reverse postorder of a depth-first search, which puts a step behind all that lead to it but for loops.
    """
    import networkx as nx  # it takes long to load

    ahead: nx.DiGraph[str] = nx.DiGraph()
    ahead.add_nodes_from(journey.steps)
    ahead.add_edges_from(
        (transition.source, transition.target) for transition in reversed(journey.transitions)
    )
    walked = list(nx.dfs_postorder_nodes(ahead, journey.entry))[::-1]
    return list(dict.fromkeys([*walked, *journey.steps]))
