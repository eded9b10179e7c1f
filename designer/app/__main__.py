"""``python -m designer.app FOLDER [DESIGN]``: the app on a workspace, without the command line."""

import sys
from pathlib import Path

from designer.app.startup import run
from designer.errors import Refused

try:
    run(Path(sys.argv[1]), *sys.argv[2:])
except Refused as refused:
    print(refused, file=sys.stderr)
    sys.exit(refused.code)
