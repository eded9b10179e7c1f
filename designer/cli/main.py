"""``waypost``: the command line. Whenever it is stopped, also while it loads, it ends with a sentence."""

from __future__ import annotations

import sys

from designer.cli.interrupts import Interrupted, explain_interrupt, heed_sigterm

TYPE_CHECKING = False  # that of typing, which takes a while to load
if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """The ``waypost`` script."""
    try:
        with heed_sigterm(), explain_interrupt("nothing was done yet"):
            _do(sys.argv[1:])
    except Interrupted as stop:
        sys.stderr.write(f"waypost: {stop}\n")
        sys.exit(stop.code)


def _do(words: list[str]) -> None:
    """Do what the ``words`` ask for, with what it takes alone: it takes a while to load."""
    from designer.cli import launcher

    words = launcher.with_workspace_first(words)
    if launcher.is_terminal() and (asked := launcher.parse_app_call(words)):
        _show(launcher.show_app, *asked)
    elif listing := launcher.parse_list_call(words):
        _show(launcher.show_designs, *listing)
    else:
        from designer.cli.commands.application import app

        app(words)


def _show(show: Callable[..., None], *arguments: object) -> None:
    from designer.cli.console import report_errors

    with report_errors(), explain_interrupt("nothing that was saved is lost"):
        show(*arguments)
