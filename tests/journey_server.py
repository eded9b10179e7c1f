"""Small journey servers on real sockets, which misbehave when they are told to.

with LearningLockerServer() as server:
    server.when("POST", "/api/v2/journey", lost)
    ...
    assert server.labels == ["POST /api/v2/journey", "GET /api/v2/journey"]
"""

from __future__ import annotations

import copy
import json
import os
import re
import signal
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from ssl import SSLContext
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

Document = dict[str, Any]
KEY, SECRET, TOKEN = "key-of-the-client", "s3cret/with+signs", "token-of-the-space"
SECRETS = {
    "WAYPOST_TARGET_LRS_KEY": KEY,
    "WAYPOST_TARGET_LRS_SECRET": SECRET,
    "WAYPOST_TARGET_CDP_TOKEN": TOKEN,
}
"""For a target named ``lrs`` on Learning Locker's server, and one named ``cdp`` on Segment's."""


class Asked(Struct, frozen=True):
    """A request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None

    @property
    def label(self) -> str:
        return f"{self.method} {self.path}"


class Reply(Struct, frozen=True):
    status: int
    body: Any = None
    headers: dict[str, str] = {}

    def bytes(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return b"" if self.body is None else json.dumps(self.body).encode()


Behaviour = Callable[["Exchange"], None]
"""What the server does with one request instead of answering it well."""


class Exchange(Struct, frozen=True):
    server: JourneyServer
    asked: Asked
    http: BaseHTTPRequestHandler

    def work(self) -> Reply:
        """Do what is asked for."""
        with self.server.turn:
            return self.server.work(self.asked)

    def reply(self, reply: Reply, *, whole: bool = True) -> None:
        content = reply.bytes()
        self.http.send_response(reply.status)
        kind = {"Content-Type": "application/json"} if content else {}
        for name, value in ({"Content-Length": str(len(content))} | kind | reply.headers).items():
            self.http.send_header(name, value)
        self.http.end_headers()
        self.http.wfile.write(content if whole else content[: len(content) // 2])
        self.http.close_connection = not whole

    def hang_up(self) -> None:
        self.http.close_connection = True


def well(exchange: Exchange) -> None:
    exchange.reply(exchange.work())


def lost(exchange: Exchange) -> None:
    """It is done, and nobody hears of it."""
    exchange.work()
    exchange.hang_up()


def half(exchange: Exchange) -> None:
    """It is done, and half of the answer arrives."""
    exchange.reply(exchange.work(), whole=False)


def nothing(exchange: Exchange) -> None:
    """Neither done nor answered."""
    exchange.hang_up()


def silent(exchange: Exchange) -> None:
    """Done, and no answer until the server is gone."""
    exchange.work()
    exchange.server.closing.wait()
    exchange.hang_up()


def says(status: int, body: object = None, **headers: str) -> Behaviour:
    """Not done, and this instead."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange: exchange.reply(Reply(status, body, named))


def done_but_says(status: int, body: object = None, **headers: str) -> Behaviour:
    def behave(exchange: Exchange) -> None:
        exchange.work()
        says(status, body, **headers)(exchange)

    return behave


