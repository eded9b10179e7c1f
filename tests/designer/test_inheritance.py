"""How deep classes inherit from each other: what is owned is read at one place, what is inherited at many."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest

import designer.app
import designer.notebook

DEEPEST = 3
OWN = ("designer", "engine", "store")


def classes(package: str, path: list[str]) -> Iterator[type]:
    """All classes that are defined in a package, those inside others as well."""
    for module in pkgutil.walk_packages(path, f"{package}."):
        if not module.name.endswith("__main__"):
            defined = vars(import_module(module.name)).values()
            yield from _with_inner(module.name, [each for each in defined if inspect.isclass(each)])


def _with_inner(module: str, found: list[type]) -> Iterator[type]:
    for each in found:
        if each.__module__ == module:
            yield each
            yield from _with_inner(module, [inner for inner in vars(each).values() if inspect.isclass(inner)])


@pytest.mark.parametrize("package", [designer.app, designer.notebook], ids=lambda package: package.__name__)
def test_own_classes_are_at_most_three_deep(package: object) -> None:
    name, path = package.__name__, list(package.__path__)  # type: ignore[attr-defined]
    depths = {
        each: [base for base in each.__mro__ if base.__module__.split(".")[0] in OWN]
        for each in classes(name, path)
    }
    assert len(depths) > 30
    assert {each.__qualname__ for each, own in depths.items() if len(own) > DEEPEST} == set()
