"""Lines to read, in any width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from designer.app.widgets.lines import Lines


def shown(*lines: str | Text, width: int) -> str:
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(Lines(lines))
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def test_what_is_too_long_goes_on_where_the_words_begin() -> None:
    told = shown("✗ played: waits for ever if no event comes", "  give it a timeout", "", width=24)
    assert told == "✗ played: waits for ever\n  if no event comes\n  give it a timeout\n"


def test_lines_without_a_mark_and_short_ones_stay_as_they_are() -> None:
    assert shown("nothing would have to be sent", width=12) == "nothing\nwould have\nto be sent"
    assert shown("{", '  "id": 1', "}", width=40) == '{\n  "id": 1\n}'


def test_what_stands_in_columns_goes_on_in_the_last_one() -> None:
    told = shown("   6   5 %  went on to @ Offer a mentor", "2026-01-01  read it", width=30)
    assert told == "   6   5 %  went on to @ Offer\n            a mentor\n2026-01-01  read it"


def test_styles_stay() -> None:
    console = Console(width=20, force_terminal=True, color_system="standard")
    with console.capture() as capture:
        console.print(Lines([Text("→ what would move it on", "bold")]))
    assert capture.get().count("\x1b[1m") >= 2


@given(
    st.lists(st.text(st.characters(categories=("L", "N", "P")) | st.just(" "), max_size=60)),
    st.integers(3, 40),
)
def test_no_letter_is_lost(lines: list[str], width: int) -> None:
    assert "".join(shown(*lines, width=width).split()) == "".join("".join(lines).split())
