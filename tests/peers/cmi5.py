"""@xapi/cmi5 in Chromium: a course on another origin, a whole session from fetch to terminated."""

from __future__ import annotations

import json
import shutil
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from playwright.sync_api import sync_playwright

from designer.sandbox.server import RunningServer, ServerSettings
from tests.peers.installation import NotAvailable, node_modules
from tests.peers.outcome import PeerOutcome, counted
from tests.peers.subject import PROGRAMS, Results, served

NAME: Final = "@xapi/cmi5"
VERSION: Final = "1.4.0"

_ADA: Final = {"objectType": "Agent", "account": {"homePage": "http://lms.example.org", "name": "ada"}}
_COURSE: Final = "http://example.org/course"
_CATEGORY: Final = {"id": "https://w3id.org/xapi/cmi5/context/categories/cmi5"}


def run() -> PeerOutcome:
    """The session: what the course sends, and the statements that are kept of it."""
    script = node_modules(f"{NAME}@{VERSION}") / "node_modules" / NAME / "dist" / "Cmi5.umd.js"
    if not (chromium := shutil.which("chromium")):
        raise NotAvailable("chromium is not installed")
    with served(ServerSettings(origins=("*",))) as server, _course(server, script) as address:
        registration = str(uuid4())
        _launch(server, registration)
        results = _session(chromium, address, server, registration)
        return counted([*results, *_kept(server, registration)])


def _launch(server: RunningServer, registration: str) -> None:
    """Do what a learning management system does before it opens the course."""
    context = {"contextActivities": {"grouping": [{"id": "http://example.org/unit"}]}, "extensions": {}}
    context["extensions"] = {"https://w3id.org/xapi/cmi5/context/extensions/sessionid": str(uuid4())}
    data = {
        "contextTemplate": context,
        "launchMode": "Normal",
        "moveOn": "CompletedAndPassed",
        "masteryScore": 0.5,
    }
    place = {"activityId": _COURSE, "agent": json.dumps(_ADA), "registration": registration}
    headers = {"X-Experience-API-Version": "1.0.3"}
    pair = server.keys.learninglocker
    address = f"{server.url}/data/xAPI/activities/state"
    params = {**place, "stateId": "LMS.LaunchData"}
    httpx.put(
        address, params=params, json=data, headers=headers, auth=(pair.key, pair.secret)
    ).raise_for_status()


@contextmanager
def _course(server: RunningServer, script: Path) -> Iterator[str]:
    """The address of a course on an origin of its own: its page, the library, and where it fetches its token."""
    pair = server.keys.learninglocker
    token = json.dumps({"auth-token": b64encode(f"{pair.key}:{pair.secret}".encode()).decode()})
    files = {
        "/": (
            "text/html",
            b'<!doctype html><script src="/cmi5.js"></script><script src="/course.js"></script>',
        ),
        "/cmi5.js": ("text/javascript", script.read_bytes()),
        "/course.js": ("text/javascript", (PROGRAMS / "course.js").read_bytes()),
        "/fetch": ("application/json", token.encode()),
    }

    class Course(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            media, body = files.get(self.path.partition("?")[0], ("text/plain", b""))
            self.send_response(200)
            self.send_header("Content-Type", media)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Course) as serving:
        thread = Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()
        thread.join()


def _session(chromium: str, address: str, server: RunningServer, registration: str) -> Results:
    """What the page tells of each operation."""
    launched = {
        "endpoint": f"{server.url}/data/xAPI",
        "fetch": f"{address}/fetch",
        "actor": json.dumps(_ADA),
        "registration": registration,
        "activityId": _COURSE,
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(f"{address}/?{urlencode(launched)}")
        page.wait_for_function("window.results", timeout=60_000)
        told = page.evaluate("window.results")
        browser.close()
    return [(each["operation"], each["wrong"]) for each in told]


def _kept(server: RunningServer, registration: str) -> Iterator[tuple[str, str]]:
    """Whether the statements of the session are there, in their order."""
    pair = server.keys.learninglocker
    params = {"registration": registration, "ascending": "true"}
    headers = {"X-Experience-API-Version": "1.0.3"}
    address = f"{server.url}/data/xAPI/statements"
    answer = httpx.get(address, params=params, headers=headers, auth=(pair.key, pair.secret)).json()
    verbs = [each["verb"]["id"].rpartition("/")[2] for each in answer["statements"]]
    wanted = ["initialized", "progressed", *["answered"] * 3, "completed", "passed", "terminated"]
    yield "the statements are kept in their order", "" if verbs == wanted else f"kept {verbs}"
