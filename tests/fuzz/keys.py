"""Random keys at machine speed, on all screens and dialogs: whatever is typed, the app goes on.

python -m tests.fuzz.keys [SESSIONS [FIRST SEED]]
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from scenario import callback, checklist, design, exit_, first_match, split, waypoint
from sitting import sitting
from textual import events

SESSIONS: Final = 200
KEYS: Final = 150
"""Of a session."""

JOURNEY: Final = design(
    {
        "start": first_match(),
        "quiz": waypoint("passed"),
        "both": checklist("read", "played"),
        "choose": split("event"),
        "tell": callback(),
        "done": exit_(),
    },
    "start>quiz>both>choose>tell>done",
)

COMMANDS: Final = "abcdefghijklmnoprstuvwxyzABGILNPRTU0123456789/<>[].,?+-"
"""Without ``q`` and ``E``, which end the session and lend the terminal away."""

NAMED: Final = (
    *("enter", "escape", "tab", "shift+tab", "space", "backspace", "delete", "home", "end"),
    *("up", "down", "left", "right", "pageup", "pagedown", "alt+up", "alt+down", "shift+left"),
    *("ctrl+p", "ctrl+z", "ctrl+y", "ctrl+o", "ctrl+r", "ctrl+s", "ctrl+k", "ctrl+t", "f1", "f2", "f3"),
)
_CHARACTERS: Final = {"enter": "\r", "tab": "\t", "space": " ", "escape": "\x1b", "backspace": "\x7f"}

PASTED: Final = ("a\n" * 14, '{"a": 1}', "played", '{\n  "$and": [\n', "event('Quiz').count() = 1")


def typed(random: Random) -> Iterator[events.Event]:
    """The keys of a session: mostly those that open something, and what one types then."""
    while True:
        match random.randrange(20):
            case 0:
                yield events.Paste(random.choice(PASTED))
            case 1 | 2 | 3:
                yield from map(key, random.choice(("second", "quiz", "away", "played", "[{/:")))
            case 4 | 5 | 6 | 7 | 8 | 9:
                yield key(random.choice(NAMED))
            case _:
                yield key(random.choice(COMMANDS))


def key(name: str) -> events.Key:
    """A key as the terminal sends it."""
    return events.Key(name, name if len(name) == 1 else _CHARACTERS.get(name))


async def session(seed: int, folder: Path, keys: int = KEYS) -> None:
    """Type; raises what the app raises. Fails where keys are held and never given out."""
    random = Random(seed)
    source = typed(random)
    async with sitting(folder, JOURNEY, size=random.choice([(80, 24), (120, 40), (60, 15)])) as person:
        for _ in range(keys):
            if not person.app.is_running:
                return
            person.app.post_message(next(source))
            if random.randrange(4) == 0:
                await asyncio.sleep(0)
        await person.sees(lambda: person.app.keyboard.is_idle or not person.app.is_running)


def run(seed: int, keys: int = KEYS) -> None:
    """One session in a folder of its own: what is exported goes there."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        stack.callback(os.chdir, before)
        os.chdir(folder)
        asyncio.run(session(seed, Path(folder), keys))


def main(sessions: int = SESSIONS, first: int = 0) -> None:
    """Run sessions with seeds in a row; exits with 1 if any of them broke the app."""
    broken = 0
    for seed in range(first, first + sessions):
        try:
            run(seed)
        except Exception as error:  # noqa: BLE001 — any at all is what is looked for
            broken += 1
            print(f"seed {seed}: {type(error).__name__}: {error}", flush=True)
    print(f"{sessions} sessions of {KEYS} keys, {broken} broken")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
