"""Finding places of a design by what they are called, what they do and what their conditions say."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from designer.editing.condition_search import conditions
from designer.editing.conditions.text import editor_text
from designer.editing.selection import Place, kind_at, title_at
from engine.journey import Journey
from engine.labels import branch, detail, title
from engine.steps import Checklist


class Hit(Struct, frozen=True):
    """A place, its kind, what it is called, and what was found in it beside its name."""

    place: Place
    kind: str
    title: str
    about: str = ""


def hits(journey: Journey, wanted: str) -> list[Hit]:
    """The places of ``journey`` that have the words ``wanted``, in any case: first those called so, then those that
    say so.
    """
    words = wanted.casefold().split()
    every = list(_every(journey))
    named = [hit for hit in every if _has(f"{hit.title} {_id(hit.place)}", words)]
    said = [hit for hit in every if hit not in named and _has(f"{hit.title} {hit.kind} {hit.about}", words)]
    return named + said + list(_in_conditions(journey, words, {hit.place for hit in (*named, *said)}))


def _has(text: str, words: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)


def _id(place: Place) -> str:
    return place.item or place.step or place.rule or ""


def _every(journey: Journey) -> Iterator[Hit]:
    for id, step in journey.steps.items():
        place = Place(step=id)
        yield Hit(place, kind_at(journey, place), title(id, step), detail(step))
        if isinstance(step, Checklist):
            for item, part in step.items.items():
                yield Hit(Place(step=id, item=item), "item", part.name or item, f"in {title(id, step)}")
    for rule in journey.exit_rules:
        yield Hit(Place(rule=rule.id), "exit rule", rule.name or rule.id)
    for index, transition in enumerate(journey.transitions):
        if why := branch(transition):
            place = Place(transition=index)
            yield Hit(place, "transition", title_at(journey, place), why)


def _in_conditions(journey: Journey, words: list[str], found: set[Place]) -> Iterator[Hit]:
    if not words:
        return
    for place, _, condition in conditions(journey):
        text = editor_text(condition)
        if place not in found and _has(text, words):
            line = next((line.strip() for line in text.splitlines() if words[0] in line.casefold()), "")
            yield Hit(place, kind_at(journey, place), title_at(journey, place), line)
