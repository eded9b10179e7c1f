"""The one table of keys: for a terminal, for programs, and as a page of the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from designer.app.actions import Keymap, key_names
from designer.app.keymap import groups

_PAGE: Final = """# Keys

Every key of the terminal app. `?` shows those of the place where you are, `waypost keys` all of them as you have set
them.

## Your own keys

A file `~/.config/waypost/keys.toml` (or the one that `WAYPOST_KEYS` names) gives any action other keys. Its tables and
words are those of the tables below:

```toml
[edit]
delete = "D"
undo = ["u", "ctrl+z"]

[walk]
home = ["home", "g g"]   # one key after the other: on the canvas alone

[look]
search = "ctrl+f"
```

Keys are written as here: `d`, `D`, `/`, `ctrl+d`, `alt+up`, `f5`, `Esc`, `Space`. What the file does not name stays as
it is. A file that is wrong is refused in a sentence: an action that there is not, a key that there is not, a key that
would do two things at one place. The app then keeps its own keys and says so; `waypost keys` ends with exit code 2.
Hints in sentences name the keys as they are here; the tour names yours.

On the canvas of the design a number before a key of [walk], `u` or `U` repeats it: `3j`, `2u`. `1` to `4` by
themselves lead to the screens.
"""


def rows(keymap: Keymap) -> list[dict[str, str]]:
    """A row for each action: its group, its word, its keys and what it does."""
    return [
        {
            "group": group.lower(),
            "word": action.id.partition(".")[2],
            "keys": key_names(action, keymap),
            "does": action.title,
        }
        for group, actions in groups().items()
        for action in actions
    ]


def key_table(keymap: Keymap) -> Iterator[str]:
    """The rows under their groups, as lines for a terminal."""
    group = ""
    for row in rows(keymap):
        if row["group"] != group:
            group = row["group"]
            yield f"[{group}]"
        yield f"  {row['keys']:<22} {row['word']:<20} {row['does']}"


def markdown_table() -> str:
    """The page of the documentation, with the keys as they are without a file."""
    lines, group = [_PAGE.rstrip()], ""
    for row in rows({}):
        if row["group"] != group:
            group = row["group"]
            lines.append(f"\n## [{group}]\n\n| key | word | does |\n| --- | --- | --- |")
        keys = " ".join(f"`{key}`" for key in row["keys"].split("  "))
        lines.append(f"| {keys} | `{row['word']}` | {row['does']} |")
    return "\n".join(lines) + "\n"
