"""``python -m designer`` is ``waypost``."""

from designer.cli.main import main

main()
