"""The packages that come with this one, found beside it: a folder of somebody's own called ``engine`` or ``store`` on
the path does not take their place.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder, SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
"""The folder of all three packages."""


def load_own_packages() -> None:
    """Load ``engine`` and ``store`` from beside this package where others would be found first.

    Raises ImportError where another module of that name is loaded already.
    """
    for name in ("engine", "store"):
        if name in sys.modules:
            _check(name)
        elif not _is_own(name):
            _load(name)


def _check(name: str) -> None:
    file = getattr(sys.modules[name], "__file__", None)
    if file is None or Path(file) != _file(name):
        told = f"Waypost has a package {name!r} of its own, and {file or name} is loaded under that name"
        raise ImportError(f"{told}: import designer first, or rename it")


def _is_own(name: str) -> bool:
    spec = PathFinder.find_spec(name)
    return spec is not None and spec.origin == str(_file(name))


def _file(name: str) -> Path:
    return ROOT / name / "__init__.py"


def _load(name: str) -> None:
    file = _file(name)
    loader = SourceFileLoader(name, str(file))
    spec = spec_from_file_location(name, file, loader=loader, submodule_search_locations=[str(file.parent)])
    assert spec is not None
    sys.modules[name] = module = module_from_spec(spec)
    loader.exec_module(module)
