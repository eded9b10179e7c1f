"""Statements of a server for a notebook: a log beside it that takes in what is new each time it is asked for."""

from __future__ import annotations

from pathlib import Path

from designer.notebook.code.arguments import WORKSPACE
from designer.notebook.code.coroutine import run_coroutine
from designer.publish import connect
from designer.publish.pull_query import PullQuery
from designer.publish.statement_pull import pull_statements
from designer.reports.number_text import count
from store.log import ImportTotals
from store.log_folders import OF_FILES, is_log, server_log_name
from store.sources.reader import Tell
from store.targets import Target


def statements_of(target: Target, tell: Tell) -> Path | list[object]:
    """The log of ``target`` in the workspace beside the notebook, with what is new on the server by now; nothing where
    there is no statement yet.

    ``tell`` is told how many were new. Raises ServerFailure, StoreError, Refused.
    """
    folder = Path(WORKSPACE) / OF_FILES / server_log_name(target.name, target.url)
    done = run_coroutine(_pulled(target, folder, tell))
    tell(f"{target.name}: {count(done.added, 'new statement')}, taken into {folder}")
    return folder if is_log(folder) else []


async def _pulled(target: Target, folder: Path, tell: Tell) -> ImportTotals:
    async with connect(target, tell) as server:
        return await pull_statements(server, folder, PullQuery(), lambda read: None)
