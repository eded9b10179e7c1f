"""Docstrings: how they begin, and how many parameters they name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tests.house.source import documented, modules

SHARE: Final = 0.62
"""Of the parameters of functions with a docstring, so many are named in it at least."""

_NO_BEGINNINGS: Final = frozenset(
    [
        "what",
        "whether",
        "how",
        "when",
        "where",
        "why",
        "who",
        "whose",
        "whom",
        "which",
        "that",
        "as",
        "so",
        "if",
        "because",
        "of",
        "from",
        "by",
        "with",
        "without",
        "in",
        "on",
        "at",
        "to",
        "for",
        "raises",
        "returns",
        "gets",
    ]
)
"""Words with which no docstring begins: it begins with an imperative verb or the noun that is returned."""


class Named(NamedTuple):
    """Of all parameters ``total``, ``named`` are in their function's docstring."""

    named: int
    total: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.named / self.total if self.total else 1.0


def beginnings() -> Iterator[tuple[str, str]]:
    """Each docstring that begins with neither a verb nor a noun."""
    for module in modules():
        for place, node in documented(module):
            words = (ast.get_docstring(node) or "").split(None, 1)
            first = words[0].lower().rstrip(",.:") if words else ""
            if first in _NO_BEGINNINGS:
                yield (
                    place,
                    f"the docstring begins with {words[0]!r}, neither a verb nor the noun that is returned",
                )


def named_parameters() -> Named:
    """Count the parameters of all functions with a docstring, methods included, but for ``self`` and ``cls``.

    A parameter counts as named if the docstring has its name as a word.
    """
    named = total = 0
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (text := ast.get_docstring(node)):
                parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                names = [each.arg for each in parameters if each.arg not in ("self", "cls")]
                total += len(names)
                named += sum(bool(re.search(rf"\b{name}\b", text)) for name in names)
    return Named(named, total)
