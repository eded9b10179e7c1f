"""The step of the design that a server complains about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from designer.publish.server_failures import ErrorDetail, RequestRejected

_PATH: Final = re.compile(r"[A-Za-z]\w*(?:\.\w+|\[\d+\])+")
_STEP: Final = re.compile(r"\w+")


def name_steps(error: RequestRejected, body: object, ids: Mapping[str, str]) -> RequestRejected:
    """The refusal with the steps that its faults speak of; ``body`` was sent, ``ids`` are the steps' ids in it."""
    steps = {id: step for step, id in ids.items()}
    named = list(dict.fromkeys(step for fault in error.faults for step in _steps(fault, body, steps)))
    if not named:
        return error
    words = "the step" if len(named) == 1 else "the steps"
    return RequestRejected(
        f"{error}. In the design: {words} {', '.join(map(repr, named))}", error.status, error.faults
    )


def _steps(fault: ErrorDetail, body: object, steps: Mapping[str, str]) -> Iterator[str]:
    for text in (fault.field, fault.message):
        for path in _PATH.findall(text):
            yield from (steps[id] for id in _ids(path, body) if id in steps)
        yield from (step for id, step in steps.items() if re.search(rf"(?<!\w){re.escape(id)}(?!\w)", text))


def _ids(path: str, body: Any) -> Iterator[str]:
    """The ids of what is passed on the way down a path such as ``waypoints.0.count`` or ``states[2].condition``."""
    for name in _STEP.findall(path):
        if isinstance(body, dict):
            body = body.get(name)
        elif isinstance(body, list) and name.isdigit() and int(name) < len(body):
            body = body[int(name)]
        else:
            return
        if isinstance(body, dict):
            key = body.get("key")
            yield from (
                str(id)
                for id in (
                    body.get("_id"),
                    body.get("stateId"),
                    key.get("id") if isinstance(key, dict) else None,
                )
                if id
            )
