"""The lessons of the tour: what each one says, the part it speaks of, and how it shows that it has been done."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from designer.app.actions import Keymap, keys_name
from designer.app.keymap import actions
from designer.app.situation import Situation
from designer.editing.condition_search import conditions

_KEY: Final = re.compile(r"\{([a-z_.]+)\}")


class Lesson(Struct, frozen=True, kw_only=True):
    """Something to be done on a ``tab``, said in ``text``, where ``{edit.add}`` stands for the key of that action at a
    ``place`` of the keymap. ``lit`` selects the part that is spoken of.

    ``is_done`` is given the situation in which the lesson began, and the one now.
    """

    title: str
    text: str
    lit: str
    is_done: Callable[[Situation, Situation], bool]
    tab: str = "design"
    place: str = "Design"
    is_due: Callable[[Situation], bool] = lambda _: True
    """Whether there is anything to be done, in the situation in which the lesson would begin."""


def _has_walked(before: Situation, now: Situation) -> bool:
    return now.place.step not in (None, before.place.step)


def _has_added(before: Situation, now: Situation) -> bool:
    return len(now.journey.steps) > len(before.journey.steps)


def _has_changed_condition(before: Situation, now: Situation) -> bool:
    return now.is_at_home and list(conditions(now.journey)) != list(conditions(before.journey))


def _has_gone_to_finding(before: Situation, now: Situation) -> bool:
    return now.finding != before.finding


def _has_undone_and_redone(before: Situation, now: Situation) -> bool:
    return now.changes > before.changes and now.journey == before.journey


def _is_under_way(_: Situation, now: Situation) -> bool:
    return now.is_under_way


def _is_on(tab: str) -> Callable[[Situation, Situation], bool]:
    return lambda _, now: now.tab == tab


LESSONS: Final = (
    Lesson(
        title="Walk along it",
        text="People come in at ▶ and go along the lines; each box is a step. Walk to the next one with the arrow "
        "keys, or click on it.",
        lit="#canvas",
        is_done=_has_walked,
    ),
    Lesson(
        title="Add a step",
        text="Press {edit.add} and take ◆ waypoint with Enter: it waits for something that people do. Then type its "
        "name, such as Quiz, and Enter.",
        lit="#canvas",
        is_done=_has_added,
    ),
    Lesson(
        title="Say what it waits for",
        text="{edit.open} opens its form, Tab leads to its condition. Type verb and Tab, which takes the path; then "
        "passed and Tab. {look.out} leads back to the picture.",
        lit="#inspector",
        is_done=_has_changed_condition,
    ),
    Lesson(
        title="See what is wrong",
        text="What is wrong or worth knowing stands below the picture, and is marked on its step. "
        "{look.next_finding} goes to the next of them.",
        lit="#findings",
        is_done=_has_gone_to_finding,
        is_due=lambda now: now.findings > 0,
    ),
    Lesson(
        title="Take it back",
        text="{edit.undo} takes back what you did last, as far back as you like; {edit.redo} does it again. "
        "Press one, then the other.",
        lit="#canvas",
        is_done=_has_undone_and_redone,
    ),
    Lesson(
        title="Send people through it",
        text="{screens.simulate} leads to where people go through this journey, on a clock of its own.",
        lit="#title",
        is_done=_is_on("simulate"),
        tab="",
    ),
    Lesson(
        title="Let time pass",
        text="Press {events.choose_play} and take made-up people: one for each way through. Then {time.play} lets time "
        "pass. {events.attach} attaches events of your own.",
        lit="#scrubber",
        is_done=_is_under_way,
        tab="simulate",
        place="Simulate",
    ),
    Lesson(
        title="See how people stand",
        text="{screens.progress} counts those in the attached events: who comes how far, who waits too long, and why.",
        lit="#title",
        is_done=_is_on("progress"),
        tab="",
    ),
    Lesson(
        title="Bring it to a server",
        text="{screens.publish} shows what each server would get, and what it cannot hold. Nothing is sent before you "
        "have seen every change.",
        lit="#title",
        is_done=_is_on("publish"),
        tab="",
    ),
    Lesson(
        title="Nothing is lost",
        text="Every change is kept at once; {design.save} makes a version of it. {look.out} always leads one back: "
        "press it until you see the design.",
        lit="#title",
        is_done=_is_on("design"),
        tab="",
    ),
    Lesson(
        title="That was it",
        text="{waypost.help} shows the keys of the place where you are, {waypost.palette} finds anything by its name. "
        "{waypost.tour} ends the tour.",
        lit="Foot",
        is_done=lambda *_: False,
        tab="",
    ),
)


def lesson_text(lesson: Lesson, keymap: Keymap) -> str:
    """Return the text of ``lesson`` with the keys that a person has for what it speaks of."""
    return _KEY.sub(lambda found: first_key(found[1], lesson.place, keymap), lesson.text)


def first_key(id: str, place: str, keymap: Keymap) -> str:
    """Return the first key of the action ``id`` at a ``place`` of the keymap, as it is written on a keyboard."""
    keys = next(action.keys for action in actions(place) if action.id == id)
    return keys_name(keymap.get(id, keys).split(",")[0])
