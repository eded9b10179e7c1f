"""Finding places and replacing in conditions, over a whole design."""

from __future__ import annotations

from scenario import VERB, checklist, design, entry, exit_, split, verb, waypoint, when

from designer.editing.condition_search import conditions, lines, replace_edit, replacements
from designer.editing.search import Hit, matching, places
from designer.editing.selection import Place
from engine.edit import apply
from engine.journey import to_document

COURSE = design(
    {
        "start": entry(verb("joined")),
        "quiz": {**waypoint("passed"), "name": "Final quiz"},
        "list": checklist("passed", "read"),
        "choose": split("event"),
        "done": exit_(),
        "late": exit_(completes=False),
    },
    "start>quiz>list>choose",
    when("choose>done", verb("passed")),
    "choose>late after 7d",
    exit_rules=[{"id": "left", "trigger": {"on": "event", "condition": verb("left")}}],
)


def found(wanted: str) -> list[str]:
    return [hit.title for hit in matching(list(places(COURSE)), wanted)]


def test_every_condition_is_looked_at() -> None:
    assert {place for place, _, _ in conditions(COURSE)} == {
        Place(rule="left"),
        Place(step="list", item="do-passed"),
        Place(step="list", item="do-read"),
        Place(step="quiz"),
        Place(step="start"),
        Place(transition=3),
    }


def test_places_are_found_by_name_id_kind_and_condition() -> None:
    assert found("final") == ["Final quiz"]
    assert found("QUIZ")[0] == "Final quiz"
    assert "left" in found("exit rule")
    assert "Final quiz" in found("verbs/passed")
    assert "choose → late: after 7d" in found("after 7d")
    assert found("nothing of the kind") == []


def test_what_is_called_so_comes_before_what_only_has_the_letters_in_it() -> None:
    entries = [
        Hit(Place(), "action", "", "Connect this step to another"),
        Hit(Place(), "action", "", "Open other designs"),
        Hit(Place(), "design", "", "Test", about="other"),
    ]
    assert [hit.title for hit in matching(entries, "other")] == [
        "Test",
        "Open other designs",
        "Connect this step to another",
    ]


def test_replacing_changes_every_condition_and_is_undone_as_one() -> None:
    wanted = replacements(COURSE, VERB + "passed", VERB + "completed")
    assert len(wanted) == 3
    assert lines(wanted[0]) == [
        f'- "statement.verb.id": "{VERB}passed"',
        f'+ "statement.verb.id": "{VERB}completed"',
    ]
    after = to_document(apply(COURSE, replace_edit(COURSE, wanted)))
    assert after["steps"]["quiz"]["condition"] == verb("completed")
    assert after["steps"]["list"]["items"]["do-passed"]["condition"] == verb("completed")
    assert after["transitions"][3]["when"] == verb("completed")


def test_a_replacement_that_cannot_be_read_is_shown_and_not_made() -> None:
    wanted = replacements(COURSE, '"statement.verb.id"', "verb")
    assert all(each.condition is None and each.wrong for each in wanted)
    assert apply(COURSE, replace_edit(COURSE, wanted)) == COURSE


def test_an_entry_keeps_what_else_its_trigger_says() -> None:
    after = to_document(apply(COURSE, replace_edit(COURSE, replacements(COURSE, "joined", "came"))))
    assert after["steps"]["start"]["trigger"] == {"on": "event", "condition": verb("came")}
    assert replacements(COURSE, "", "x") == []
