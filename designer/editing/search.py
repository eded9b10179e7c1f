"""Finding places of a design by what they are called, what they do and what their conditions say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Final, Protocol, TypeVar

from msgspec import Struct

from designer.editing.condition_search import conditions
from designer.editing.conditions.text import editor_text
from designer.editing.selection import Place, kind_at, steps_in_order, title_at
from engine.journey import Journey
from engine.labels import GLYPHS, branch, detail, title
from engine.steps import Checklist


class SearchItem(Protocol):
    """Something that can be found: by its ``title`` first, then by its ``kind``, what is said ``about`` it, its other
    ``text``.
    """

    @property
    def kind(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def about(self) -> str: ...

    @property
    def text(self) -> str: ...


Found = TypeVar("Found", bound=SearchItem)


class Hit(Struct, frozen=True):
    """A place of a design: its kind and glyph, what it is called and does, and ``text``, the lines of its condition."""

    place: Place
    kind: str
    glyph: str
    title: str
    about: str = ""
    text: str = ""


def places(journey: Journey) -> Iterator[Hit]:
    """Every place of ``journey`` that can be chosen: steps in the order in which they are reached, then the rest."""
    said = {place: editor_text(condition) for place, _, condition in conditions(journey)}
    for id in steps_in_order(journey):
        yield from _of_step(journey, id, said)
    for rule in journey.exit_rules:
        place = Place(rule=rule.id)
        yield Hit(place, "exit rule", "▲", rule.name or rule.id, rule.id, said.get(place, ""))
    for index, transition in enumerate(journey.transitions):
        if why := branch(transition):
            place = Place(transition=index)
            yield Hit(place, "transition", "→", title_at(journey, place), why, said.get(place, ""))


def _of_step(journey: Journey, id: str, said: dict[Place, str]) -> Iterator[Hit]:
    step, place = journey.steps[id], Place(step=id)
    kind, called = kind_at(journey, place), title(id, step)
    yield Hit(place, kind, GLYPHS[kind], called, f"{detail(step)}  {id}".strip(), said.get(place, ""))
    if isinstance(step, Checklist):
        for item, part in step.items.items():
            place = Place(step=id, item=item)
            about = f"in {called}  {item}"
            yield Hit(place, "item", "□", part.name or item, about, said.get(place, ""))


def matching(everything: Sequence[Found], wanted: str) -> list[Found]:
    """Those of ``everything`` that have the words ``wanted``, in any case: first those called just so, then those
    with words in their name that begin so, then those whose name has the words anywhere, then the others.
    """
    words = wanted.casefold().split()
    if not words:
        return list(everything)
    ranked = [(_rank(each, words), each) for each in everything]
    return [each for rank, each in sorted(ranked, key=itemgetter(0)) if rank < _NO]


_NO: Final = 4


def _rank(each: SearchItem, words: Sequence[str]) -> int:
    """Return how far off ``each`` is from what is called by just these ``words``; ``_NO``, if it has them nowhere."""
    if _is_title(each, words):
        return 0
    if all(any(part.startswith(word) for part in _WORD.findall(each.title.casefold())) for word in words):
        return 1
    if _has(each.title, words):
        return 2
    return 3 if _has(_everything(each), words) else _NO


_WORD: Final = re.compile(r"\w+")


def _is_title(each: SearchItem, words: Sequence[str]) -> bool:
    """Tell whether the title is just ``words``, but for a glyph, or the id, which is said last."""
    title = each.title.casefold().split()
    return words in (title, title[1:], each.about.casefold().split()[-1:])


def _everything(each: SearchItem) -> str:
    return f"{each.title} {each.kind} {each.about} {each.text}"


def line_with(found: SearchItem, wanted: str) -> str:
    """The line of the text of ``found`` with the first of the words ``wanted``; empty if its title or what is about it
    has them all.
    """
    words = wanted.casefold().split()
    if not words or _has(f"{found.title} {found.about}", words):
        return ""
    lines = (line.strip() for line in found.text.splitlines())
    return next((line for line in lines if any(word in line.casefold() for word in words)), "")


def _has(text: str, words: Sequence[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)
