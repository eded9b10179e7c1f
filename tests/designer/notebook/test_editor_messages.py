"""The editor without a browser: what the page sends, what becomes of the design, what the page is told."""

from __future__ import annotations

import asyncio
import doctest
import json
import re
from base64 import b64decode
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert import HTMLExporter
from scenario import design, event, exit_, first_match, statement, waypoint
from traitlets import TraitError

from designer.editing.selection import Place
from designer.notebook import JourneyEditor, condition_counts, editor, offline_picture
from designer.notebook.document import NotebookDesign
from designer.notebook.messages import RefusedMessage, Wish, wish
from engine.edit import Add, ChangeStep, Delete, InvalidEdit
from engine.journey import Journey, dumps
from engine.steps import Checklist, Exit

COURSE = design(
    {
        "start": first_match(),
        "read": waypoint("experienced"),
        "quiz": waypoint("passed"),
        "done": exit_(),
    },
    "start>read>quiz>done",
)


class Page:
    """The other end of an editor's canvas: sends wishes, hears what is said."""

    def __init__(self, journey: Journey = COURSE, **options: Any) -> None:
        self.editor = JourneyEditor(journey, **options)
        self.heard: list[dict[str, Any]] = []
        self.editor.send = lambda message, *_: self.heard.append(message)

    def __call__(self, do: object, **rest: object) -> str:
        """Send a wish; what was said about it."""
        return self.sends({"do": do, **rest})

    def sends(self, message: object) -> str:
        self.editor._handle_custom_msg(message, [])
        return str(self.answer["say"])

    def shows(self, part: str) -> Any:
        """A part of the state that the page has."""
        return json.loads(json.dumps(getattr(self.editor, part)))

    def fills(self, name: str, value: str | bool, **place: object) -> dict[str, Any]:
        """Type into a field of the form of what is chosen, or of a place; the field as it is then."""
        at = place or self.shows("form")["place"]
        self("fill", place=at, key=[name], value=value)
        return self.field(name)

    def field(self, name: str) -> dict[str, Any]:
        """A field of the form by its name in the document."""
        found: dict[str, Any] = next(each for each in self.shows("form")["fields"] if each["key"][-1] == name)
        return found

    @property
    def answer(self) -> dict[str, Any]:
        """The last answer to a wish."""
        return next(message for message in reversed(self.heard) if "say" in message)

    @property
    def wrong(self) -> bool:
        return bool(self.answer["wrong"])

    @property
    def path(self) -> str:
        """The design as one path from the entry, as far as it is one."""
        at, path = self.editor.journey.entry, [self.editor.journey.entry]
        while (out := list(self.editor.journey.out(at))) and out[0][1].target not in path:
            at = out[0][1].target
            path.append(at)
        return ">".join(path)


@pytest.fixture
def page() -> Page:
    return Page()


@pytest.fixture(scope="module")
def untouched() -> Page:
    """For tests that change nothing."""
    return Page()


def test_a_step_is_added_behind_the_chosen_one(page: Page) -> None:
    said = page("add", kind="delay", after="read")
    assert said == "add the delay delay"
    assert page.path == "start>read>delay>quiz>done"
    assert page.editor.place == Place(step="delay")


def test_a_step_is_inserted_on_a_transition(page: Page) -> None:
    page("add", kind="waypoint", transition=0)
    assert page.path == "start>waypoint>read>quiz>done"


def test_a_step_by_itself_is_said_not_to_be_connected(page: Page) -> None:
    assert "not connected" in page("add", kind="outcome")
    assert page.path == "start>read>quiz>done"


def test_connecting_asks_what_decides_where_several_things_could(page: Page) -> None:
    page("add", kind="split", after="quiz")
    page("connect", source="split", target="read")
    question = page.shows("question")
    answers = [answer["says"] for answer in question["answers"]]
    assert {"when", "after", "cancel"} <= set(answers)
    before = len(page.editor.journey.transitions)
    page.sends(question["answers"][answers.index("after")]["wish"])
    assert page.shows("question") is None
    assert [transition.after for transition in page.editor.journey.transitions[before:]] == ["7d"]


def test_a_guard_that_does_not_fit_is_refused(page: Page) -> None:
    assert "cannot be decided by" in page("connect", source="quiz", target="read", guard="percent")
    assert page.wrong


def test_a_step_from_which_nothing_more_may_lead_says_what_to_do(page: Page) -> None:
    assert "put a split after it" in page("connect", source="start", target="quiz")
    assert page.editor.journey == COURSE


