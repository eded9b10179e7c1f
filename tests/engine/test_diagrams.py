"""Names come out of diagrams as they are, whatever they have in them that a diagram could read as its own."""

from __future__ import annotations

import re

import pytest
from scenario import design, exit_, first_match, waypoint

from engine.diagrams import mermaid

NAMES = (
    "`a` b",
    "a\\nb",
    "$$x$$",
    "%%{init}%%",
    "fa:fa-car",
    "1. one",
    "- one",
    '"quoted" <b>',
    "#96; #quot;",
    "a|b",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_mermaid(name: str) -> None:
    quiz = {**waypoint("passed"), "name": name}
    journey = design({"start": first_match(), "quiz": quiz, "done": exit_()}, "start>quiz>done")
    label = re.search(r's1\["(.*?)<br/>', mermaid(journey))
    assert label is not None
    assert re.sub(r"#(\d+);", lambda found: chr(int(found[1])), label[1]) == name
    assert not set('`\\$%{}:"<>|') & set(label[1])
