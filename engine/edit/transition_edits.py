"""Edits of the transitions between steps, and of the journey's own fields."""

from __future__ import annotations

from msgspec.structs import replace

from engine.edit.fields import Fields, with_fields
from engine.edit.lookup import Changes, InvalidEdit, step_of, transition_of
from engine.edit.step_edits import Add, Position
from engine.journey import Journey
from engine.steps import Entry, Exit, Split, Step, Transition


class Connect(Changes, frozen=True, tag="connect"):
    """A new transition, last in order."""

    transition: Transition

    def applied_to(self, journey: Journey) -> Journey:
        step_of(journey, self.transition.source)
        step_of(journey, self.transition.target)
        return replace(journey, transitions=(*journey.transitions, self.transition))


class Disconnect(Changes, frozen=True, tag="disconnect"):
    """A transition goes."""

    transition: int

    def applied_to(self, journey: Journey) -> Journey:
        transition_of(journey, self.transition)
        before, after = journey.transitions[: self.transition], journey.transitions[self.transition + 1 :]
        return replace(journey, transitions=before + after)


class ChangeTransition(Changes, frozen=True, tag="change_transition"):
    """Other values for some fields of a transition; ``to`` and ``from`` redirect it."""

    transition: int
    fields: Fields

    def applied_to(self, journey: Journey) -> Journey:
        transition = with_fields(transition_of(journey, self.transition), self.fields)
        for key, end in (("from", transition.source), ("to", transition.target)):
            if key in self.fields:
                step_of(journey, end)
        transitions = list(journey.transitions)
        transitions[self.transition] = transition
        return replace(journey, transitions=tuple(transitions))


class Insert(Changes, frozen=True, tag="insert"):
    """A new step on a transition, which now leads to it; the step's own way leads on to the old target."""

    id: str
    step: Step
    transition: int
    position: Position | None = None

    def applied_to(self, journey: Journey) -> Journey:
        transition = transition_of(journey, self.transition)
        if isinstance(self.step, Entry | Exit):
            raise InvalidEdit(
                f"an {self.step.__struct_config__.tag} cannot stand on a transition: add and connect it"
            )
        added = Add(self.id, self.step, self.position).applied_to(journey)
        transitions = [*journey.transitions, onward(self.id, self.step, transition.target)]
        transitions[self.transition] = replace(transition, target=self.id)
        return replace(added, transitions=tuple(transitions))


def onward(id: str, step: Step, target: str) -> Transition:
    """The first transition out of the new ``step`` ``id``, to ``target``. A split on events still lacks its branches
    and its timeout.
    """
    match step:
        case Split(on="data"):
            return Transition(source=id, target=target, default=True)
        case Split(on="random"):
            return Transition(source=id, target=target, percent=100.0)
        case _:
            return Transition(source=id, target=target)


class Reorder(Changes, frozen=True, tag="reorder"):
    """The transitions out of a step in another order: ``order`` lists their present indexes."""

    step: str
    order: tuple[int, ...]

    def applied_to(self, journey: Journey) -> Journey:
        step_of(journey, self.step)
        places = [index for index, _ in journey.out(self.step)]
        if sorted(self.order) != places:
            raise InvalidEdit(f"the transitions out of {self.step!r} are {places}, each once")
        transitions = list(journey.transitions)
        for place, index in zip(places, self.order, strict=True):
            transitions[place] = journey.transitions[index]
        return replace(journey, transitions=tuple(transitions))


class ChangeJourney(Changes, frozen=True, tag="change_journey"):
    """Other values for some of the journey's own fields, its exit rules among them."""

    fields: Fields

    def applied_to(self, journey: Journey) -> Journey:
        return with_fields(journey, self.fields, fixed=("steps", "transitions", "layout"))
