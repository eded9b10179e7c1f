"""Older formats are upgraded and a copy kept; newer ones are refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.errors import NewerFormat
from store.schema import Documents, DocumentSchema
from store.table import Database

OLD = DocumentSchema()


def name_to_title(documents: Documents) -> Documents:
    designs = {
        key: {"title": design["name"], "versions": 1} for key, design in documents.pop("designs", {}).items()
    }
    return {"journeys": designs, **documents}


def count_from_zero(documents: Documents) -> Documents:
    return {
        **documents,
        "journeys": {key: {**row, "versions": 0} for key, row in documents["journeys"].items()},
    }


NEW = DocumentSchema(needs="0.4.0", steps=(name_to_title,))
NEWEST = DocumentSchema(needs="2.0.0", steps=(name_to_title, count_from_zero))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "workspace.journal"
    with Database(path, schema=OLD) as database:
        database.table("designs").insert({"name": "seed"})
        database.table("settings").insert({"key": "theme"})
    return path


def test_reading_an_older_format_upgrades_it_in_memory_only(path: Path) -> None:
    before = path.read_bytes()
    assert Database(path, schema=NEWEST).table("journeys").all() == [{"title": "seed", "versions": 0}]
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 2


def test_the_first_write_upgrades_the_file_and_keeps_a_copy(path: Path) -> None:
    before = path.read_bytes()
    Database(path, schema=NEW).table("journeys").update({"versions": 5})
    assert path.with_name("workspace.journal.format-1").read_bytes() == before
    new = Database(path, schema=NEW)
    assert new.table("journeys").all() == [{"title": "seed", "versions": 5}]
    assert new.table("settings").all() == [{"key": "theme"}]
    assert new.tables() == {"journeys", "settings"}
    Database(path, schema=NEWEST).table("journeys").update({"title": "other"})
    assert Database(path, schema=NEWEST).table("journeys").all() == [{"title": "other", "versions": 0}]
    assert path.with_name("workspace.journal.format-2").exists()


def test_what_an_older_waypost_writes_meanwhile_is_upgraded_too(path: Path) -> None:
    old, new = Database(path, schema=OLD), Database(path, schema=NEW)
    assert len(new.table("journeys")) == 1
    old.table("designs").insert({"name": "second"})
    assert new.table("journeys").all() == [
        {"title": "seed", "versions": 1},
        {"title": "second", "versions": 1},
    ]


def test_a_newer_format_is_refused_and_left_alone(path: Path) -> None:
    Database(path, schema=NEWEST).table("journeys").insert({"title": "second", "versions": 1})
    before = path.read_bytes()
    old = Database(path, schema=NEW)
    refusal = r"format is 3 and this Waypost reads up to 2; install waypost 2\.0\.0 or newer"
    with pytest.raises(NewerFormat, match=refusal):
        old.table("journeys").all()
    with pytest.raises(NewerFormat, match=refusal):
        old.table("journeys").insert({})
    assert path.read_bytes() == before


def test_a_running_process_is_told_when_another_has_upgraded_the_file(path: Path) -> None:
    old = Database(path, schema=OLD)
    assert len(old.table("designs")) == 1
    Database(path, schema=NEW).table("journeys").update({"versions": 5})
    with pytest.raises(NewerFormat):
        old.table("designs").insert({})


def test_an_upgrade_that_fails_leaves_the_old_file_and_can_be_tried_again(path: Path) -> None:
    stumbled = []

    def stumble_once(documents: Documents) -> Documents:
        if not stumbled:
            stumbled.append(True)
            raise ZeroDivisionError
        return name_to_title(documents)

    before = path.read_bytes()
    database = Database(path, schema=DocumentSchema(steps=(stumble_once,)))
    with pytest.raises(ZeroDivisionError):
        database.insert({})
    assert path.read_bytes() == before
    assert Database(path, schema=OLD).table("designs").all() == [{"name": "seed"}]
    assert database.table("journeys").all() == [{"title": "seed", "versions": 1}]
