"""Sending somebody made up along one path."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from engine.conditions.segment.witness import Deed, Recipe
from engine.coverage.candidates import RecipeCache
from engine.coverage.coverage import Document, JourneyPath, Walk
from engine.coverage.decisions import BranchDecision, PersonState
from engine.coverage.route import Route
from engine.coverage.sender import Sender
from engine.coverage.tallied_events import TalliedEvents
from engine.journey import Journey
from engine.labels import branch, title
from engine.plan import Place
from engine.progress import Attempt, Progress
from engine.steps import Checklist

MOST_EVENTS: Final = 1_000
"""Times that somebody made up does the same at one place."""
MOST_DECISIONS: Final = 6
"""Decisions that are tried for one passing of a data split."""


class WalkStuck(Exception):
    """Nobody was made up who goes all the way; the text is a sentence that says why, ``reached`` how many
    transitions.
    """

    def __init__(self, reason: str, reached: int = 0) -> None:
        self.reached = reached
        super().__init__(reason)


def completed_items(journey: Journey, attempt: Attempt) -> frozenset[str]:
    """The items of the checklists of ``journey`` that are complete in ``attempt``."""
    lists = (step for step in journey.steps.values() if isinstance(step, Checklist))
    return frozenset(id for step in lists for id in step.items if id in attempt.waypoints)


class _Reconsider(Exception):
    """The signal that what was sent is to be sent again, as something else."""


class PathWalker:
    """One person on one path.

    ``_instead`` are the events that have been decided on, by position; ``_decided``, how often, by the position of the
    transition from the data split.
    """

    def __init__(self, cache: RecipeCache, sender: Sender, path: JourneyPath, turn: int = 0) -> None:
        self._cache, self._sender = cache, sender
        self._route = Route(sender.plan, path, turn)
        self._journey = sender.plan.journey
        self._instead: dict[int, Document] = {}
        self._decided: dict[int, int] = {}
        self._trouble = ""
        self._tallied = TalliedEvents(sender)

    def walk(self, traits: Mapping[str, Any]) -> Walk:
        """Go the whole way, once ``traits`` are told. Raises WalkStuck."""
        if traits and self._sender.model.is_call:
            self._send(self._sender.model.identify(traits))
        while not self._route.is_there(self._sender.attempt):
            try:
                self._go_on()
            except _Reconsider:
                continue
        if self._route.path.rule is not None:
            self._leave(self._route.path.rule)
        return self._walk_so_far()

    def _walk_so_far(self) -> Walk:
        attempt = self._sender.attempt
        assert attempt is not None
        return Walk(
            path=self._route.path,
            owner=self._sender.progress.owner,
            steps=attempt.path,
            transitions=attempt.transitions,
            items=completed_items(self._journey, attempt),
            status=attempt.status,
            started_at=attempt.started_at,
            ended_at=self._sender.clock,
            documents=tuple(each.document for each in self._sender.sent),
        )

    # A move

    def _go_on(self) -> None:
        """Let an event or the clock take the next transition."""
        attempt = self._sender.attempt
        step, transition = self._route.next(attempt)
        if attempt is not None and attempt.due is not None and self._route.is_timed(step, transition):
            self._wait(attempt.due, step)
            return
        self._trouble = f"{self._title(step)} takes no event"
        for place in self._route.places(step, transition):
            if self._offer(place) and self._has_moved(attempt):
                return
        raise self._stuck(step)

    def _has_moved(self, before: Attempt | None) -> bool:
        attempt = self._sender.attempt
        return attempt is not None and (before is None or len(attempt.transitions) > len(before.transitions))

    def _wait(self, until: int, step: str) -> None:
        """Let the timer of a step fire."""
        before = self._sender.progress
        self._sender.wait(until)
        if not self._route.is_on(self._sender.attempt):
            self._reconsider(before)
            raise self._stuck(step)

    def _leave(self, rule: str) -> None:
        attempt = self._sender.attempt
        if attempt is None or attempt.status != "running":
            raise WalkStuck(f"nobody is left to leave by the exit rule {rule!r}")
        if not self._offer(("exit", rule)):
            raise WalkStuck(f"nobody leaves by the exit rule {rule!r}: {self._trouble}")

    # Events

    def _offer(self, place: Place) -> bool:
        """Send events until the place has what it asks for; what came to nothing has not been."""
        self._trouble = ""
        for recipe in self._cache.recipes(place):
            progress, number = self._sender.progress, len(self._sender.sent)
            if self._follow(recipe, place):
                return True
            self._sender.back_to(number, progress)
        self._trouble = self._trouble or self._cache.trouble(place)
        return False

    def _follow(self, recipe: Recipe, place: Place) -> bool:
        """Do what a recipe says, again and again as long as more counts."""
        started = self._sender.attempt
        deeds = [deed for deed in self._deeds(recipe) for _ in range(deed.times)]
        for _ in range(MOST_EVENTS):
            before, counted = self._sender.attempt, self._tallied.counted(place)
            for deed in deeds:
                if not self._send(self._tallied.template(place, deed.document), self._ahead(place, deed)):
                    return False
                if self._has(place, started):
                    return True
            slides = place[0] in ("step", "item") and self._tallied.counted(place) <= counted
            if slides or self._sender.attempt == before:
                self._reconsider_start()
                return False
            if self._count_on(place, started):
                return True
        self._trouble = f"it takes more than {MOST_EVENTS:,} events"
        return False

    def _count_on(self, place: Place, before: Attempt | None) -> bool:
        """Send single events as long as one counts at the place; tell whether it has what it asks for."""
        occasions = self._tallied.occasions(place)
        for _ in range(MOST_EVENTS):
            if not any(self._counts(place, deed) for deed in occasions):
                return False
            if self._has(place, before):
                return True
        return False

    def _counts(self, place: Place, deed: Deed) -> bool:
        """Send one event and tell whether it counts at the place; take it back where it does not."""
        progress, number = self._sender.progress, len(self._sender.sent)
        before, counted = self._sender.attempt, self._tallied.counted(place)
        if self._send(deed.document, deed.wait) and (
            self._has_moved(before) or self._tallied.counted(place) > counted
        ):
            return True
        self._sender.back_to(number, progress)
        return False

    def _ahead(self, place: Place, deed: Deed) -> int:
        """Return how long after the last event this one comes, in microseconds; 0 for soon."""
        return deed.wait or self._tallied.wait(place)

    def _deeds(self, recipe: Recipe) -> tuple[Deed, ...]:
        """Return what a recipe takes, as things are; nothing where it asks for traits of somebody who makes
        statements.
        """
        model, traits = self._sender.model, self._sender.progress.traits
        if not recipe.traits or (recipe.deeds and recipe.traits.items() <= traits.items()):
            return recipe.deeds
        return (Deed(model.identify(recipe.traits)), *recipe.deeds) if model.is_call else ()

    def _has(self, place: Place, before: Attempt | None) -> bool:
        """Tell whether what the place asks for has come to be."""
        attempt = self._sender.attempt
        if place[0] == "exit" and attempt is not None:
            return attempt.exit_rule == place[1]
        if place[0] != "item" or attempt is None or self._has_moved(before):
            return self._has_moved(before)
        step = self._journey.steps[place[1]]
        assert isinstance(step, Checklist)
        return len(attempt.open.get(place[2], ())) >= step.items[place[2]].count

    def _send(self, template: Document, wait: int = 0) -> bool:
        """Send ``template`` after ``wait``, or what has been decided on instead; tell whether it keeps to the path."""
        sender = self._sender
        before, number = sender.progress, len(sender.sent)
        if not sender.send(self._instead.get(number, template), sender.clock + wait if wait else sender.soon):
            self._trouble = "its condition asks for an event of somebody else, or for one of the past"
            return False
        if self._route.is_on(sender.attempt):
            return True
        self._reconsider(before)
        return False

    # Data splits

    def _reconsider(self, before: Progress) -> None:
        """Somebody left the path. At a data split, go back and decide otherwise; else note why."""
        attempt = self._sender.attempt
        assert attempt is not None
        if attempt.exit_rule is not None:
            self._trouble = f"the exit rule {attempt.exit_rule!r} comes first"
            return
        fork = self._route.reached(attempt)
        self._trouble = self._leads_elsewhere(attempt.transitions[fork], self._route.path.transitions[fork])
        if self._route.is_on_data(attempt.transitions[fork]):
            self._decide(fork, attempt, before)

    def _reconsider_start(self) -> None:
        """Nothing has started. With first_match, a data split may have led to another first step."""
        forks = [
            fork
            for fork, transition in enumerate(self._route.before_start)
            if self._route.is_on_data(transition)
        ]
        if self._sender.attempt is None and forks and self._sender.sent:
            before, now = self._sender.before(len(self._sender.sent) - 1), self._sender.clock
            number = len(before.log)
            attempt = Attempt(
                number=0, started_at=now, at=self._journey.entry, since=now, seen=number, entry=number
            )
            self._decide(forks[-1], attempt, before)

    def _decide(self, fork: int, attempt: Attempt, before: Progress) -> None:
        """Go back to before the first event that has to be another one at ``fork``, where ``attempt`` stands as it
        did ``before``.

        Returns where there is nothing to decide on.
        """
        decision = self._decision(fork, attempt)
        if decision is None:
            return
        told = self._telling_calls(decision)
        first = min((*decision.events, len(before.log)))
        self._instead = {
            number + (len(told) if number >= first else 0): event
            for number, event in (self._instead | decision.events).items()
        }
        self._sender.back_to(first, before)
        for document in told:
            self._send(document)
        raise _Reconsider

    def _decision(self, fork: int, attempt: Attempt) -> BranchDecision | None:
        """The next decision at ``fork`` for ``attempt`` that has not been tried."""
        tried = self._decided.get(fork, 0)
        self._decided[fork] = tried + 1
        if tried >= MOST_DECISIONS:
            return None
        sender, transitions = self._sender, self._route.path.transitions[: fork + 1]
        known = PersonState(attempt, sender.progress, [each.template for each in sender.sent])
        return next(
            islice(self._cache.deciding.decisions(known, transitions, sender.model.now), tried, None), None
        )

    def _telling_calls(self, decision: BranchDecision) -> list[Document]:
        """Calls that tell what is to be known; statements cannot."""
        model = self._sender.model
        if not model.is_call:
            return []
        told = [model.identify(decision.traits)] if decision.traits else []
        return told + [model.membership(audience, inside) for audience, inside in decision.audiences.items()]

    # Words

    def _title(self, step: str) -> str:
        return repr(title(step, self._journey.steps[step]))

    def _leads_elsewhere(self, went: int, wanted: int) -> str:
        transition, other = self._journey.transitions[went], self._journey.transitions[wanted]
        by = branch(transition) or "its ordinary way"
        where = f"by {by}" if transition.target == other.target else f"to {transition.target!r}"
        return f"{self._title(transition.source)} leads everybody on {where}"

    def _stuck(self, step: str) -> WalkStuck:
        """Say why nobody was made up who goes on from a step."""
        attempt = self._sender.attempt
        start = "no attempt starts" if attempt is None else f"nobody gets on from {self._title(step)}"
        return WalkStuck(f"{start}: {self._trouble}", self._route.reached(attempt))
