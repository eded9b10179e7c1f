"""Servers that misbehave, over real sockets: the right outcome each time, and nothing twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from journey_server import (
    KEY,
    SECRET,
    TOKEN,
    Behaviour,
    Exchange,
    JourneyServer,
    LearningLockerServer,
    SegmentServer,
    done_but_says,
    half,
    lost,
    nothing,
    says,
    silent,
)

from designer.publish.clients.learninglocker import LearningLocker
from designer.publish.clients.segment import MEDIA_TYPE, CreatedVersion, Segment
from designer.publish.connection import TargetConnection
from designer.publish.credentials import Credentials
from designer.publish.retries import RetryPolicy, retry_delay
from designer.publish.server_failures import Busy, RequestRejected, ServerFailure, Uncertain, Unreachable
from store.targets import Target

QUICK = RetryPolicy(attempts=3, first=0.001, jitter=0.001, answer=20.0, between=5.0)
SOME = {"description": "five comments", "waypoints": [{"description": "a", "conditions": "{}", "count": 1}]}
BODY = {"name": "n", "description": "", "definition": {"states": [], "exitRules": {}}}

pytestmark = pytest.mark.asyncio


@asynccontextmanager
async def locker(server: JourneyServer, patience: RetryPolicy = QUICK) -> AsyncIterator[LearningLocker]:
    target = Target(name="lrs", kind="learninglocker", url=server.url)
    async with TargetConnection(target, Credentials({"key": KEY, "secret": SECRET}), patience) as reached:
        yield LearningLocker(reached)


@asynccontextmanager
async def segment(server: JourneyServer) -> AsyncIterator[Segment]:
    target = Target(name="cdp", kind="segment", url=server.url, space="spa 1")
    async with TargetConnection(target, Credentials({"token": TOKEN}), QUICK) as reached:
        yield Segment(reached)


async def test_a_journey_is_created_read_listed_counted_changed_and_deleted() -> None:
    with LearningLockerServer() as server:
        async with locker(server) as client:
            made = await client.create(SOME)
            id = made["_id"]
            await client.patch(id, {"isActive": False})
            await client.put(id, SOME | {"isActive": False, "isPublic": True})
            assert (await client.read(id))["isPublic"] is True
            assert [each["_id"] for each in await client.find({"description": "five comments"})] == [id]
            assert await client.find({"description": "others"}) == []
            assert await client.count() == 1
            await client.delete(id)
            assert await client.count() == 0
        assert {asked.headers["authorization"].partition(" ")[0] for asked in server.asked} == {"Basic"}


async def test_a_version_is_read_within_its_journey_and_beside_it() -> None:
    for beside in (False, True):
        with SegmentServer(beside=beside) as server:
            async with segment(server) as client:
                await client.create(BODY)
                found = await client.get("jcon_1")
                assert (found["containerId"], found["version"]["status"]) == ("jcon_1", "DRAFT")


@pytest.mark.parametrize(
    ("journey", "version"),
    [
        ({"containerId": "jcon_1", "versionNumber": 3.0}, 3),
        ({"id": "jcon_1", "executionState": "DRAFT"}, 1),
    ],
)
async def test_a_draft_is_read_in_both_shapes(journey: dict[str, Any], version: int) -> None:
    with SegmentServer() as server:
        server.when("POST", ".*", says(200, {"data": {"journey": journey}}))
        async with segment(server) as client:
            assert await client.create(BODY) == CreatedVersion("jcon_1", version)


async def test_segment_is_told_the_space_the_token_and_the_media_type() -> None:
    with SegmentServer() as server:
        async with segment(server) as client:
            made = await client.create(BODY)
            assert made == CreatedVersion("jcon_1", 1)
            assert await client.replace_steps(
                "jcon_1", {"initialState": "a", "states": []}
            ) == CreatedVersion("jcon_1", 2)
            await client.update_destinations("jcon_1", {"stateDestinations": []})
            await client.update_status("jcon_1", 2, "PUBLISH")
            assert (await client.get("jcon_1"))["version"]["status"] == "PUBLISHED"
            assert await client.journeys() is None
        asked = server.asked[0]
        assert asked.path == "/spaces/spa%201/journeys"
        assert asked.headers["authorization"] == f"Bearer {TOKEN}"
        assert asked.headers["content-type"] == asked.headers["accept"] == MEDIA_TYPE


@pytest.mark.parametrize(
    "trouble",
    [
        says(429, {"errors": []}, Retry_After="0"),
        says(503, None, Retry_After="0"),
        says(500, {"errorId": "e", "message": "oh"}),
        half,
        nothing,
        lost,
    ],
    ids=["429", "503", "500", "half", "nothing", "lost"],
)
async def test_what_passes_is_tried_again(trouble: Behaviour) -> None:
    with LearningLockerServer() as server:
        server.journeys["a"] = {"_id": "a", **SOME}
        server.when("GET", "/api/v2/journey/a", trouble, trouble)
        server.when("PUT", "/api/v2/journey/a", trouble)
        async with locker(server) as client:
            assert (await client.read("a"))["_id"] == "a"
            await client.put("a", SOME)
        assert server.labels == [*["GET /api/v2/journey/a"] * 3, *["PUT /api/v2/journey/a"] * 2]


async def test_retry_after_is_what_is_waited() -> None:
    with LearningLockerServer() as server:
        server.when("GET", ".*", says(429, None, Retry_After="7"))
        async with locker(server, RetryPolicy(attempts=1)) as client:
            with pytest.raises(Busy) as caught:
                await client.count()
    assert retry_delay(caught.value, once=True, between=60) == 7.0


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("7", "wait 7 s$"),
        ("86400", r"wait until 2\d{3}-\d\d-\d\d \d\d:\d\d UTC$"),
        ("9" * 400, "more than a year$"),
    ],
)
async def test_when_a_server_wants_to_be_asked_again_is_said_in_a_sentence(when: str, said: str) -> None:
    with LearningLockerServer() as server:
        server.when("GET", ".*", says(429, None, Retry_After=when))
        async with locker(server, RetryPolicy(attempts=1)) as client:
            with pytest.raises(Busy, match=said) as caught:
                await client.count()
    assert len(str(caught.value)) < 120


async def test_a_body_that_trickles_is_given_up_and_not_waited_for_again() -> None:
    patience = RetryPolicy(attempts=5, first=0.001, jitter=0.001, answer=5.0, whole=0.4)
    with LearningLockerServer() as server:
        server.when("GET", ".*", *[trickling] * 5)
        async with locker(server, patience) as client:
            with pytest.raises(Uncertain, match="no answer in time"):
                await client.count()
        server.closing.set()
        assert len(server.asked) < 3


def trickling(exchange: Exchange) -> None:
    """A byte of the answer now and then, for ever."""
    exchange.http.send_response(200)
    exchange.http.send_header("Content-Length", "1000000")
    exchange.http.end_headers()
    with suppress(OSError):
        while not exchange.server.closing.wait(0.02):
            exchange.http.wfile.write(b" ")
    exchange.hang_up()


@pytest.mark.parametrize("when", ["3600", "Wed, 21 Oct 2099 07:28:00 GMT"])
async def test_a_server_that_asks_for_an_hour_is_left_in_peace(when: str) -> None:
    with LearningLockerServer() as server:
        server.when("GET", ".*", says(429, None, Retry_After=when))
        async with locker(server) as client:
            with pytest.raises(Busy, match="asks to wait"):
                await client.count()
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        lost,
        half,
        nothing,
        says(500),
        says(503, None, Retry_After="0"),
        done_but_says(201, b"<p>", Content_Type="text/html"),
    ],
    ids=["lost", "half", "nothing", "500", "503", "html"],
)
async def test_a_create_that_may_have_worked_is_not_repeated(trouble: Behaviour) -> None:
    with LearningLockerServer() as server:
        server.when("POST", "/api/v2/journey", trouble)
        async with locker(server) as client:
            with pytest.raises(Uncertain):
                await client.create(SOME)
        assert server.writes() == ["POST /api/v2/journey"]


async def test_a_create_that_was_put_off_is_repeated() -> None:
    with LearningLockerServer() as server:
        server.when("POST", "/api/v2/journey", *[says(429, None, Retry_After="0")] * 2)
        async with locker(server) as client:
            await client.create(SOME)
        assert len(server.journeys) == 1


async def test_a_create_without_an_answer_is_known_to_be_late() -> None:
    with LearningLockerServer() as server:
        server.when("POST", "/api/v2/journey", silent)
        async with locker(server, RetryPolicy(answer=0.2)) as client:
            with pytest.raises(Uncertain) as caught:
                await client.create(SOME)
        assert caught.value.late


async def test_nobody_there_is_tried_again_even_for_a_create() -> None:
    with LearningLockerServer() as server:
        gone = server
    seen: list[str] = []
    target = Target(name="lrs", kind="learninglocker", url=gone.url)
    async with TargetConnection(
        target, Credentials({"key": KEY, "secret": SECRET}), QUICK, seen.append
    ) as reached:
        with pytest.raises(Unreachable, match="cannot be reached"):
            await LearningLocker(reached).create(SOME)
    assert len(seen) >= 2


async def test_a_page_that_is_no_json_is_said_to_be_none() -> None:
    with LearningLockerServer() as server:
        server.when("GET", ".*", says(200, b"<html>log in</html>", Content_Type="text/html"))
        async with locker(server) as client:
            with pytest.raises(Uncertain, match="text/html, not JSON"):
                await client.count()
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "credentials are missing or wrong"), (403, "may not do that"), (404, "no such thing"), (409, "in the way")],
)  # fmt: skip
async def test_a_refusal_is_a_sentence(status: int, words: str) -> None:
    with LearningLockerServer() as server:
        said = {"errorId": "e", "message": f"for {SECRET} and {KEY}"}
        server.when("GET", ".*", says(status, said))
        async with locker(server) as client:
            with pytest.raises(RequestRejected, match=words) as caught:
                await client.count()
        assert caught.value.status == status
        assert SECRET not in str(caught.value)
        assert KEY not in str(caught.value)


async def test_fields_that_the_server_names_are_kept() -> None:
    with SegmentServer() as server:
        error = {"type": "validation", "message": "is too long", "field": "definition.states[0].condition"}
        server.when("POST", ".*", says(422, {"errors": [error]}))
        async with segment(server) as client:
            with pytest.raises(
                RequestRejected, match=r"definition\.states\[0\]\.condition: is too long"
            ) as caught:
                await client.create(BODY)
        assert caught.value.faults[0].field == "definition.states[0].condition"


async def test_credentials_are_shown_to_no_other_host() -> None:
    with LearningLockerServer() as server, LearningLockerServer() as other:
        server.when("GET", ".*", says(307, None, Location=f"{other.url}/api/v2/journey/count"))
        async with locker(server) as client:
            with pytest.raises(ServerFailure, match="credentials are shown to nobody else"):
                await client.count()
        assert other.asked == []


async def test_a_redirect_within_the_server_is_followed() -> None:
    with LearningLockerServer() as server:
        server.when("GET", "/api/v2/journey/moved", says(302, None, Location="/api/v2/journey/count"))
        server.when("PUT", "/api/v2/journey/moved", says(301, None, Location="/api/v2/journey/count"))
        async with locker(server) as client:
            with pytest.raises(Uncertain):  # it is no journey that stands there
                await client.read("moved")
            with pytest.raises(ServerFailure, match="loses its body"):
                await client.put("moved", SOME)
        assert server.labels[1] == "GET /api/v2/journey/count"


async def test_redirects_in_a_circle_end() -> None:
    with LearningLockerServer() as server:
        server.when("GET", ".*", *[says(302, None, Location="/api/v2/journey/count")] * 9)
        async with locker(server) as client:
            with pytest.raises(ServerFailure, match="more than 5 times"):
                await client.count()


async def test_statements_come_in_pages() -> None:
    with LearningLockerServer() as server:
        server.statements = [{"_id": str(number)} for number in range(25)]
        async with locker(server) as client:
            pages = [page async for page in client.pages("statement", first=10)]
            assert [len(page.nodes) for page in pages] == [10, 10, 5]
            rest = [page async for page in client.pages("statement", first=10, after=pages[1].cursor)]
            assert [node["_id"] for node in rest[0].nodes] == ["20", "21", "22", "23", "24"]


async def test_a_recalculation_is_watched_to_its_end() -> None:
    left = iter([{"inProgress": True, "totalCount": 6, "remainingCount": 4}, {"inProgress": False}])
    with LearningLockerServer() as server:
        server.journeys["a"] = {"_id": "a"}
        server.when("POST", "/api/recalculatejourney", says(200, {}), says(409, {"message": "already"}))

        def one_step_on(exchange: Any) -> None:
            server.journeys["a"]["recalculateStatus"] = next(left)
            exchange.reply(exchange.work())

        server.when("GET", "/api/v2/journey/a", one_step_on, one_step_on)
        seen: list[int] = []
        async with locker(server) as client:
            await client.recalculate("a", lambda found: seen.append(found.remaining), pause=0.01)
            assert seen == [4]
            await client.recalculate("a", lambda found: None)
        assert server.asked[0].query == {"journeyId": "a"}
