"""What else does the same jobs: queries written by hand, each in a process of its own, with one thread unless told.

``python -m tests.benchmarks.peers JOB PATH …``. Prints what the job answers, and the processor time of the job alone.
"""

from __future__ import annotations

import sys
import time

VERB = "http://adlnet.gov/expapi/verbs/"
WAY = ("launched", "answered", "completed")

COLUMNS = (
    "{id: 'VARCHAR', actor: 'STRUCT(account STRUCT(homePage VARCHAR, name VARCHAR))', "
    "verb: 'STRUCT(id VARCHAR)', object: 'STRUCT(id VARCHAR)', timestamp: 'TIMESTAMP', stored: 'TIMESTAMP'}"
)


def duckdb_funnel(source: str, threads: str = "1") -> object:
    """How many matched, and how many came to each step in order, from typed lines."""
    found = f"read_json('{source}', format = 'newline_delimited', columns = {COLUMNS})"
    rows = f"SELECT actor.account AS owner, verb.id AS verb, (timestamp, stored, id) AS moment FROM {found}"
    return _funnel(rows, threads)


def duckdb_parquet(path: str) -> object:
    """The same from the columns that ``duckdb_copy`` made."""
    return _funnel(f"SELECT owner, verb, (time, stored, id) AS moment FROM '{path}'")


def _funnel(rows: str, threads: str = "1") -> object:
    import duckdb

    first, second, third = (f"{VERB}{verb}" for verb in WAY)
    query = f"""
        WITH events AS ({rows}), asked AS (FROM events WHERE verb IN ('{first}', '{second}', '{third}')),
        one AS (SELECT owner, min(moment) AS moment FROM asked WHERE verb = '{first}' GROUP BY ALL),
        two AS (SELECT owner, min(asked.moment) AS moment FROM asked JOIN one USING (owner)
            WHERE verb = '{second}' AND asked.moment > one.moment GROUP BY ALL),
        three AS (SELECT owner, min(asked.moment) AS moment FROM asked JOIN two USING (owner)
            WHERE verb = '{third}' AND asked.moment > two.moment GROUP BY ALL)
        SELECT (SELECT count(*) FROM asked), (SELECT count(*) FROM one), (SELECT count(*) FROM two),
            (SELECT count(*) FROM three)"""
    with duckdb.connect(config={"threads": threads, "preserve_insertion_order": "false"}) as connection:
        return connection.execute(query).fetchall()


def duckdb_copy(source: str, path: str) -> None:
    """Documents and six columns of them as Parquet."""
    import duckdb

    wanted = {"id": "$.id", "verb": "$.verb.id", "object": "$.object.id"}
    texts = ", ".join(f"json_extract_string(json, '{at}') AS {name}" for name, at in wanted.items())
    times = (
        "json_extract_string(json, '$.timestamp')::TIMESTAMP AS time, json_extract_string(json, '$.stored')"
    )
    query = (
        f"SELECT {texts}, {times}::TIMESTAMP AS stored, json_extract_string(json, '$.actor.account.name') AS owner, "
        f"json::VARCHAR AS document FROM read_ndjson_objects('{source}')"
    )
    with duckdb.connect(config={"threads": "1", "preserve_insertion_order": "false"}) as connection:
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def polars_funnel(source: str) -> object:
    """The funnel of ``duckdb_funnel``."""
    import polars as pl

    account = pl.Struct({"homePage": pl.String, "name": pl.String})
    schema = {
        "id": pl.String,
        "actor": pl.Struct({"account": account}),
        "verb": pl.Struct({"id": pl.String}),
        "timestamp": pl.String,
        "stored": pl.String,
    }
    asked = (
        pl.scan_ndjson(source, schema=schema)
        .select(
            pl.struct("timestamp", "stored", "id").alias("at"),
            verb=pl.col("verb").struct.field("id"),
            owner=pl.col("actor").struct.field("account").struct.field("name"),
        )
        .filter(pl.col("verb").is_in([VERB + verb for verb in WAY]))
        .collect()
        .sort("at")
        .with_row_index("order")
    )
    found, before = [asked.height], asked.select("owner").unique().with_columns(pl.lit(-1).alias("since"))
    for verb in WAY:
        before = (
            asked.filter(pl.col("verb") == VERB + verb)
            .join(before, on="owner")
            .filter(pl.col("order").cast(pl.Int64) > pl.col("since"))
            .group_by("owner")
            .agg(pl.col("order").min().cast(pl.Int64).alias("since"))
        )
        found.append(before.height)
    return found


def orjson_parse(source: str) -> int:
    """Every line parsed, and nothing else."""
    import orjson

    count = 0
    with open(source, "rb") as file:
        for line in file:
            orjson.loads(line)
            count += 1
    return count


def tinydb_fill(path: str) -> None:
    """As many documents as a workspace is filled with, in TinyDB's own file."""
    from tinydb import TinyDB

    from tests.benchmarks.bench_store import progress

    TinyDB(path).insert_multiple(map(progress, range(99_999)))


def tinydb_count(path: str) -> int:
    """How many documents there are in the file of ``tinydb_fill``."""
    from tinydb import TinyDB

    return len(TinyDB(path))


JOBS = {
    each.__name__: each
    for each in (
        duckdb_funnel,
        duckdb_parquet,
        duckdb_copy,
        polars_funnel,
        orjson_parse,
        tinydb_fill,
        tinydb_count,
    )
}

if __name__ == "__main__":
    begun = time.process_time()
    print(JOBS[sys.argv[1]](*sys.argv[2:]))  # type: ignore[operator]
    print(time.process_time() - begun)
