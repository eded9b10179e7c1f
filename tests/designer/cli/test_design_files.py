"""Designs as files: compressed, packed, in other encodings, exported from a database; and the names they get."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cli import Terminal
from scenario import document, exit_, first_match, waypoint

QUIZ = document({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
TEXT = json.dumps(QUIZ, ensure_ascii=False)
PASSED = '{"statement.verb.id": "http://adlnet.gov/expapi/verbs/passed"}'


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def zipped(*contents: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"{number}.journey.json", content)
    return file.getvalue()


FILES: dict[str, Callable[[str], bytes]] = {
    "gzip": lambda text: gzip.compress(text.encode()),
    "bzip2": lambda text: bz2.compress(text.encode()),
    "xz": lambda text: lzma.compress(text.encode()),
    "a zip": lambda text: zipped(text.encode()),
    "gzip in a zip": lambda text: zipped(gzip.compress(text.encode())),
    "a byte order mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 in gzip": lambda text: gzip.compress(text.encode("utf-16-le")),
}


def exported(id: str, **fields: object) -> dict[str, object]:
    """A journey of Learning Locker as ``mongoexport --jsonFormat=canonical`` writes it."""
    quiz = {
        "_id": {"$oid": id[:-1] + "f"},
        "description": "quiz",
        "conditions": PASSED,
        "count": {"$numberInt": "2"},
        "order": {"$numberInt": "0"},
    }
    dates = {"createdAt": {"$date": {"$numberLong": "1505900000000"}}, "__v": {"$numberInt": "0"}}
    return {"_id": {"$oid": id}, "isSequential": True, "waypoints": [quiz], "outcomes": [], **dates, **fields}


@pytest.mark.parametrize("packed", FILES.values(), ids=FILES)
def test_a_design_is_read_however_it_is_packed(waypost: Terminal, packed: Callable[[str], bytes]) -> None:
    file = waypost.folder / "quiz.json"
    file.write_bytes(packed(TEXT))
    assert waypost("check", file).code == 0
    assert json.loads(waypost("show", file, "--json").out) == QUIZ
    assert waypost("import", file).out == "test\n"
    file.write_bytes(packed("{"))
    assert "this is not JSON" in waypost("check", file).out


def test_yaml_may_be_compressed(waypost: Terminal) -> None:
    yaml = waypost("export", waypost.write("quiz.json", QUIZ), "--to", "yaml").out
    (waypost.folder / "quiz.yaml.gz").write_bytes(gzip.compress(yaml.encode()))
    assert json.loads(waypost("show", waypost.folder / "quiz.yaml.gz", "--json").out) == QUIZ


def test_what_is_no_one_design_is_refused_in_a_sentence(waypost: Terminal) -> None:
    file = waypost.folder / "quiz.json"
    file.write_bytes(zipped(TEXT.encode(), TEXT.encode()))
    assert (
        waypost("check", file).err == f"waypost: {file} is an archive with 2 files; name the one you mean\n"
    )
    file.write_bytes(gzip.compress(TEXT.encode())[:-9])
    said = waypost("check", file)
    assert (said.code, "the compressed data is damaged or cut short" in said.err) == (3, True)
    file.write_bytes(gzip.compress(b" " * (17 * 1024 * 1024)))
    assert "is larger than 16,777,216 bytes, so it is no design" in waypost("check", file).err


@pytest.mark.parametrize("lines", [True, False])
def test_journeys_are_found_in_what_a_database_exports(waypost: Terminal, lines: bool) -> None:
    ids = ["59c23527bdf9ac67b2ab5ee0", "59c23527bdf9ac67b2ab5ee1"]
    found = [exported(id) for id in ids]
    text = "".join(json.dumps(each) + "\n" for each in found) if lines else json.dumps(found)
    file = waypost.write("journey.json", text)
    said = waypost("import", file)
    assert (said.code, f"there are 2 journeys here: {ids[0]}" in said.err) == (1, True)
    assert waypost("import", file, "--pick", ids[1], "--name", "quiz").code == 0
    quiz = waypost("show", "quiz", "--json").json["steps"][ids[1][:-1] + "f"]
    assert (quiz["count"], quiz["condition"]) == (2, json.loads(PASSED))


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("video-course", "video-course"),
        ("59c23527bdf9ac67b2ab5ee6", "a-title"),
        ("7e1d5c1a-0000-4000-8000-00000000000a", "a-title"),
        ("jrn_2abC", "a-title"),
        ("17", "a-title"),
    ],
)
def test_a_design_is_named_by_an_id_that_somebody_chose(waypost: Terminal, id: str, name: str) -> None:
    file = waypost.write("quiz.json", {**QUIZ, "id": id, "name": "A title"})
    assert waypost("import", file).out == f"{name}\n"
    assert waypost("import", file).out == f"{name}\n"
    assert (
        waypost("import", waypost.write("quiz.json", {**QUIZ, "id": id + "x", "name": name})).out
        != f"{name}\n"
    )
