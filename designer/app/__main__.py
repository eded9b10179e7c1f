"""``python -m designer.app FOLDER``: the app on a workspace, whatever it is shown on."""

import sys
from pathlib import Path

from designer.app.app import run

run(Path(sys.argv[1]))
