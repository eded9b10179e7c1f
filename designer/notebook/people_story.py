"""People in a run as the page lists them, and the story of whoever is chosen."""

from __future__ import annotations

import json

from msgspec import Struct

from designer.editing.selection import Place, title_at
from designer.reports.event_text import moment
from designer.reports.explanation import lines
from designer.simulation.replay import Replay, Story
from engine.journey import Journey
from engine.owners import names


class ListedPerson(Struct, frozen=True):
    """A line of the list."""

    owner: str
    name: str


class StoryLine(Struct, frozen=True):
    """A moment of somebody's story, in sentences; ``is_past``: it has happened by now."""

    at: str
    says: tuple[str, ...]
    is_past: bool


class EventIdea(Struct, frozen=True):
    """An event made up for somebody, as JSON, and what it would do."""

    says: str
    event: str


class PersonStory(Struct, frozen=True):
    """Everything about the chosen person: what happened, ``why`` they are where they are, and what would help."""

    happenings: tuple[StoryLine, ...]
    why: tuple[str, ...]
    ideas: tuple[EventIdea, ...]


class ListedPeople(Struct, frozen=True):
    """The list under its heading ``where``, who is ``chosen`` in it, and their story."""

    where: str
    listed: tuple[ListedPerson, ...]
    chosen: str | None = None
    story: PersonStory | None = None


def listed_people(
    played: Replay, index: int, step: str | None, text: str, chosen: str | None
) -> ListedPeople:
    """List the people of ``played`` after ``index`` moves: those at ``step``, or all, whose names contain ``text``.

    Whoever is ``chosen`` is in the list, and their story beside it.
    """
    found = [ListedPerson(each.owner, each.name) for each in played.people(index, step, text)]
    if chosen is not None and all(each.owner != chosen for each in found):
        found.insert(0, ListedPerson(chosen, next(names(chosen))))
    where = "Everybody" if step is None else f"At {title_at(played.journey, Place(step=step))}"
    story = None if chosen is None else person_story(played.journey, played.story(chosen, index))
    return ListedPeople(where, tuple(found), chosen, story)


def person_story(journey: Journey, story: Story) -> PersonStory:
    """Tell a ``story`` in ``journey`` in sentences."""
    onward = [each for stay in story.explained.stays for each in stay.onward]
    ideas = {each.says: each.event for each in onward if each.event is not None}
    return PersonStory(
        tuple(StoryLine(moment(each.at), each.says, each.at <= story.clock) for each in story.happenings),
        tuple(lines(journey, story.explained)),
        tuple(
            EventIdea(says, json.dumps(event, indent=2, ensure_ascii=False)) for says, event in ideas.items()
        ),
    )
