"""The commands of ``waypost``, a module for each kind of work, imported when one of its commands is typed.

A module has the commands in its ``app``.
"""

from __future__ import annotations

from typing import Final

COMMANDS: Final = {
    "open": "open",
    "demo": "demo",
    "new": "designs",
    "list": "designs",
    "show": "designs",
    "import": "designs",
    "versions": "versions",
    "restore": "versions",
    "export": "designs",
    "check": "check",
    "simulate": "runs",
    "test": "scenarios",
    "explain": "explain",
    "who": "who",
    "people": "population",
    "paths": "paths",
    "diff": "difference",
    "recalculate": "recalculation",
    "log": "pull",
    "target": "targets",
    "publish": "publish",
    "rollback": "publish",
    "pull": "pull",
    "status": "status",
    "history": "status",
    "outbox": "outbox",
    "deliver": "outbox",
    "schema": "schema",
    "mcp": "assistant",
    "doctor": "doctor",
    "keys": "key_list",
    "serve": "serve",
    "web": "web",
}
"""The module of each command, in the order of the help."""
