"""Peers, fetched by the ordinary clients of their registries, or by Git, each into a folder of its own outside the
repository.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path
from typing import Final

_NPM_INSTALL: Final = ("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")


class NotAvailable(Exception):
    """A peer cannot be run here; the text says why."""


def cache() -> Path:
    """The folder in which peers are kept from one run to the next."""
    given = os.environ.get("WAYPOST_PEERS")
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return Path(given) if given else home / "waypost-peers"


def python_with(*packages: str) -> Path:
    """A Python whose environment has these packages (``name==version``). Raises NotAvailable."""
    folder = cache() / _named("python", packages)
    python = folder / "bin" / "python"
    if not (folder / ".complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _call(sys.executable, "-m", "venv", str(folder))
        _call(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
        (folder / ".complete").touch()
    return python


def packages_in_folder(*packages: str) -> Path:
    """A folder with these packages of Python, without what they need, for ``PYTHONPATH``. Raises NotAvailable."""
    folder = cache() / _named("folder", packages)
    if not (folder / ".complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--target", str(folder))
        _call(sys.executable, "-m", "pip", "install", *quiet, *packages)
        (folder / ".complete").touch()
    return folder


def node_modules(*packages: str) -> Path:
    """A folder whose ``node_modules`` has these packages (``name@version``). Raises NotAvailable."""
    _require("npm")
    folder = cache() / _named("node", packages)
    if not (folder / ".complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(json.dumps({"private": True}))
        _call(*_NPM_INSTALL, *packages, folder=folder)
        (folder / ".complete").touch()
    return folder


def repository(url: str, revision: str, variable: str) -> Path:
    """A folder with the files of a repository at ``revision``, a commit or a tag. Raises NotAvailable.

    They come from ``url``, or from the clone that the environment variable ``variable`` names.
    """
    folder = cache() / _named("git", (url, revision))
    if not (folder / ".complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        source = os.environ.get(variable, url)
        try:
            _call("git", "init", "--quiet", str(folder))
            _call("git", "fetch", "--quiet", "--depth", "1", source, revision, folder=folder)
            _call("git", "checkout", "--quiet", "FETCH_HEAD", folder=folder)
        except NotAvailable as error:
            raise NotAvailable(f"{error}; {variable} may name a clone of {url}") from None
        (folder / ".complete").touch()
    return folder


def installed_repository(url: str, revision: str, variable: str) -> Path:
    """A folder as of ``repository``, with what its ``package.json`` needs. Raises NotAvailable."""
    _require("npm")
    folder = repository(url, revision, variable)
    if not (folder / "node_modules" / ".complete").exists():
        _call(*_NPM_INSTALL, folder=folder)
        (folder / "node_modules" / ".complete").touch()
    return folder


def _named(kind: str, packages: tuple[str, ...]) -> str:
    return f"{kind}-{blake2b(json.dumps(packages).encode(), digest_size=6).hexdigest()}"


def _require(program: str) -> None:
    """Raise NotAvailable unless a ``program`` is installed."""
    if not shutil.which(program):
        raise NotAvailable(f"{program} is not installed")


def _call(*command: str, folder: Path | None = None) -> None:
    _require(command[0])
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no output"]
        raise NotAvailable(f"{Path(command[0]).name} failed: {last[0][:200]}")
