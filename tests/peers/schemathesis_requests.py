"""schemathesis: requests made up from the OpenAPI document for 10 minutes. No answer is a 500, none is undocumented."""

from __future__ import annotations

import os
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from openapi_cases import SCHEMA, check_answer, store_some_of_everything
from practice import Practice, practice
from schemathesis import Case

from tests.peers.outcome import PeerOutcome, counted

NAME: Final = "schemathesis"
VERSION: Final = version("schemathesis")
MINUTES: Final = float(os.environ.get("WAYPOST_PEER_MINUTES", "10"))
EXAMPLES: Final = 10
"""Requests for each operation in a round."""


def run() -> PeerOutcome:
    """Every operation, in rounds with new requests, until the time is up."""
    wrong: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder, practice(Path(folder)) as api:
        store_some_of_everything(api)
        deadline = time.monotonic() + MINUTES * 60
        round = 0
        while not round or time.monotonic() < deadline:
            for result in SCHEMA.get_all_operations():
                operation = result.ok()
                wrong[operation.label] = wrong.get(operation.label) or _wrong(api, operation, round)
            round += 1
    return counted(wrong.items())


def _wrong(api: Practice, operation: Any, round: int) -> str:
    """What the first bad answer in a round breaks."""

    @seed(round)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def check(case: Case) -> None:
        check_answer(api, case)

    try:
        check()
    except Exception as error:  # noqa: BLE001 — a check raises what it likes
        return str(error)[:500]
    return ""
