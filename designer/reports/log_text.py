"""A statement log in words: what is in it, and where in its documents."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from designer.reports.number_text import count
from engine.instant import plain_text, text
from engine.paths import PathInfo
from store.log import Info

MOST_NAMED: Final = 10
"""Verbs and events that are told to a person."""


def answer(found: Info) -> dict[str, Any]:
    """All of it as plain JSON values: the answer of ``log info --json``."""
    totals = found.totals
    return {
        "events": {
            "read": totals.read,
            "rejected": totals.rejected,
            "duplicates": totals.events - totals.ids,
            "kept": totals.rows,
        },
        "oldest": None if found.oldest is None else text(found.oldest),
        "newest": None if found.newest is None else text(found.newest),
        "owners": found.owners,
        "personas": found.personas,
        "verbs": found.verbs,
        "track_events": found.events,
        "paths": [_path(path) for path in found.paths],
        "sampled": found.sampled,
    }


def _path(path: PathInfo) -> dict[str, Any]:
    return {
        "path": path.path,
        "types": list(path.types),
        "examples": list(path.examples),
        "documents": path.documents,
    }


def lines(found: Info) -> list[str]:
    """The counts, the span, the commonest verbs and events, and the paths with examples, for people."""
    lines = [f"{count(found.totals.ids, 'event')} of {count(found.owners, 'owner')}"]
    if found.totals.again:
        lines.append(f"{count(found.totals.again, 'more event')} with the id of another and another content")
    if found.case_twins:
        lines.append(
            f"{count(found.case_twins, 'id that differs', 'ids that differ')} from another in case alone"
        )
    if found.oldest is not None and found.newest is not None:
        lines.append(f"from {plain_text(found.oldest)} to {plain_text(found.newest)}")
    for what, counts in (("verbs", found.verbs), ("track events", found.events)):
        if counts:
            lines += [
                "",
                f"{what}:",
                *(f"{count:>12,}  {name}" for name, count in list(counts.items())[:MOST_NAMED]),
            ]
            lines += (
                [f"{'':>12}  … and {len(counts) - MOST_NAMED:,} more"] if len(counts) > MOST_NAMED else []
            )
    if found.paths:
        lines += ["", f"paths, from {found.sampled:,} documents:"]
        width = max(len(path.path) for path in found.paths)
        lines += [f"  {path.path:{width}}  {_examples(path)}" for path in found.paths if path.examples]
    return lines


def _examples(path: PathInfo) -> str:
    """``string: "a", "b"`` in at most a line."""
    shown = ", ".join(msgspec.json.encode(example).decode() for example in path.examples[:2])
    return f"{'|'.join(path.types)}: {shown if len(shown) <= 60 else f'{shown[:59]}…'}"
