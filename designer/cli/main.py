"""``waypost``: the command line. Whenever it is stopped, also while it loads, it ends with a sentence."""

from __future__ import annotations

import sys

from designer.cli.interrupts import Interrupted, heeding_sigterm, if_stopped

TYPE_CHECKING = False  # that of typing, which takes a while to load
if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """The ``waypost`` script."""
    try:
        with heeding_sigterm(), if_stopped("nothing was done yet"):
            _do(sys.argv[1:])
    except Interrupted as stop:
        sys.stderr.write(f"waypost: {stop}\n")
        sys.exit(stop.code)


def _do(words: list[str]) -> None:
    """Do what the ``words`` ask for, with what it takes alone: it takes a while to load."""
    from designer.cli import launcher

    words = launcher.with_workspace_first(words)
    if launcher.is_terminal() and (asked := launcher.app_asked_for(words)):
        _show(launcher.show_app, *asked)
    elif listing := launcher.list_asked_for(words):
        _show(launcher.show_designs, *listing)
    else:
        from designer.cli.commands.application import app

        app(words)


def _show(show: Callable[..., None], *arguments: object) -> None:
    from designer.cli.console import report_errors

    with report_errors(), if_stopped("nothing that was saved is lost"):
        show(*arguments)