class JourneyServer:
    """Answers well, or as ``when`` says. ``asked`` are the requests, in order."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.turn = threading.Lock()
        self.closing = threading.Event()
        self.victims: Queue[int] = Queue()
        self.kill_at: tuple[int, bool] | None = None  # the number of a request, and whether it is done first
        self._unusual: list[tuple[str, str, Behaviour]] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def work(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def when(self, method: str, path: str, *behaviours: Behaviour) -> None:
        """The next requests that match (``path`` is a regular expression) are dealt with so, one each."""
        self._unusual += [(method, path, behaviour) for behaviour in behaviours]

    def behaviour(self, asked: Asked) -> Behaviour:
        with self.turn:
            self.asked.append(asked)
            number = len(self.asked)
            for each in self._unusual:
                if each[0] == asked.method and re.fullmatch(each[1], asked.path):
                    self._unusual.remove(each)
                    return each[2]
        if self.kill_at and number == self.kill_at[0]:
            return self._kill
        return well

    def _kill(self, exchange: Exchange) -> None:
        """Kill -9 whoever asks, before it hears of anything."""
        assert self.kill_at is not None
        if self.kill_at[1]:
            exchange.work()
        os.kill(self.victims.get(timeout=60), signal.SIGKILL)
        exchange.hang_up()

    def speak_tls(self, context: SSLContext) -> None:
        self._http.socket = context.wrap_socket(self._http.socket, server_side=True)

    @property
    def labels(self) -> list[str]:
        return [asked.label for asked in self.asked]

    def writes(self) -> list[str]:
        return [label for label in self.labels if not label.startswith("GET ")]

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def _handler(server: JourneyServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            content = self.rfile.read(length)
            url = urlsplit(self.path)
            asked = Asked(
                method=self.command,
                path=url.path,
                query={key: values[0] for key, values in parse_qs(url.query).items()},
                headers={key.lower(): value for key, value in self.headers.items()},
                body=_body(content),
            )
            behaviour = server.behaviour(asked)
            try:
                behaviour(Exchange(server, asked, self))
            except BrokenPipeError:
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _body(content: bytes) -> Any:
    """JSON, or the text of what is none, such as a form."""
    try:
        return json.loads(content) if content else None
    except ValueError:
        return content.decode()


class LearningLockerServer(JourneyServer):
    """Journeys by id, and statements. ``own_ids``: it gives its own and takes nobody's."""

    def __init__(self, *, own_ids: bool = False) -> None:
        super().__init__()
        self.own_ids = own_ids
        self.journeys: dict[str, Document] = {}
        self.statements: list[Document] = []

    def work(self, asked: Asked) -> Reply:
        model, _, id = asked.path.removeprefix("/api/v2/journey").partition("/")
        match asked.method, asked.path:
            case "GET", "/api/connection/statement":
                return self._page(asked)
            case "POST", "/data/xAPI/statements":
                return Reply(200, [each["id"] for each in asked.body])
            case "POST", "/api/recalculatejourney":
                status = {"inProgress": False, "totalCount": 6, "remainingCount": 0}
                self.journeys[asked.query["journeyId"]]["recalculateStatus"] = status
                return Reply(200, {})
            case "POST", "/api/v2/journey":
                return self._created(asked.body)
            case "GET", "/api/v2/journey":
                return Reply(200, self._found(json.loads(asked.query.get("query", "{}"))))
            case "GET", "/api/v2/journey/count":
                return Reply(200, {"count": len(self.journeys)})
            case _, path if path.startswith("/api/v2/journey/") and not model:
                return self._one(asked, id)
        return Reply(404, {"errorId": "e", "message": "no such route"})

    def _created(self, body: Document) -> Reply:
        id = body.get("_id")
        if id is not None and not re.fullmatch("[0-9a-f]{24}", id):
            return Reply(400, {"errorId": "e", "message": "Cast to ObjectId failed"})
        if self.own_ids or id is None:
            id = f"{len(self.journeys) + 1:024x}"
        if id in self.journeys:
            return Reply(409, {"errorId": "e", "message": "duplicate key"})
        self.journeys[id] = {**self._filled(body), "_id": id, "__v": 0, "createdAt": _time(0)}
        return Reply(201, self.journeys[id])

    def _filled(self, body: Document) -> Document:
        filled = copy.deepcopy(body)
        for key in ("waypoints", "outcomes"):
            for index, part in enumerate(filled.get(key, ())):
                if self.own_ids or "_id" not in part:
                    part["_id"] = f"{key[0] == 'o':012x}{index:012x}"
        return filled | {"updatedAt": _time(len(self.asked)), "organisation": "59198183d8ea540933227033"}

    def _found(self, query: Document) -> list[Document]:
        return [each for each in self.journeys.values() if query.items() <= each.items()]

    def _one(self, asked: Asked, id: str) -> Reply:
        if id not in self.journeys and asked.method != "PUT":
            return Reply(404, {"errorId": "e", "message": "No journey found"})
        if asked.method == "DELETE":
            del self.journeys[id]
            return Reply(204)
        if asked.method in ("PUT", "PATCH"):
            self.change(id, asked.body)
        return Reply(200, self.journeys[id])

    def change(self, id: str, fields: Document) -> None:
        """As somebody does who works on the server itself."""
        before = self.journeys.get(id, {})
        self.journeys[id] = before | self._filled(fields) | {"_id": id, "__v": before.get("__v", -1) + 1}

    def _page(self, asked: Asked) -> Reply:
        first, after = int(asked.query.get("first", "10")), int(asked.query.get("after", "0"))
        shown = self.statements[after : after + first]
        edges = [{"cursor": str(after + place + 1), "node": node} for place, node in enumerate(shown)]
        info = {
            "hasNextPage": after + first < len(self.statements),
            "hasPreviousPage": after > 0,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        }
        return Reply(200, {"edges": edges, "pageInfo": info})


