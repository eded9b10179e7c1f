"""The same statements in every form that they are brought in: ``python -m tests.event_forms [FILE]``.

FILE is NDJSON, perhaps gzipped; without one it is the example of the package. Each form is simulated, and a digest of
everybody's progress printed; the exit code is 1 unless all are equal. ``make test`` tries each form with fewer
statements.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec
import pandas
import polars
import pyarrow
from pyarrow import ipc

from designer import examples
from designer.notebook import simulate
from engine.journey import decode

PAGE: Final = 100
"""Statements in a StatementResult."""
FILES: Final = 50
"""Files in a folder."""


def documents(ndjson: Path) -> list[dict[str, Any]]:
    return list(map(json.loads, ndjson.read_text("utf-8").splitlines()))


def array(ndjson: Path, folder: Path) -> Path:
    path = folder / "array.json"
    path.write_text(json.dumps(documents(ndjson)))
    return path


def pages(ndjson: Path, folder: Path) -> Path:
    """A folder of StatementResults."""
    found = documents(ndjson)
    for at in range(0, len(found), PAGE):
        page = {"statements": found[at : at + PAGE], "more": "/x" if at + PAGE < len(found) else ""}
        (folder / f"{at:09}.json").write_text(json.dumps(page))
    return folder


def packed(ndjson: Path, folder: Path) -> Path:
    lines = ndjson.read_bytes().splitlines(keepends=True)
    for number in range(FILES):
        (folder / f"{number:02}.gz").write_bytes(gzip.compress(b"".join(lines[number::FILES])))
    return folder


def columns(ndjson: Path, folder: Path) -> Path:
    """A column a field; what is no text is a structure."""
    path = folder / "columns.parquet"
    duckdb.execute(f"COPY (FROM read_json('{ndjson}', format='newline_delimited')) TO '{path}'")
    return path


def texts(suffix: str) -> Callable[[Path, Path], Path]:
    """A column of whole documents."""

    def written(ndjson: Path, folder: Path) -> Path:
        path = folder / f"texts.{suffix}"
        duckdb.execute(
            f"COPY (SELECT json::VARCHAR AS statement FROM read_ndjson_objects('{ndjson}')) TO '{path}'"
        )
        return path

    return written


def relation(ndjson: Path) -> duckdb.DuckDBPyRelation:
    return duckdb.sql(f"FROM read_json('{ndjson}', format='newline_delimited')")


def table(ndjson: Path) -> pyarrow.Table:
    return relation(ndjson).to_arrow_table()


def arrow_file(ndjson: Path, folder: Path) -> Path:
    found = table(ndjson)
    with pyarrow.OSFile(str(folder / "a"), "wb") as file, ipc.new_file(file, found.schema) as writer:
        writer.write_table(found)
    return folder / "a"


def arrow_stream(ndjson: Path, folder: Path) -> Path:
    found = table(ndjson)
    with pyarrow.OSFile(str(folder / "a"), "wb") as file, ipc.new_stream(file, found.schema) as writer:
        writer.write_table(found)
    return folder / "a"


def field_csv(ndjson: Path, folder: Path) -> Path:
    """A column a field; what is no text is JSON."""
    path, found = folder / "fields.csv", documents(ndjson)
    names = sorted({name for each in found for name in each})
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for each in found:
            cells = (each.get(name, "") for name in names)
            writer.writerow(cell if isinstance(cell, str) else json.dumps(cell) for cell in cells)
    return path


def flat_csv(ndjson: Path, folder: Path) -> Path:
    """A column a value."""
    frame = pandas.json_normalize(documents(ndjson))
    frame.to_csv(folder / "flat.csv", index=False)
    return folder / "flat.csv"


def polars_frame(ndjson: Path) -> polars.DataFrame:
    return polars.read_ndjson(ndjson, infer_schema_length=None)


FORMS: Final[Mapping[str, Callable[[Path, Path], Any]]] = {
    "NDJSON": lambda ndjson, _: ndjson,
    "an array": array,
    "StatementResults": pages,
    f"a folder of {FILES} files": packed,
    "Parquet, a column a field": columns,
    "Parquet, statements as text": texts("parquet"),
    "CSV, statements as text": texts("csv"),
    "CSV, a column a field": field_csv,
    "CSV, a column a value": flat_csv,
    "an Arrow file": arrow_file,
    "an Arrow stream": arrow_stream,
    "an Arrow table": lambda ndjson, _: table(ndjson),
    "record batches": lambda ndjson, _: table(ndjson).to_reader(),
    "a pandas frame": lambda ndjson, _: pandas.DataFrame(documents(ndjson)),
    "a Polars frame": lambda ndjson, _: polars_frame(ndjson),
    "a lazy Polars frame": lambda ndjson, _: polars_frame(ndjson).lazy(),
    "a DuckDB relation": lambda ndjson, _: relation(ndjson),
    "a list of documents": lambda ndjson, _: documents(ndjson),
    "a generator of documents": lambda ndjson, _: (each for each in documents(ndjson)),
}
"""Form → statements in it, made of a file of NDJSON; files are written into a folder that is empty."""


def digest(form: str, ndjson: Path) -> str:
    """Return the digest of everybody's progress when the statements of ``ndjson`` come in a ``form``."""
    journey = decode(examples.example("video-course.journey.json"))
    with tempfile.TemporaryDirectory() as folder:
        run = simulate(journey, FORMS[form](ndjson, Path(folder)))
    everybody = sorted(run.progress.people, key=lambda person: person.owner)
    return sha256(msgspec.json.encode(everybody)).hexdigest()


def main(arguments: Sequence[str]) -> int:
    """Print the digest of each form; answer the exit code."""
    path = Path(arguments[0]) if arguments else Path(str(examples.path(examples.VIDEO)))
    content = path.read_bytes()
    digests = {}
    with tempfile.TemporaryDirectory() as folder:
        ndjson = Path(folder) / "statements.ndjson"
        ndjson.write_bytes(gzip.decompress(content) if path.suffix == ".gz" else content)
        print(f"{len(documents(ndjson)):,} statements of {path.name}")
        for form in FORMS:
            digests[form] = digest(form, ndjson)
            print(f"{digests[form][:16]}  {form}", flush=True)
    return 0 if len(set(digests.values())) == 1 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