def test_deleting_asks_before_it_strands_steps(page: Page) -> None:
    page("choose", transition=0)
    page("delete")
    assert page.shows("question")["steps"] == ["read", "quiz", "done"]
    assert len(page.editor.journey.transitions) == 3
    page.sends(page.shows("question")["answers"][0]["wish"])
    assert len(page.editor.journey.transitions) == 2


def test_not_all_of_many_stranded_steps_are_named() -> None:
    names = [f"step{number}" for number in range(20)]
    parts = {"start": first_match(), **{name: waypoint("did") for name in names}, "done": exit_()}
    page = Page(design(parts, ">".join(parts)))
    page("choose", transition=0)
    page("delete")
    question = page.shows("question")
    assert question["asks"].endswith("and 15 more.")
    assert len(question["steps"]) == 21


def test_keeping_what_would_be_stranded_asks_no_longer(page: Page) -> None:
    page("choose", transition=0)
    page("delete")
    page("choose", transition=0)
    assert page.shows("question") is None
    assert page.editor.journey == COURSE


def test_several_steps_are_chosen_and_deleted_as_one(page: Page) -> None:
    page("choose", steps=["read", "quiz"])
    assert page.shows("chosen") == {"steps": ["read", "quiz"], "transition": None, "item": None}
    page("delete")
    assert page.path == "start>done"
    page("undo")
    assert page.editor.journey == COURSE


def test_chosen_waypoints_become_a_checklist_and_a_row_again(page: Page) -> None:
    page("choose", steps=["read", "quiz"])
    page("group")
    assert page.path == "start>checklist>done"
    assert isinstance(page.editor.journey.steps["checklist"], Checklist)
    page("ungroup")
    assert page.path == "start>read>quiz>done"


def test_an_item_of_a_checklist_is_chosen_and_deleted(page: Page) -> None:
    page("choose", steps=["read", "quiz"])
    page("group")
    page("choose", steps=["checklist"], item="quiz")
    page("delete")
    checklist = page.editor.journey.steps["checklist"]
    assert isinstance(checklist, Checklist)
    assert list(checklist.items) == ["read"]


def test_a_checklist_gets_another_item_and_the_journey_an_exit_rule(page: Page) -> None:
    page("choose", steps=["read", "quiz"])
    page("group")
    page("additem")
    assert page.editor.place == Place(step="checklist", item="item")
    page("addrule")
    assert page.editor.place == Place(rule="exit-rule-1")
    assert [field["label"] for field in page.shows("form")["fields"]][:2] == ["name", "id"]
    page("delete")
    assert page.editor.journey.exit_rules == ()


def test_moving_keeps_where_steps_were_dropped_until_the_layout_may_place_them(page: Page) -> None:
    page("move", to={"read": [30, 12], "quiz": [60, 12]})
    assert page.editor.journey.layout is not None
    assert page.editor.journey.layout.position == {"read": (30, 12), "quiz": (60, 12)}
    page("unmove", steps=["read", "quiz"])
    assert page.editor.journey.layout is None


def test_renaming_follows_everywhere(page: Page) -> None:
    page("rename", step="quiz", to="exam")
    assert page.path == "start>read>exam>done"
    assert page.editor.place == Place(step="exam")


def test_undo_and_redo_say_what_they_did(page: Page) -> None:
    page("choose", steps=["quiz"])
    page("delete")
    assert page.shows("offers")["undo"] == "delete quiz"
    assert page("undo") == "Undone: delete quiz"
    assert page.editor.journey == COURSE
    assert page("redo") == "Done again: delete quiz"
    assert page.path == "start>read>done"
    assert page("redo") == "There is nothing to redo."


def test_arrows_walk_the_graph_and_more_can_be_chosen_on_the_way(page: Page) -> None:
    for expected in ("read", "quiz", "done"):
        page("walk", toward="right")
        assert page.editor.place == Place(step=expected)
    page("walk", toward="left", also=True)
    assert page.shows("chosen")["steps"] == ["done", "quiz"]
    page("branch")
    assert page.editor.place == Place(transition=2)


def test_branches_change_their_order(page: Page) -> None:
    page("add", kind="split", after="read")
    page("connect", source="split", target="done", guard="when")
    page("reorder", by=-1)
    assert [transition.target for _, transition in page.editor.journey.out("split")] == ["done", "quiz"]


def test_the_picture_can_be_turned(page: Page) -> None:
    page("turn")
    assert page.shows("scene")["direction"] == "down"


