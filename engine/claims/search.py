"""Ways to break a claim that the state graph allows, whatever conditions ask: the shortest first.

The graph allows more than events can do: where it allows no way to break a claim, nobody ever breaks it. Where it
does, somebody has to be made up who goes there (``engine.claims.verdict``).

The search goes through pairs of a step and a ``Monitor``. Time passes as slowly as the design lets it: at each step an
attempt waits as long as its timer allows.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

import networkx as nx
from msgspec import Struct

from engine.claim import Claim
from engine.claims.monitor import Monitor
from engine.claims.trace import is_fulfilled
from engine.coverage.path_graph import can_be_taken
from engine.plan import Plan
from engine.steps import Delay, Entry, Exit, FirstMatch, Split, Waypoint, is_recorded, waits

VISITS: Final = 8
"""How often the search goes on from one step with equal monitors, for other ways to the same."""


class Suspect(Struct, frozen=True):
    """A way to break a claim: the ``transitions`` to take, by index, and what happens then.

    The exit rule ``rule`` ends the attempt, or nothing more happens, and it ``stays`` where it is or goes round for
    ever.
    """

    transitions: tuple[int, ...]
    rule: str | None = None
    stays: bool = False


class _Node(NamedTuple):
    """An attempt on its way: it came by the ``transition`` from ``before``; ``has_waited`` once anything moved it."""

    at: str
    monitor: Monitor
    now: int = 0
    has_waited: bool = False
    before: _Node | None = None
    transition: int = -1

    @property
    def transitions(self) -> tuple[int, ...]:
        taken: list[int] = []
        node: _Node | None = self
        while node is not None and node.before is not None:
            taken.append(node.transition)
            node = node.before
        return tuple(reversed(taken))

    @property
    def pending(self) -> int:
        """Return for how long the monitor has waited for an answer."""
        return 0 if self.monitor.since is None else self.now - self.monitor.since


class Search:
    """The search for ways through ``plan`` to break ``claim``."""

    def __init__(self, plan: Plan, claim: Claim) -> None:
        self._plan, self._journey, self._claim = plan, plan.journey, claim
        self._visited: dict[tuple[str, int, bool, bool], list[int]] = defaultdict(list)

    def suspects(self) -> Iterator[Suspect]:
        """Ways to break the claim, the shortest first; none if it cannot be broken."""
        ahead = deque([self._start()])
        while ahead:
            node = ahead.popleft()
            found = list(self._breaks(node))
            yield from found
            if not any(each.rule is None for each in found) and self._is_new(node):
                ahead += self._onward(node)

    def _start(self) -> _Node:
        return _Node(self._journey.entry, Monitor(self._claim).reach(self._journey.entry, 0))

    def _is_new(self, node: _Node) -> bool:
        """Tell whether to go on from a node: not from one that others came to often, and waiting as long."""
        key = (node.at, node.monitor.progress, node.monitor.since is None, node.has_waited)
        before = self._visited[key]
        is_new = len(before) < VISITS or node.pending > max(before)
        before.append(node.pending)
        return is_new

    # How a claim can break at a node

    def _breaks(self, node: _Node) -> Iterator[Suspect]:
        step, monitor = self._journey.steps[node.at], node.monitor
        if monitor.broken_at is not None:
            yield Suspect(node.transitions)
        elif isinstance(step, Exit):
            if monitor.end(node.now).broken_at is not None:
                yield Suspect(node.transitions)
        elif waits(step) and not self._goes_at_once(node):
            if self._may_stay(node.at) and monitor.stay(node.now).broken_at is not None:
                yield Suspect(node.transitions, stays=True)
            yield from self._by_rules(node)

    def _by_rules(self, node: _Node) -> Iterator[Suspect]:
        for rule in self._journey.exit_rules:
            if rule.active:
                monitor = node.monitor
                for outcome in rule.outcomes:
                    monitor = monitor.reach(outcome, node.now) if self._is_recorded(outcome) else monitor
                if monitor.end(node.now).broken_at is not None:
                    yield Suspect(node.transitions, rule=rule.id)

    def _may_stay(self, step: str) -> bool:
        """Tell whether an attempt may never leave a step, or never come to an end, if no event comes."""
        plan = self._plan
        has_timer = step in plan.patience or (step in plan.waits and step not in self._dateless)
        return not has_timer or step in self._rounds

    @cached_property
    def _dateless(self) -> frozenset[str]:
        """The steps whose timer may never be due, for want of a date."""
        return frozenset(
            step for step, wait in self._plan.waits.items() if wait.reads and step not in self._plan.defaults
        )

    @cached_property
    def _rounds(self) -> frozenset[str]:
        """The steps from which the clock alone may lead round and round."""
        timed: nx.DiGraph[str] = nx.DiGraph()
        for transition in self._journey.transitions:
            source = self._journey.steps[transition.source]
            if transition.timed or isinstance(source, Delay) or not waits(source):
                timed.add_edge(transition.source, transition.target)
        circles = [
            each
            for each in nx.strongly_connected_components(timed)
            if len(each) > 1 or any(timed.has_edge(id, id) for id in each)
        ]
        return frozenset().union(*circles, *(nx.ancestors(timed, next(iter(each))) for each in circles))

    # How an attempt goes on

    def _onward(self, node: _Node) -> Iterator[_Node]:
        step = self._journey.steps[node.at]
        at_once = self._goes_at_once(node)
        now = node.now if at_once or not waits(step) else self._latest(node)
        for index, transition in self._journey.out(node.at):
            if not can_be_taken(self._journey, transition) or (at_once and transition.timed):
                continue
            monitor = node.monitor
            if is_fulfilled(step) and not transition.timed:
                monitor = monitor.reach(node.at, now)
            if self._is_recorded(transition.target) and not is_fulfilled(
                self._journey.steps[transition.target]
            ):
                monitor = monitor.reach(transition.target, now)
            yield _Node(
                transition.target, monitor.wait(now), now, node.has_waited or waits(step), node, index
            )

    def _latest(self, node: _Node) -> int:
        """Return when an attempt leaves where it waits at the latest; where nothing says when, too late."""
        patience = self._plan.patience.get(node.at)
        if patience is not None and node.at not in self._plan.waits:
            return node.now + patience
        deadline = node.monitor.deadline
        return node.now if deadline is None else max(node.now, deadline + 1)

    def _goes_at_once(self, node: _Node) -> bool:
        """Tell whether the event that starts the attempt takes it on at once: a first step with first_match that
        takes one event.
        """
        entry, step = self._journey.steps[self._journey.entry], self._journey.steps[node.at]
        if node.has_waited or not isinstance(entry, Entry) or not isinstance(entry.trigger, FirstMatch):
            return False
        return (isinstance(step, Waypoint) and step.count == 1) or (
            isinstance(step, Split) and step.on == "event"
        )

    def _is_recorded(self, step: str) -> bool:
        return is_recorded(self._journey.steps[step])
