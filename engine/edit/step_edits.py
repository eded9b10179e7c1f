"""Edits of one step: add, change, rename, move, delete."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from engine.edit.fields import Fields, with_fields
from engine.edit.lookup import Changes, InvalidEdit, check_fresh, step_of
from engine.journey import Journey, Layout
from engine.steps import Entry, ExitRule, Split, Step, Transition

Position = tuple[int, int]


class Add(Changes, frozen=True, tag="add"):
    """A new step, not connected yet."""

    id: str
    step: Step
    position: Position | None = None

    def applied_to(self, journey: Journey) -> Journey:
        check_fresh(journey, self.id)
        if isinstance(self.step, Entry) and any(isinstance(step, Entry) for step in journey.steps.values()):
            raise InvalidEdit("the design has an entry; change that one instead of adding a second")
        added = replace(journey, steps={**journey.steps, self.id: self.step})
        return added if self.position is None else moved(added, self.id, self.position)


class ChangeStep(Changes, frozen=True, tag="change_step"):
    """Other values for some fields of a step; its kind stays."""

    step: str
    fields: Fields

    def applied_to(self, journey: Journey) -> Journey:
        step = with_fields(step_of(journey, self.step), self.fields)
        return replace(journey, steps={**journey.steps, self.step: step})


class Move(Changes, frozen=True, tag="move"):
    """Another place on the canvas; without a position, back to where the layout puts it."""

    step: str
    position: Position | None = None

    def applied_to(self, journey: Journey) -> Journey:
        step_of(journey, self.step)
        return moved(journey, self.step, self.position)


def moved(journey: Journey, step: str, position: Position | None) -> Journey:
    """The design with a step at a position, or without a position of its own."""
    places = dict(journey.layout.position) if journey.layout else {}
    places.pop(step, None)
    if position is not None:
        places[step] = position
    return replace(journey, layout=Layout(places) if places else None)


class Rename(Changes, frozen=True, tag="rename"):
    """Another id for a step, wherever it is spoken of: transitions, exit rules, conditions on data, claims."""

    step: str
    to: str

    def applied_to(self, journey: Journey) -> Journey:
        step_of(journey, self.step)
        if self.step == self.to:
            return journey
        check_fresh(journey, self.to)
        return replace(
            journey,
            steps={self._new(id): step for id, step in journey.steps.items()},
            transitions=tuple(self._transition(journey, transition) for transition in journey.transitions),
            exit_rules=tuple(
                replace(rule, outcomes=tuple(map(self._new, rule.outcomes))) for rule in journey.exit_rules
            ),
            claims=tuple(claim.renamed(self._new) for claim in journey.claims),
            accepted=tuple(
                each if each.step is None else replace(each, step=self._new(each.step))
                for each in journey.accepted
            ),
            layout=journey.layout
            and Layout({self._new(id): place for id, place in journey.layout.position.items()}),
        )

    def _new(self, id: str) -> str:
        return self.to if id == self.step else id

    def _transition(self, journey: Journey, transition: Transition) -> Transition:
        ends = replace(transition, source=self._new(transition.source), target=self._new(transition.target))
        source = journey.steps.get(transition.source)
        if isinstance(source, Split) and source.on == "data" and isinstance(transition.when, dict):
            return replace(ends, when=self._query(transition.when))
        return ends

    def _query(self, query: dict[str, Any]) -> dict[str, Any]:
        """A query over what is known, with the step's new id in its paths (``steps.quiz.statement…``)."""
        renamed = {self._path(key): self._parts(key, part) for key, part in query.items()}
        if len(renamed) < len(query):
            raise InvalidEdit(
                f"a condition speaks of both steps.{self.step} and steps.{self.to}; change it first"
            )
        return renamed

    def _parts(self, key: str, part: Any) -> Any:
        if key not in ("$and", "$or", "$nor") or not isinstance(part, list):
            return part
        return [self._query(each) if isinstance(each, dict) else each for each in part]

    def _path(self, path: str) -> str:
        names = path.split(".")
        return ".".join(["steps", self.to, *names[2:]]) if names[:2] == ["steps", self.step] else path


class Delete(Changes, frozen=True, tag="delete"):
    """A step goes, with its transitions, its place, and its part in exit rules.

    If one transition led out of it, the transitions that led in now lead to where that one led.
    """

    step: str

    def applied_to(self, journey: Journey) -> Journey:
        if isinstance(step_of(journey, self.step), Entry):
            raise InvalidEdit("a journey needs its entry; change it instead")
        rest = {id: step for id, step in journey.steps.items() if id != self.step}
        left = replace(
            journey,
            steps=rest,
            transitions=self._heal(journey),
            exit_rules=tuple(map(self._without, journey.exit_rules)),
        )
        return moved(left, self.step, None)

    def _heal(self, journey: Journey) -> tuple[Transition, ...]:
        out = {transition.target for _, transition in journey.out(self.step)}
        onward = next(iter(out - {self.step}), None) if len(out) == 1 else None
        return tuple(
            replace(transition, target=onward)
            if transition.target == self.step and onward is not None
            else transition
            for transition in journey.transitions
            if transition.source != self.step and (transition.target != self.step or onward is not None)
        )

    def _without(self, rule: ExitRule) -> ExitRule:
        return replace(rule, outcomes=tuple(id for id in rule.outcomes if id != self.step))
