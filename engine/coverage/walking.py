"""Sending somebody made up along one path."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, takewhile
from typing import Final

from engine.conditions.segment.witness import Deed, Recipe
from engine.coverage.deciding import Decision, Known, decisions
from engine.coverage.fitting import Fitting
from engine.coverage.records import Document, Path, Walk
from engine.coverage.sending import Sender
from engine.labels import branch, title
from engine.plan import Place
from engine.progress import Attempt, Progress
from engine.steps import Checklist, Delay, Entry, Exit, FirstMatch, Split, Waypoint, waits

MOST_EVENTS: Final = 1_000
"""Events that somebody made up sends at one place."""
MOST_DECISIONS: Final = 6
"""Decisions that are tried for one passing of a data split."""


class Stuck(Exception):
    """Nobody was made up who goes all the way; the text is a sentence that says why, ``reached`` how many ways."""

    def __init__(self, reason: str, reached: int = 0) -> None:
        self.reached = reached
        super().__init__(reason)


class _Reconsidered(Exception):
    """What was sent is being sent again, as something else."""


class Walking:
    """One person on one path."""

    def __init__(self, fitting: Fitting, sender: Sender, path: Path, turn: int = 0) -> None:
        self._fitting, self._sender, self._path, self._turn = fitting, sender, path, turn
        self._plan = sender.plan
        self._journey = sender.plan.journey
        self._instead: dict[int, Document] = {}
        self._decided: dict[int, int] = {}
        self._trouble = ""

    def walk(self) -> Walk:
        """Go the whole way. Raises Stuck."""
        while not self._is_there():
            try:
                self._go_on()
            except _Reconsidered:
                continue
        if self._path.rule is not None:
            self._leave(self._path.rule)
        return self._walked()

    def _walked(self) -> Walk:
        attempt = self._sender.attempt
        assert attempt is not None
        steps = self._journey.steps.values()
        items = {id for step in steps if isinstance(step, Checklist) for id in step.items}
        return Walk(
            path=self._path,
            owner=self._sender.progress.owner,
            steps=attempt.path,
            ways=attempt.ways,
            items=frozenset(attempt.waypoints.keys() & items),
            status=attempt.status,
            started_at=attempt.started_at,
            ended_at=self._sender.clock,
            documents=tuple(each.document for each in self._sender.sent),
        )

    def _is_there(self) -> bool:
        attempt, ways = self._sender.attempt, self._path.ways
        return attempt is not None and attempt.ways[: len(ways)] == ways

    def _reached(self) -> int:
        """How many of the ways somebody takes."""
        attempt = self._sender.attempt
        both = zip(attempt.ways if attempt else (), self._path.ways, strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))

    def _is_on_path(self) -> bool:
        attempt, ways = self._sender.attempt, self._path.ways
        if attempt is None:
            return True
        walked = min(len(attempt.ways), len(ways))
        leaves = self._path.rule if self._is_there() else None
        return attempt.ways[:walked] == ways[:walked] and attempt.exit_rule in (None, leaves)

    # A move

    def _go_on(self) -> None:
        """Let an event or the clock take the next way."""
        attempt = self._sender.attempt
        step, way = self._next(attempt)
        if attempt is not None and attempt.due is not None and self._is_timed(step, way):
            self._wait(attempt.due)
            return
        self._trouble = f"{self._title(step)} takes no event" if attempt is None else ""
        for place in self._places(step, way):
            if self._offer(place) and self._has_moved(attempt):
                return
        raise Stuck(self._says(step), self._reached())

    def _next(self, attempt: Attempt | None) -> tuple[str, int | None]:
        """Where the person is, or has to start, and the way to take from there."""
        ways = self._path.ways
        if attempt is not None:
            return attempt.at, ways[len(attempt.ways)]
        number = self._first_wait()
        if number == 0:
            return self._journey.entry, None
        return self._journey.transitions[ways[number - 1]].target, ways[number] if number < len(
            ways
        ) else None

    def _first_wait(self) -> int:
        """How many ways there are before the step whose event starts the attempt."""
        entry = self._journey.steps[self._journey.entry]
        if not isinstance(entry, Entry) or not isinstance(entry.trigger, FirstMatch):
            return 0
        targets = (self._journey.steps[self._journey.transitions[way].target] for way in self._path.ways)
        waiting = (number for number, step in enumerate(targets, 1) if waits(step) or isinstance(step, Exit))
        return next(waiting, len(self._path.ways))

    def _is_timed(self, step: str, way: int | None) -> bool:
        timed = way is not None and self._journey.transitions[way].after is not None
        return timed or isinstance(self._journey.steps[step], Delay)

    def _has_moved(self, before: Attempt | None) -> bool:
        attempt = self._sender.attempt
        return attempt is not None and (before is None or len(attempt.ways) > len(before.ways))

    def _places(self, step: str, way: int | None) -> Iterator[Place]:
        """What takes events there; of a checklist, another item comes first at every turn."""
        match self._journey.steps[step]:
            case Entry() if ("entry",) in self._plan.tests:
                yield ("entry",)
            case Waypoint():
                yield ("step", step)
            case Checklist(items=items):
                active = [id for id, item in items.items() if item.active]
                first = self._turn % max(len(active), 1)
                yield from (("item", step, id) for id in active[first:] + active[:first])
            case Split(on="event"):
                taken = [index for index, each in self._journey.out(step) if each.when is not None]
                yield from (("branch", str(index)) for index in taken if index == way or way not in taken)
            case _:
                pass

    def _leave(self, rule: str) -> None:
        attempt = self._sender.attempt
        if attempt is None or attempt.status != "running" or not self._offer(("exit", rule)):
            raise Stuck(
                f"nobody leaves by the exit rule {rule!r}: {self._trouble or 'nobody is left to leave'}"
            )

    # Events and timers

    def _wait(self, until: int) -> None:
        """Let the timer fire."""
        before = self._sender.progress
        self._sender.wait(until)
        if not self._is_on_path():
            self._reconsider(before)
            raise Stuck(self._says(self._sender.progress.attempts[0].at), self._reached())

    def _offer(self, place: Place) -> bool:
        """Send events until the place has what it asks for; what came to nothing has not been."""
        self._trouble = self._fitting.trouble(place)
        for recipe in self._fitting.recipes(place):
            progress, number = self._sender.progress, len(self._sender.sent)
            if self._follow(recipe, place):
                return True
            self._sender.back_to(number, progress)
        return False

    def _follow(self, recipe: Recipe, place: Place) -> bool:
        """Do what a recipe says, again and again as long as it changes something."""
        started, model = self._sender.attempt, self._sender.model
        deeds = recipe.deeds
        if recipe.traits and not model.is_call:
            return False
        if recipe.traits and not (deeds and self._has_traits(recipe.traits)):
            deeds = (Deed(model.identify(recipe.traits)), *deeds)
        for _ in range(MOST_EVENTS):
            before = self._sender.attempt
            for deed in deeds:
                for _ in range(deed.times):
                    if not self._send(deed.document, deed.wait):
                        return False
                    if self._has(place, started):
                        return True
            if self._sender.attempt == before:
                if before is None:
                    self._reconsider_start()
                return False
        self._trouble = f"it takes more than {MOST_EVENTS:,} events"
        return False

    def _has_traits(self, traits: Document) -> bool:
        return traits.items() <= self._sender.progress.traits.items()

    def _has(self, place: Place, before: Attempt | None) -> bool:
        """Whether what the place asks for has come to be."""
        attempt = self._sender.attempt
        if attempt is None or place[0] == "exit":
            return attempt is not None and attempt.exit_rule == place[1]
        if place[0] != "item" or self._has_moved(before):
            return self._has_moved(before)
        step = self._journey.steps[place[1]]
        assert isinstance(step, Checklist)
        return len(attempt.open.get(place[2], ())) >= step.items[place[2]].count

    def _send(self, template: Document, wait: int = 0) -> bool:
        """Send an event, or what has been decided on instead; whether it keeps to the path."""
        sender = self._sender
        before, number = sender.progress, len(sender.sent)
        if not sender.send(self._instead.get(number, template), sender.clock + wait if wait else sender.soon):
            self._trouble = "its condition asks for an event of somebody else, or for one of the past"
            return False
        if self._is_on_path():
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
        fork = self._reached()
        went, wanted = (self._journey.transitions[ways[fork]] for ways in (attempt.ways, self._path.ways))
        where = (
            f"to {went.target!r}"
            if went.target != wanted.target
            else f"by {branch(went) or 'its ordinary way'}"
        )
        self._trouble = f"{self._title(went.source)} leads everybody on {where}"
        if self._is_on_data(attempt.ways[fork]) and (decision := self._decision(fork, attempt)):
            self._decide(decision, before)

    def _reconsider_start(self) -> None:
        """Nothing has started. With first_match, a data split may have led to another first step."""
        before_first = self._path.ways[: self._first_wait()]
        forks = [fork for fork, way in enumerate(before_first) if self._is_on_data(way)]
        if forks and self._sender.sent:
            progress = self._sender.sent[-1].before
            number, now = len(progress.log), self._sender.clock
            attempt = Attempt(
                number=0, started_at=now, at=self._journey.entry, since=now, seen=number, entry=number
            )
            if decision := self._decision(forks[-1], attempt):
                self._decide(decision, progress)

    def _is_on_data(self, way: int) -> bool:
        step = self._journey.steps[self._journey.transitions[way].source]
        return isinstance(step, Split) and step.on == "data"

    def _decision(self, fork: int, attempt: Attempt) -> Decision | None:
        """The next one that has not been tried."""
        tried = self._decided.get(fork, 0)
        self._decided[fork] = tried + 1
        if tried >= MOST_DECISIONS:
            return None
        known = Known(attempt, self._sender.progress, [each.template for each in self._sender.sent])
        found = decisions(self._plan, known, self._path.ways[: fork + 1], self._sender.model.now)
        return next(islice(found, tried, None), None)

    def _decide(self, decision: Decision, before: Progress) -> None:
        """Go back to before the first event that is to be another one, and tell what is to be known."""
        sender = self._sender
        told = self._told(decision)
        first = min((*decision.events, len(before.log)))
        moved = {
            number + (len(told) if number >= first else 0): event
            for number, event in (self._instead | decision.events).items()
        }
        self._instead = moved
        sender.back_to(first, before)
        for document in told:
            self._send(document)
        raise _Reconsidered

    def _told(self, decision: Decision) -> list[Document]:
        model = self._sender.model
        if not model.is_call:
            return []
        told = [model.identify(decision.traits)] if decision.traits else []
        return told + [model.membership(audience, inside) for audience, inside in decision.audiences.items()]

    # Words

    def _title(self, step: str) -> str:
        return repr(title(step, self._journey.steps[step]))

    def _says(self, step: str) -> str:
        """Why nobody was made up who goes on from a step."""
        if self._sender.attempt is None:
            return f"no attempt starts: {self._trouble}"
        return f"nobody gets on from {self._title(step)}: {self._trouble}"
