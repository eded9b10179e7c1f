"""The same statements in every form that they are brought in: ``python -m tests.event_forms [FILE]``.

FILE is NDJSON, perhaps gzipped; without one it is the example of the package. Each form is simulated, and a digest of
everybody's progress printed; the exit code is 1 unless all are equal.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec

from designer import examples
from designer.notebook import simulate
from engine.journey import decode

PAGE: Final = 500
"""Statements in a StatementResult."""
FILES: Final = 50
"""Files in a folder."""

Statements = Sequence[dict[str, Any]]


def _lines(statements: Statements) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in statements)


def _file(name: str, content: Callable[[Statements], bytes]) -> Callable[[Statements, Path], Path]:
    def write(statements: Statements, folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content(statements))
        return path

    return write


def _pages(statements: Statements) -> bytes:
    """StatementResults, one a line."""
    pages = [statements[at : at + PAGE] for at in range(0, len(statements), PAGE)]
    return b"".join(json.dumps({"statements": page, "more": "/next"}).encode() + b"\n" for page in pages)


def _csv(statements: Statements) -> bytes:
    """A column a field; what is no text is JSON."""
    names = sorted({name for each in statements for name in each})
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(names)
    for each in statements:
        cells = (each.get(name, "") for name in names)
        writer.writerow(cell if isinstance(cell, str) else json.dumps(cell) for cell in cells)
    return file.getvalue().encode()


def _parquet(statements: Statements, folder: Path) -> Path:
    """A column a field; what is no text is a structure."""
    lines, path = folder / "lines.ndjson", folder / "statements.parquet"
    lines.write_bytes(_lines(statements))
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (FROM read_json('{lines}', convert_strings_to_integers = false, auto_detect = true)) "
            f"TO '{path}' (FORMAT parquet)"
        )
    return path


def _documents(statements: Statements, folder: Path) -> Path:
    """A column of whole documents as text."""
    path = folder / "documents.parquet"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE events (document VARCHAR)")
        connection.executemany("INSERT INTO events VALUES (?)", [[json.dumps(each)] for each in statements])
        connection.execute(f"COPY events TO '{path}' (FORMAT parquet)")
    return path


def _relation(statements: Statements, folder: Path) -> Any:
    return duckdb.read_parquet(str(_parquet(statements, folder)))


def _folder(statements: Statements, folder: Path) -> Path:
    files = folder / "files"
    files.mkdir()
    for number in range(FILES):
        (files / f"{number:02}.ndjson.gz").write_bytes(gzip.compress(_lines(statements[number::FILES])))
    return files


def _pandas(statements: Statements, folder: Path) -> Any:
    import pandas as pd

    return pd.DataFrame(list(statements))


def _polars(statements: Statements, folder: Path) -> Any:
    import polars as pl

    return pl.DataFrame({"document": [json.dumps(each) for each in statements]})


FORMS: Final[Mapping[str, Callable[[Statements, Path], Any]]] = {
    "NDJSON": _file("statements.ndjson", _lines),
    "an array": _file("statements.json", lambda statements: json.dumps(statements).encode()),
    "StatementResults": _file("pages.json", _pages),
    "CSV": _file("statements.csv", _csv),
    "Parquet, structures": _parquet,
    "Parquet, documents": _documents,
    "a DuckDB relation": _relation,
    f"a folder of {FILES} gzipped files": _folder,
    "a list": lambda statements, folder: list(statements),
    "a generator": lambda statements, folder: (each for each in statements),
    "a pandas frame": _pandas,
    "a Polars frame": _polars,
}


def digest(form: str, statements: Statements) -> str:
    """Return the digest of everybody's progress when ``statements`` come in a ``form``."""
    journey = decode(examples.example("video-course.journey.json"))
    with tempfile.TemporaryDirectory() as folder:
        run = simulate(journey, FORMS[form](statements, Path(folder)))
    everybody = sorted(run.progress.people, key=lambda person: person.owner)
    return sha256(msgspec.json.encode(everybody)).hexdigest()


def main(arguments: Sequence[str]) -> int:
    """Print the digest of each form; answer the exit code."""
    path = Path(arguments[0]) if arguments else Path(str(examples.path(examples.VIDEO)))
    content = path.read_bytes()
    lines = (gzip.decompress(content) if path.suffix == ".gz" else content).splitlines()
    statements = [json.loads(line) for line in lines]
    print(f"{len(statements):,} statements of {path.name}")
    digests = {}
    for form in FORMS:
        digests[form] = digest(form, statements)
        print(f"{digests[form][:16]}  {form}", flush=True)
    return 0 if len(set(digests.values())) == 1 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
