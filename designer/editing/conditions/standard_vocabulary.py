"""The paths and values that statements and calls usually have: offered where no events are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.paths import PathInfo
from engine.schema.vocabulary import ACTIVITY_TYPES, VERBS

_VALUES: Final[dict[str, tuple[object, ...]]] = {
    "statement.verb.id": VERBS,
    "statement.object.id": (),
    "statement.object.definition.type": ACTIVITY_TYPES,
    "statement.result.success": (True, False),
    "statement.result.completion": (True, False),
    "statement.result.score.scaled": (),
    "statement.result.score.raw": (),
    "statement.context.registration": (),
    "statement.context.contextActivities.parent.id": (),
    "statement.context.contextActivities.grouping.id": (),
    "statement.context.platform": (),
    "type": ("track", "identify", "page", "screen", "group", "alias"),
    "event": (),
}
"""Path → what may stand there, as far as that is known beforehand."""

_EXAMPLES: Final[dict[str, object]] = {
    "statement.object.id": "https://example.org/course",
    "statement.result.score.scaled": 0.8,
    "statement.result.score.raw": 80,
    "statement.context.registration": "00000000-0000-4000-8000-000000000000",
    "statement.context.contextActivities.parent.id": "https://example.org/course",
    "statement.context.contextActivities.grouping.id": "https://example.org/course",
    "statement.context.platform": "Moodle",
    "event": "Order Completed",
}
_TYPES: Final = {bool: "bool", float: "number", int: "number", str: "string"}


class StandardVocabulary:
    """A vocabulary of xAPI's statements and of Segment's calls."""

    def paths(self) -> Sequence[PathInfo]:
        """Return each path with an example."""
        return [_path_info(path, values) for path, values in _VALUES.items()]

    def values(self, path: str) -> Sequence[object]:
        """Return the values that are in wide use at ``path``."""
        return _VALUES.get(path, ())


def _path_info(path: str, values: Sequence[object]) -> PathInfo:
    examples = (values[0] if values else _EXAMPLES[path],)
    return PathInfo(path=path, types=(_TYPES[type(examples[0])],), examples=examples, documents=0)
