"""A person's first hour as keys and what the screen says: from an empty workspace to documents for two servers.

Whatever has ``press``, ``types``, ``shows`` and ``hides`` can go through it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Protocol

from designer import examples

REAL = examples.path(examples.VIDEO)

IN_FORM = "What people call it."
"""The help of a form's first field, seen while the cursor is in it."""


class Hands(Protocol):
    async def press(self, *keys: str) -> None: ...

    async def types(self, text: str) -> None: ...

    async def shows(self, *texts: str) -> None:
        """Wait until the screen shows all of these."""

    async def hides(self, text: str) -> None:
        """Wait until the screen does not show this any more."""


async def first_hour(hands: Hands, folder: Path) -> None:
    """At 160 columns or more. Files are put into the folder."""
    log = shutil.copy(REAL, folder / "statements.ndjson.gz")
    await begin(hands)
    await attach(hands, Path(log))
    await build(hands)
    await export(hands, folder, "learninglocker")
    await split(hands)
    await hands.press("s")
    await hands.shows("Five videos version 2  3,331 events")
    await simulate(hands)
    await is_told_why_not(hands, "learninglocker", "is a split")
    await is_told_why_not(hands, "segment", "no outcomes of type callback")
    await export(hands, folder, "journey")


async def begin(hands: Hands) -> None:
    """The seed's journey, emptied down to its entry and its exit."""
    await hands.shows("Nothing is here yet")
    await hands.press("down", "enter")
    await hands.shows("What is the journey called?")
    await hands.types("Five videos")
    await hands.press("enter")
    await hands.shows("1 Design", "Five videos", "5 comments")
    for step in ("comments", "course", "tell"):
        await jump(hands, step)
        await hands.press("d")
        await hands.hides(f"({step})")
    await jump(hands, "start")


async def attach(hands: Hands, log: Path) -> None:
    await hands.press("L")
    await hands.shows("Which events?")
    await hands.types(str(log))
    await hands.press("enter")
    await hands.shows("3,331 events of statements.ndjson.gz")


async def build(hands: Hands) -> None:
    """Five videos, then somebody is told."""
    await add(hands, "waypoint", "5 videos")
    await hands.press("enter")
    await hands.shows(IN_FORM)
    await hands.press("tab")
    await hands.shows("such as")
    await condition(hands, "verb.id", "pla", "https://w3id.org/xapi/video/verbs/played")
    await hands.shows("1,076 of 3,331 events match", "not verb.id = played")
    await hands.press("tab")
    await hands.types("5")
    await hands.press("enter", "escape")
    await hands.shows("5 × verb.id = played")
    await add(hands, "outcome", "Tell")
    await jump(hands, "5-videos")


async def split(hands: Hands) -> None:
    """One of them to the end, or fourteen days; undone and done again."""
    await add(hands, "split", "Finished")
    await hands.press("t", "enter")
    await hands.shows("→ Finished → Tell", IN_FORM)
    await hands.press("tab", "tab", "tab")
    await condition(hands, "verb.id", "complet", "http://adlnet.gov/expapi/verbs/completed")
    await hands.shows("77 of 3,331 events match")
    await hands.press("escape")
    await jump(hands, "finished")
    await add(hands, "exit", "Gave up")
    await hands.shows("after 7d")
    await jump(hands, "finished")
    await hands.press("t", "t", "enter")
    await hands.shows("→ Finished → Gave up", IN_FORM)
    await hands.press("tab", "tab", "tab")  # past the row of its condition
    await hands.press("tab", "tab", "tab", "end")
    await hands.press("backspace", "backspace", "backspace")
    await hands.types("14d")
    await hands.press("enter", "escape")
    await hands.shows("after 14d")
    await hands.press("u")
    await hands.shows("after 7d")
    await hands.press("U")
    await hands.shows("after 14d", "2 notes")


async def condition(hands: Hands, path: str, value: str, whole: str) -> None:
    """A row with a path and a value, both completed from what the events have."""
    await hands.types(path)
    await hands.shows(f"statement.{path}  string")
    await hands.press("tab")
    await hands.hides("such as")
    await hands.types(value)
    await hands.shows(whole)
    await hands.press("tab")


async def simulate(hands: Hands) -> None:
    """To the end, back in time, a person, and the callback that would be sent."""
    await hands.press("2")
    await hands.shows("132 in", "8 completed", "@ 8")
    await hands.press("a")
    await hands.shows("before anybody")
    await hands.press("full_stop")
    await hands.shows("move 1 of")
    await hands.press("space")
    await hands.hides("move 1 of")
    await hands.press("space", "comma", "z")
    await hands.press("g")
    await hands.shows("Go to when?")
    await hands.types("2021-11-26 12:00")
    await hands.press("enter")
    await hands.shows("2021-11-26 12:00:00")
    await hands.press("z", "slash")
    await hands.types("done")
    await hands.press("enter")
    await hands.shows("At done")
    await hands.press("enter")
    await hands.shows("completes")
    await hands.press("enter")
    await hands.shows("starts attempt 1")
    await hands.press("end")
    await hands.shows("moves it on")
    await hands.press("escape", "escape")
    await hands.press("o")
    await hands.shows("would have been sent", "POST https://example.org/", '"trackBy": "actor"')
    await hands.press("escape", "1")


async def export(hands: Hands, folder: Path, form: str) -> None:
    """Into a file of the folder, named for the form."""
    await choose_form(hands, form)
    await hands.shows("Into which file?")
    await hands.press("home", "ctrl+k")
    await hands.types(str(folder / f"{form}.json"))
    await hands.press("enter")
    await hands.hides("Into which file?")


async def is_told_why_not(hands: Hands, form: str, reason: str) -> None:
    """What a target cannot hold is said instead."""
    await choose_form(hands, form)
    await hands.shows(f"cannot be written as {form}", reason)
    await hands.press("escape")
    await hands.hides("cannot be written")


async def choose_form(hands: Hands, form: str) -> None:
    await hands.press("e")
    await hands.shows("Export as what?")
    await hands.types(form)
    await hands.press("enter")
    await hands.hides("Export as what?")


async def jump(hands: Hands, step: str) -> None:
    await hands.press("slash")
    await hands.shows("Jump to what?")
    await hands.types(step)
    await hands.press("enter")
    await hands.hides("Jump to what?")


async def add(hands: Hands, kind: str, name: str) -> None:
    await hands.press("a")
    await hands.shows("Add which kind of step?")
    await hands.types(kind)
    await hands.press("enter")
    await hands.shows(f"What is the {kind} called?")
    await hands.types(name)
    await hands.press("enter")
    await hands.hides(f"What is the {kind} called?")
    await hands.shows(name)