class SegmentServer(JourneyServer):
    """Journeys by container id.

    ``lists``: it can be asked for all of them, which Segment's cannot. ``beside``: it answers a journey's version
    beside the journey and not within.
    """

    def __init__(self, *, lists: bool = False, beside: bool = False) -> None:
        super().__init__()
        self.lists = lists
        self.beside = beside
        self.journeys: dict[str, Document] = {}

    def work(self, asked: Asked) -> Reply:
        spaces, _, journeys, *rest = [*asked.path.split("/")[1:], "", ""]
        if (spaces, journeys) != ("spaces", "journeys"):
            return _missing()
        rest = [part for part in rest if part]
        if not rest:
            return self._all(asked)
        if rest[0] not in self.journeys:
            return _missing()
        return self._one(asked, self.journeys[rest[0]], rest[1:])

    def _all(self, asked: Asked) -> Reply:
        if asked.method == "GET":
            rows = [each["journey"] for each in self.journeys.values()]
            return Reply(200, {"data": {"journeys": rows}}) if self.lists else _missing()
        body, id = asked.body, f"jcon_{len(self.journeys) + 1}"
        self.journeys[id] = {
            "journey": {"containerId": id, **{key: body[key] for key in ("name", "description")}},
            "version": {"version": 1, "status": "DRAFT", "definition": body["definition"]},
        }
        return Reply(201, {"data": {"journey": {"containerId": id, "versionNumber": 1}}})

    def _one(self, asked: Asked, found: Document, rest: list[str]) -> Reply:
        id, version = found["journey"]["containerId"], found["version"]
        match asked.method, rest:
            case "GET", []:
                within = {"journey": found["journey"] | {"version": version}}
                return Reply(200, {"data": found if self.beside else within})
            case "PUT", ["steps"]:
                version["definition"] = version["definition"] | asked.body
                version |= {"version": version["version"] + 1, "status": "DRAFT"}
                return Reply(200, {"data": {"containerId": id, "versionNumber": version["version"]}})
            case "PATCH", ["destinations"]:
                self._send_to(version["definition"], asked.body["stateDestinations"])
                return Reply(200, {"data": {"containerId": id, "destinations": []}})
            case "PATCH", ["status"]:
                version["status"] = _STATUSES[asked.body["action"]]
                return Reply(200, {"data": {"containerId": id, "version": 1.0, "status": version["status"]}})
        return _missing()

    def _send_to(self, definition: Document, rows: list[Document]) -> None:
        states = [*definition["states"], *definition["exitRules"].get("relatedDestinations", [])]
        for row in rows:
            for state in states:
                if state["key"]["id"] == row["stateId"]:
                    state["destinations"] = row["destinations"]


_STATUSES = {"PUBLISH": "PUBLISHED", "PAUSE_ENTRY": "ENTRY_PAUSED", "ARCHIVE": "ARCHIVED"}


def _missing() -> Reply:
    return Reply(404, {"errors": [{"type": "not-found", "message": "no such journey"}]})


def _time(number: int) -> str:
    return f"2026-01-01T00:{number // 60 % 60:02}:{number % 60:02}.000Z"