def test_filling_in_the_form_changes_the_design_as_one_edit_a_field(page: Page) -> None:
    page("choose", steps=["quiz"])
    page.fills("name", "Fin")
    page.fills("name", "Final quiz")
    assert page.editor.journey.steps["quiz"].name == "Final quiz"
    assert page.shows("scene")["steps"][2]["title"] == "Final quiz"
    page("undo")
    assert page.editor.journey == COURSE
    assert page.field("name")["value"] == ""


def test_what_is_typed_arrives_where_it_was_typed_even_if_another_step_is_chosen_by_then(page: Page) -> None:
    page("choose", steps=["quiz"])
    page.fills("name", "Reading", step="read")
    assert (page.editor.journey.steps["read"].name, page.editor.journey.steps["quiz"].name) == ("Reading", "")
    page("choose", steps=["read"])
    page("delete")
    assert "not there any more" in page("fill", place={"step": "read"}, key=["name"], value="Too late")
    assert page.path == "start>quiz>done"


def test_a_value_that_cannot_be_is_refused_below_its_field_and_stays_in_it(page: Page) -> None:
    page("choose", steps=["quiz"])
    field = page.fills("count", "many")
    assert (field["value"], bool(field["wrong"])) == ("many", True)
    page.fills("name", "Final")
    assert page.field("count")["value"] == "many"
    page("undo")
    assert page.editor.journey == COURSE
    page.fills("count", "3")
    assert "wrong" not in page.field("count")
    page("undo")
    assert page.field("count")["value"] == "1"


def test_a_condition_stays_as_it_was_typed(page: Page) -> None:
    page("choose", steps=["quiz"])
    text = '{"statement.verb.id":"http://example.org/verbs/failed"}'
    assert page.fills("condition", text)["value"] == text
    page.editor.apply(ChangeStep("quiz", {"condition": {"statement.verb.id": "http://example.org/x"}}))
    assert page.field("condition")["value"].endswith('"http://example.org/x"\n}')


def test_a_condition_says_where_it_cannot_be_read_and_how_many_events_it_matches() -> None:
    page = Page(log=map(event, ["1 passed", "2 failed", "3 failed"]))
    page("choose", steps=["quiz"])
    field = page.fills("condition", '{"statement.verb.id": "http://example.org/verbs/failed"}')
    assert "2 of 3 events match" in field["counts"]
    field = page.fills("condition", '{"statement.verb.id": {"$near": 1}}')
    assert "line 1" in field["wrong"]
    assert "counts" not in field
    assert any("$near" in finding["says"] for finding in page.shows("findings"))


def test_findings_are_live_and_lead_to_their_place(page: Page) -> None:
    page("add", kind="waypoint")
    found = [each for each in page.shows("findings") if each["severity"] == "error"]
    page("choose")
    page("go", place=found[0]["place"])
    assert page.editor.place == Place(step="waypoint")
    page("undo")
    assert not any(each["severity"] == "error" for each in page.shows("findings"))


def test_the_list_of_places_leads_there_and_follows(page: Page) -> None:
    page("go", place=page.shows("outline")["places"][2]["place"])
    assert page.editor.place == Place(step="read")
    page("choose", steps=["quiz"])
    outline = page.shows("outline")
    assert outline["places"][outline["at"]] == {"name": "◆ quiz", "place": {"step": "quiz"}}


def test_every_edit_is_a_revision_whose_document_the_page_has(page: Page) -> None:
    first = page.editor.revision
    page("choose", steps=["quiz"])
    assert page.editor.revision == first
    page("delete")
    assert page.editor.revision == first + 1
    assert sorted(page.shows("document")["steps"]) == ["done", "read", "start"]
    assert page.editor.document == json.loads(dumps(page.editor.journey))


def test_whoever_observes_the_journey_sees_every_change(page: Page) -> None:
    seen: list[int] = []
    page.editor.observe(lambda change: seen.append(len(change["new"].steps)), "journey")
    page("add", kind="delay", after="read")
    page("undo")
    page.editor.apply(Delete("quiz"))
    assert seen == [5, 4, 3]


def test_assigning_a_journey_redraws_and_can_be_undone(page: Page) -> None:
    other = design({"start": first_match(), "only": waypoint("passed"), "end": exit_()}, "start>only>end")
    page("choose", steps=["quiz"])
    page.editor.journey = other
    assert page.editor.journey == other
    assert [step["id"] for step in page.shows("scene")["steps"]] == ["start", "only", "end"]
    assert page.editor.place == Place()
    page.editor.undo()
    assert page.editor.journey == COURSE


