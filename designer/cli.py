"""``waypost``: the command line. Whenever it is stopped, also while it loads, it ends with a sentence."""

from __future__ import annotations

import sys

from designer.stopping import Stopped, heeding_sigterm, if_stopped


def main() -> None:
    """The ``waypost`` script."""
    try:
        with heeding_sigterm(), if_stopped("nothing was done yet"):
            from designer.commands.application import app  # it takes a while to load

            app()
    except Stopped as stop:
        sys.stderr.write(f"waypost: {stop}\n")
        sys.exit(stop.code)
