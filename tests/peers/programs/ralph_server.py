"""Ralph's LRS on files, on the port that is given, with a folder of its own as the working directory.

Its backend for files takes one write and no more: writes create a file that must not be there. Here they append.
"""

from __future__ import annotations

import sys

import uvicorn
from ralph.backends.data.base import BaseOperationType
from ralph.backends.data.fs import FSDataBackend

FSDataBackend.default_operation_type = BaseOperationType.APPEND

from ralph.api import app  # noqa: E402  # it looks at the settings of the backend at once

uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
