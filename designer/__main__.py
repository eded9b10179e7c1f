"""``python -m designer`` is ``waypost``."""

from designer.cli import main

main()
