"""Names that people have for a place in a design that is in conflict."""

from __future__ import annotations

from engine.journey import Journey
from engine.labels import title
from engine.merge.alignment import Fork
from engine.merge.conflict import Key
from engine.steps import Checklist


class Words:
    """Names of places, in words of the designs as they are ``aligned`` and as they were ``given``."""

    def __init__(self, aligned: Fork, given: Fork) -> None:
        self._aligned = aligned
        self._all = (*_sides(given), *_sides(aligned))

    def called(self, key: Key) -> str:
        """The place in a few words, such as ``the condition of Quiz``."""
        match key:
            case ("steps", step):
                return self._step(step)
            case ("steps", step, "items", "order"):
                return f"the order of the items of {self._step(step)}"
            case ("steps", step, "items", item, *field):
                return _of(field, f"{self._item(step, item)} in {self._step(step)}")
            case ("steps", step, *field):
                return _of(field, self._step(step))
            case ("transitions", step, "order"):
                return f"the order of the branches of {self._step(step)}"
            case ("transitions", step, transition, *field):
                return self._transition(step, transition, field)
            case ("layout", step):
                return f"the place of {self._step(step)} on the canvas"
            case _:
                return _elsewhere(key)

    def _step(self, id: str) -> str:
        return next((title(id, each.steps[id]) for each in self._all if id in each.steps), id)

    def _item(self, step: str, item: str) -> str:
        lists = [each.steps.get(step) for each in self._all]
        found = (each.items[item] for each in lists if isinstance(each, Checklist) and item in each.items)
        return next((each.name for each in found if each.name), item)

    def _transition(self, step: str, key: str, field: list[str]) -> str:
        """The words for the ``field`` of transition ``key`` of ``step``: called by where it led; a new one by where
        ours leads.
        """
        was = key.isdecimal()
        transitions = (self._aligned.base if was else self._aligned.ours).transitions
        whole = f"the transition from {self._step(step)} to {self._step(transitions[int(key.lstrip('+'))].target)}"
        match field:
            case ["to"]:
                return f"where {whole} leads"
            case ["guard"]:
                return f"when {whole} is taken"
            case _:
                return _of(field, whole)


def _elsewhere(key: Key) -> str:
    match key:
        case ("exit_rules", "order"):
            return "the order of the exit rules"
        case ("exit_rules", rule, *field):
            return _of(field, f"the exit rule {rule}")
        case ("claims", "order"):
            return "the order of the claims"
        case ("claims", claim, *field):
            return _of(field, f"the claim {claim}")
        case ("extras", dialect):
            return f"what {dialect} keeps beside the design"
        case _:
            return _of(list(key), "the journey")


def _of(field: list[str], whole: str) -> str:
    return f"the {field[0].replace('_', ' ')} of {whole}" if field else whole


def _sides(fork: Fork) -> tuple[Journey, ...]:
    return fork.ours, fork.theirs, fork.base
