"""The examples in the documentation run, and every public word has one or stands where one does."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import walk_packages

import pytest

import designer.notebook
from designer.notebook import __all__ as names

MODULES = [
    module.name
    for module in walk_packages(designer.notebook.__path__, "designer.notebook.")
    if ".code" in module.name or ".views" in module.name
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_say_what_happens(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0


@pytest.mark.parametrize("name", [name for name in names if name[0].islower()])
def test_every_function_shows_how_it_is_used(name: str) -> None:
    word = getattr(designer.notebook, name)
    assert ">>>" in (word.__doc__ or "")


def test_every_word_of_a_journey_shows_how_it_is_used() -> None:
    kind = designer.notebook.Journey
    words = [name for name in dir(kind) if not name.startswith("_") and callable(getattr(kind, name))]
    assert [name for name in words if ">>>" not in (getattr(kind, name).__doc__ or "")] == []


def test_a_name_that_is_not_there_is_an_error_that_lists_them() -> None:
    with pytest.raises(AttributeError, match=r"it has .*Journey"):
        _ = designer.notebook.journy
    assert {"Journey", "simulate"} <= set(dir(designer.notebook))