@pytest.mark.parametrize("nonsense", [7, None, [COURSE]])
def test_what_is_no_journey_cannot_be_assigned(page: Page, nonsense: object) -> None:
    with pytest.raises((TypeError, TraitError)):
        page.editor.journey = nonsense
    assert page.editor.journey == COURSE


def test_edits_in_code_are_refused_as_on_the_page(page: Page) -> None:
    with pytest.raises(InvalidEdit):
        page.editor.apply(Add("quiz", Exit()))
    assert page.editor.journey == COURSE


REFUSED: list[object] = [
    None,
    7,
    "delete",
    [],
    {},
    {"do": "format the disk"},
    {"do": 3},
    {"do": "add"},
    {"do": "add", "kind": "exit", "colour": "red"},
    {"do": "add", "kind": "teleport"},
    {"do": "add", "kind": "delay", "after": "nowhere"},
    {"do": "add", "kind": "delay", "transition": 99},
    {"do": "add", "kind": "delay", "transition": -1},
    {"do": "add", "kind": "delay", "transition": 0.5},
    {"do": "choose", "steps": ["nowhere"]},
    {"do": "choose", "steps": "quiz"},
    {"do": "choose", "transition": 3},
    {"do": "choose", "steps": ["quiz"] * 20_000},
    {"do": "connect", "source": "quiz", "target": "nowhere"},
    {"do": "connect", "source": "done", "target": "quiz"},
    {"do": "connect", "source": "x" * 1_000_000, "target": "quiz"},
    {"do": "move", "to": {}},
    {"do": "move", "to": {"nowhere": [1, 2]}},
    {"do": "move", "to": {"quiz": [1, 2, 3]}},
    {"do": "move", "to": {"quiz": [10**12, 0]}},
    {"do": "move", "to": {"quiz": ["1", "2"]}},
    {"do": "move", "to": {f"step{number}": [0, 0] for number in range(20_000)}},
    {"do": "rename", "step": "quiz", "to": "read"},
    {"do": "rename", "step": "quiz", "to": "$where"},
    {"do": "walk", "toward": "north"},
    {"do": "reorder", "by": 1},
    {"do": "delete"},
    {"do": "delete", "sure": "yes"},
    {"do": "group"},
    {"do": "ungroup"},
    {"do": "additem"},
    {"do": "unmove", "steps": ["nowhere"]},
    {"do": "fill", "place": {"step": "nowhere"}, "key": ["name"], "value": "x"},
    {"do": "fill", "place": {"step": "quiz"}, "key": ["colour"], "value": "x"},
    {"do": "fill", "place": {"step": "quiz"}, "key": ["name"], "value": 7},
    {"do": "fill", "place": {"step": "quiz"}, "key": [], "value": "x"},
    {"do": "go", "place": "quiz"},
    {"do": "forward"},
    {"do": "inject", "text": "{}"},
]


@pytest.mark.parametrize("message", REFUSED, ids=lambda message: str(message)[:60])
def test_what_means_nothing_is_refused_with_a_sentence(untouched: Page, message: object) -> None:
    said = untouched.sends(message)
    assert untouched.wrong
    assert len(said) > 10
    assert dumps(untouched.editor.journey) == dumps(COURSE)
    assert untouched.shows("offers")["undo"] == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
PARTS = [
    "steps",
    "transition",
    "item",
    "toward",
    "kind",
    "after",
    "source",
    "target",
    "guard",
    "to",
    "step",
    "by",
]
VALUES = ["quiz", ["read"], ["quiz", "read"], 0, 1, {"quiz": [1, 9]}, "delay", "split", "left", "after", True]
KINDS = [str(kind.__struct_config__.tag) for kind in get_args(Wish)]
NEARLY = st.builds(
    lambda do, rest: {"do": do, **rest},
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(PARTS), st.sampled_from(VALUES) | JSON, max_size=3),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(NEARLY | JSON, max_size=5))
def test_no_message_harms_the_design(messages: list[object]) -> None:
    opened = NotebookDesign(COURSE)
    for message in messages:
        before = opened.journey
        try:
            opened.fulfil(wish(message))
        except (RefusedMessage, InvalidEdit) as refused:
            assert str(refused)
            assert opened.journey is before
    while opened.desk.undo():
        pass
    assert opened.journey == COURSE


def test_where_no_widget_runs_there_is_the_picture(page: Page) -> None:
    bundle, _ = page.editor._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg")
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert repr(page.editor).startswith("JourneyEditor(")


