"""Names: a file is a noun that no other file of its package bears, and a class name has one meaning."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Final

from tests.house.source import Module, modules

PARTICIPLES: Final = frozenset(
    [
        "asked",
        "begun",
        "chosen",
        "done",
        "drawn",
        "found",
        "given",
        "gone",
        "held",
        "kept",
        "known",
        "left",
        "lent",
        "lost",
        "made",
        "said",
        "seen",
        "sent",
        "shown",
        "spoken",
        "stood",
        "taken",
        "told",
        "woven",
        "written",
    ]
)
"""Those that do not end in -ed or -ing."""


def participles() -> Iterator[tuple[str, str]]:
    """Each file whose name ends in a participle, with what is wrong with it."""
    for module in modules():
        word = module.name.rsplit("_", 1)[-1]
        if word in PARTICIPLES or word.endswith(("ed", "ing")):
            yield module.path, f"{module.name} is a participle; name the file by a noun for what it holds"


def shared_files() -> Iterator[tuple[str, str]]:
    """Each file that shares its name with another one of its package."""
    return _shared(
        lambda module: [] if module.name.startswith("__") else [f"{module.package}:{module.name}"],
        "is also the name of",
    )


def shared_classes() -> Iterator[tuple[str, str]]:
    """Each public class at the top of a module that shares its name with another one."""
    return _shared(_classes, "is also a class in")


def _classes(module: Module) -> list[str]:
    return [
        node.name
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]


def _shared(names: Callable[[Module], list[str]], sentence: str) -> Iterator[tuple[str, str]]:
    """What bears a name of another module; ``names`` gives a module's. A name's word stands behind any colon."""
    bearers: dict[str, list[str]] = defaultdict(list)
    for module in modules():
        for name in names(module):
            bearers[name].append(module.path)
    for name, paths in bearers.items():
        word = name.rsplit(":", 1)[-1]
        for path in paths if len(paths) > 1 else ():
            others = ", ".join(other for other in paths if other != path)
            yield f"{path}::{word}", f"{word} {sentence} {others}"
