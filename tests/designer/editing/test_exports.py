"""A design written out in every form, or the reason why it cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scenario import design, exit_, first_match, waypoint

from designer.editing.exports import FORMS, export_text, file_name, write
from designer.editing.templates import from_template
from engine.dialects import read_design
from engine.journey import decode
from store.errors import StoreError

SEED = from_template("seed", id="59c23527bdf9ac67b2ab5ee6")
HALF = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz")


def test_the_own_form_is_the_document() -> None:
    assert decode(export_text(HALF, "journey").text or "") == HALF


def test_a_server_s_document_can_be_read_back() -> None:
    text = export_text(SEED, "learninglocker").text
    assert text is not None
    assert read_design(text).journey.name == SEED.name


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_a_text_or_says_why_not(form: str) -> None:
    for journey in (SEED, HALF, from_template("onboarding", id="o")):
        answer = export_text(journey, form)
        assert answer.text or any(finding.severity == "error" for finding in answer.findings)
        if answer.text and file_name("x", form).endswith(".json"):
            json.loads(answer.text)


def test_a_server_gets_no_half_built_design() -> None:
    answer = export_text(HALF, "learninglocker")
    assert answer.text is None
    assert "lacks a transition to the next step" in answer.findings[0].message


def test_files_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write(tmp_path / "seed.dot", "digraph {}")
    assert [path.name for path in tmp_path.iterdir()] == ["seed.dot"]
    with pytest.raises(StoreError, match="cannot write"):
        write(tmp_path / "nowhere" / "seed.dot", "digraph {}")
