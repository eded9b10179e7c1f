"""Every call of Segment's Python library, packed with gzip and not, in a Python that has it and not Waypost."""

import json
import os
from datetime import UTC, datetime

from segment.analytics.client import Client

CALLS = {
    "track": ("u", "Signed Up", {"plan": "free"}),
    "identify": ("u", {"name": "Ada"}),
    "page": ("u", "Docs", "Home"),
    "screen": ("u", "Docs", "Start"),
    "group": ("u", "g", {"size": 3}),
    "alias": ("a", "u"),
}

for packed in (False, True):
    for name, given in CALLS.items():
        failures = []
        client = Client(
            os.environ["WRITE_KEY"],
            host=os.environ["URL"],
            gzip=packed,
            max_retries=0,
            on_error=lambda error, items, failures=failures: failures.append(str(error)),
        )
        getattr(client, name)(*given)
        client.flush()
        client.shutdown()
        operation = f"{name}, gzip" if packed else name
        print(json.dumps({"operation": operation, "wrong": "; ".join(failures)[:300]}), flush=True)

client = Client(os.environ["WRITE_KEY"], host=os.environ["URL"], gzip=True, max_retries=0, sync_mode=True)
wrong = ""
try:
    client.track(3146, "Signed Up", timestamp=datetime(2026, 5, 4, tzinfo=UTC))
    client.track(anonymous_id="a", event="Signed Up")
except Exception as error:  # noqa: BLE001  # whatever goes wrong is told
    wrong = repr(error)
print(json.dumps({"operation": "track, at once, with a numeric user id", "wrong": wrong}))
