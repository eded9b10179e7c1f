"""The engine that a process has at hand for the many questions of a recalculation."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from store.errors import StoreError
from store.log.query import open_frequent_query, parquet


def answer(folder: Path, file: Path) -> int:
    with open_frequent_query(folder) as connection:
        return int(connection.execute(f"SELECT number FROM {parquet([file])}").fetchall()[0][0])


def write(file: Path, number: int) -> None:
    duckdb.execute(f"COPY (SELECT {number} AS number) TO '{file}.new' (FORMAT parquet)")
    os.replace(f"{file}.new", file)


def test_it_sees_a_file_that_has_come_under_the_name_of_another(tmp_path: Path) -> None:
    file = tmp_path / "columns.parquet"
    for number in range(5):
        write(file, number)
        assert answer(tmp_path, file) == number


def test_what_one_question_left_behind_is_gone_for_the_next(tmp_path: Path) -> None:
    for _ in range(2):
        with open_frequent_query(tmp_path) as connection:
            connection.execute("CREATE TEMP TABLE left_behind AS SELECT 1")


def test_it_goes_on_after_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "columns.parquet"
    with pytest.raises(StoreError, match="cannot work on"):
        answer(tmp_path, file)
    write(file, 1)
    assert answer(tmp_path, file) == 1
