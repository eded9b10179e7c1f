"""The packages' source as syntax trees, read once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("engine", "store", "designer")
Documented: TypeAlias = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Module(NamedTuple):
    """A file of a package: its ``path`` from the repository's root, and its syntax ``tree``."""

    path: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return Path(self.path).stem

    @property
    def package(self) -> str:
        """The first folder of its path."""
        return self.path.split("/", 1)[0]


@cache
def modules() -> tuple[Module, ...]:
    """All modules of the packages, sorted by path."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple(Module(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())) for path in paths)


def documented(module: Module) -> Iterator[tuple[str, Documented]]:
    """The module, its classes and functions, each as ``path::qualified.name`` with its node; not what is local."""
    yield module.path, module.tree
    yield from _inside(module.path + "::", module.tree)


def _inside(prefix: str, parent: ast.Module | ast.ClassDef) -> Iterator[tuple[str, Documented]]:
    for node in parent.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from _inside(f"{prefix}{node.name}.", node)