def test_the_picture_in_the_file_follows_edits_and_is_not_drawn_for_what_is_chosen(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates: list[dict[str, str]] = []
    monkeypatch.setattr(offline_picture, "display", lambda *_, **__: None)
    monkeypatch.setattr(offline_picture, "update_display", lambda bundle, **_: updates.append(bundle))
    page.editor._ipython_display_()
    page("rename", step="quiz", to="test")
    assert ">test</text>" in updates[-1]["image/svg+xml"]
    monkeypatch.setattr(editor, "picture", None)
    page("choose", steps=["read"])
    assert len(updates) == 1


def test_a_notebook_made_a_page_by_nbconvert_shows_the_picture(page: Page) -> None:
    shown = nbformat.v4.new_output("display_data", page.editor._repr_mimebundle_()[0])
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("editor", outputs=[shown])])
    written, _ = HTMLExporter().from_notebook_node(notebook)
    pictures = re.findall(r"data:image/svg\+xml;base64,([^\"]+)", written)
    assert ">quiz</text>" in b64decode(pictures[-1]).decode()


def test_a_design_can_be_begun_from_nothing() -> None:
    empty = {"format": 1, "id": "new", "name": "", "steps": {}, "transitions": []}
    page = Page(empty)  # type: ignore[arg-type]
    assert "There is no step yet" in page("walk", toward="right")
    assert page.editor._repr_mimebundle_()[0]["image/svg+xml"].startswith("<svg")
    page("add", kind="entry")
    page("add", kind="exit", after="entry")
    assert page.path == "entry>exit"


@pytest.mark.parametrize("name", ["editor", "player"])
def test_the_examples_say_what_happens(name: str) -> None:
    ran = doctest.testmod(import_module(f"designer.notebook.{name}"))
    assert ran.attempted > 0
    assert ran.failed == 0


def test_events_beside_the_editor_say_what_is_in_none_of_them() -> None:
    page = Page(log=map(event, ["1 passe", "2 failed", "3 failed"]))
    codes = [finding.code for finding in page.editor._opened.findings]
    assert "never-seen" in codes


def test_boxes_say_how_many_of_the_events_match() -> None:
    page = Page(log=map(event, ["1 passed", "2 passed", "3 failed"]))
    assert {step["id"]: step.get("matched") for step in page.editor.scene["steps"]}["quiz"] == "2 matched"
    assert "2 matched" in page.editor.svg
    plain = Page()
    assert not any("matched" in step for step in plain.editor.scene["steps"])


def test_a_condition_on_1_is_another_than_one_on_true() -> None:
    did_it = {**statement(1, "passed"), "result": {"success": True}}
    page = Page(log=[did_it])
    page("choose", steps=["quiz"])
    observed: list[object] = []
    page.editor.observe(lambda change: observed.append(change["new"]), ["journey", "document"])
    for value, matched in (("true", "1 matched"), ("1", "0 matched"), ("true", "1 matched")):
        page.fills("condition", f'{{"statement.result.success": {value}}}')
        assert json.dumps(page.editor.document) == json.dumps(json.loads(dumps(page.editor.journey)))
        assert {step["id"]: step.get("matched") for step in page.editor.scene["steps"]}["quiz"] == matched
        assert observed == [page.editor.journey, page.editor.document]
        observed.clear()
    assert page.editor.revision == 1 + 3


@pytest.mark.asyncio
async def test_a_long_file_is_counted_while_the_design_is_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(condition_counts, "LONG", 100)
    Path("long.ndjson").write_text("".join(json.dumps(statement(n, "passed")) + "\n" for n in range(5)))
    page = Page(log="long.ndjson")
    page("choose", steps=["quiz"])
    page.fills("name", "Final quiz")
    while page.field("condition")["counts"][0] in (condition_counts.READING, condition_counts.COUNTING):
        await asyncio.sleep(0.01)
    assert page.field("condition")["counts"][0] == "5 of 5 events match"
    while not any("events satisfy" in each["says"] for each in page.shows("findings")):
        await asyncio.sleep(0.01)
    page("undo")
    assert page.editor.journey == COURSE


@pytest.mark.asyncio
async def test_a_log_that_cannot_be_read_is_said_on_the_page(tmp_path: Path) -> None:
    (tmp_path / "log.json").write_text("{")
    page = Page(log=tmp_path)
    while not page.heard:
        await asyncio.sleep(0.01)
    assert page.wrong
    assert "log.json" in page.answer["say"]
