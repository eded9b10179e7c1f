#!/usr/bin/env bash
# Ralph (PyPI ralph-malph 5.1.0, backend for files) selects by `timestamp` where xAPI 1.0.3 (Communication, 2.1.3) says
# `stored`: `since` a moment before a statement was stored does not find it if its timestamp is older. Whoever polls an
# LRS with `since` set to the newest `stored` it has seen never sees what was recorded offline and sent later. Its query
# for Elasticsearch is sorted by `timestamp`, too, where the specification says `stored`.
#
# Output seen:
#   stored after 2026-01-01: True
#   since 2026-01-01: 0 statements; since 2019-01-01: 1 statements
#   elasticsearch: sorted by timestamp
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check "ralph-malph[backend-es,backend-fs,lrs,cli]==5.1.0" requests
mkdir statements
export RALPH_APP_DIR="$folder" RALPH_AUTH_FILE="$folder/auth.json" RALPH_RUNSERVER_BACKEND=fs
export RALPH_RUNSERVER_AUTH_BACKENDS=basic RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH="$folder/statements"
env/bin/ralph auth -u ralph -p password -s all -M mailto:ralph@example.org -w 2>/dev/null
port=$(env/bin/python -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
env/bin/python -c "import uvicorn; uvicorn.run('ralph.api:app', port=$port, log_level='error')" &
server=$!
cat > ask.py <<'PYTHON'
import sys, time
import httpx
from ralph.backends.lrs.base import RalphStatementsQuery
from ralph.backends.lrs.es import ESLRSBackend

url = f"http://127.0.0.1:{sys.argv[1]}/xAPI/statements"
ask = dict(auth=("ralph", "password"), headers={"X-Experience-API-Version": "1.0.3"}, timeout=30)
statement = {
    "id": "6f6a0d8c-0001-4000-8000-000000000001",
    "actor": {"mbox": "mailto:anna@example.org"},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
    "object": {"id": "http://example.org/quiz"},
    "timestamp": "2020-01-01T00:00:00Z",
}
for _ in range(100):
    try:
        httpx.post(url, json=[statement], **ask).raise_for_status()
        break
    except httpx.ConnectError:
        time.sleep(0.2)
(kept,) = httpx.get(url, **ask).json()["statements"]
after = kept["stored"] > "2026-01-01"
counts = [
    len(httpx.get(url, params={"since": f"{year}-01-01T00:00:00Z"}, **ask).json()["statements"]) for year in (2026, 2019)
]
print("stored after 2026-01-01:", after)
print(f"since 2026-01-01: {counts[0]} statements; since 2019-01-01: {counts[1]} statements")
query = ESLRSBackend.get_query(RalphStatementsQuery(limit=1, ignore_order=False))
print("elasticsearch: sorted by", *query.sort[0])
sys.exit(not (after and counts == [0, 1] and list(query.sort[0]) == ["timestamp"]))
PYTHON
env/bin/python ask.py "$port"
