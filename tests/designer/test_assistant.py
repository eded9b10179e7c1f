"""An assistant that designs a journey from nothing, through the SDK's own client over standard input and output."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from scenario import statement, verb

from designer.assistant.tools import DesignTools
from designer.editing.session import Desk
from designer.errors import Refused
from store.workspace import Workspace

Call = Callable[..., Awaitable[str]]
PASSED = "http://adlnet.gov/expapi/verbs/passed"
BEGUN = {"statement.verb.id": "http://adlnet.gov/expapi/verbs/initialized"}
STEPS = [
    {"edit": "change_step", "step": "start", "fields": {"trigger": {"on": "event", "condition": BEGUN}}},
    {"edit": "delete", "step": "first"},
    {"edit": "add", "id": "quiz", "step": {"kind": "waypoint", "name": "Quiz passed",
                                           "condition": {"statement.verb.id": "passed"}}},
    {"edit": "add", "id": "lost", "step": {"kind": "exit", "completes": False}},
    {"edit": "disconnect", "transition": 0},
    {"edit": "connect", "transition": {"from": "start", "to": "quiz"}},
    {"edit": "connect", "transition": {"from": "quiz", "to": "done"}},
    {"edit": "connect", "transition": {"from": "quiz", "to": "lost", "after": "30d"}},
]  # fmt: skip
MENDED = [{"edit": "change_step", "step": "quiz", "fields": {"condition": {"statement.verb.id": PASSED}}}]
CLAIMED = [{"edit": "change_journey", "fields": {"claims": [{"id": "over", "ends": True}]}}]
SCENARIO = {
    "events": [{"who": "anna@example.org", "event": [BEGUN["statement.verb.id"], PASSED]}],
    "expect": {"anna@example.org": {"path": "start>quiz>done", "status": "completed"}},
}


async def designed(call: Call) -> None:
    """Design a course until nothing is wrong with it any more."""
    assert "step" in json.loads(await call("schema", document="edit"))["$defs"]["Add"]["properties"]
    assert "chance" in await call("schema", document="people")
    assert (await call("new", title="A quiz")).startswith("a-quiz, made from blank")
    slip = await call("edit", design="a-quiz", edits=STEPS)
    assert "$.steps.quiz.condition" in slip
    assert f'did you mean "{PASSED}"?' in slip
    assert "0 errors, 0 warnings" in await call("edit", design="a-quiz", edits=MENDED + CLAIMED)
    assert "proved: every attempt ends" in await call("check", design="a-quiz")
    walked = await call("paths", design="a-quiz")
    assert "start>quiz>lost" in walked
    assert "nobody walks" not in walked
    assert await call("test", design="a-quiz", scenario=SCENARIO) == "passed"
    failed = SCENARIO | {"expect": {"anna@example.org": {"waits_at": "quiz"}}}
    assert "expected  quiz" in await call("test", design="a-quiz", scenario=failed)
    assert "(quiz) is new" in await call("diff", before="a-quiz@1", after="a-quiz")
    assert "$.steps" in await call("portability", design="a-quiz", target="learninglocker")


def test_an_assistant_designs_a_journey_until_it_is_clean(tmp_path: Path) -> None:
    command = ["-m", "designer", "--workspace", str(tmp_path / "workspace"), "mcp"]
    parameters = StdioServerParameters(command=sys.executable, args=command)

    async def session() -> list[str]:
        async with Client(stdio_client(parameters)) as client:

            async def call(tool: str, **arguments: Any) -> str:
                answer = await client.call_tool(tool, arguments)
                return str(answer.content[0].text)  # type: ignore[union-attr]

            listed = (await client.list_tools()).tools
            assert not any("\n  " in (each.description or "") for each in listed)
            await designed(call)
            refused = await client.call_tool("edit", {"design": "a-quiz", "edits": [{"edit": "fly"}]})
            assert refused.is_error
            pages = await client.list_resources()
            semantics = await client.read_resource("waypost://docs/semantics")
            assert "# What a journey means" in semantics.contents[0].text  # type: ignore[union-attr]
            return [str(each.uri) for each in pages.resources]

    assert "waypost://designs" in asyncio.run(session())
    with Workspace.open(tmp_path / "workspace") as workspace:
        assert workspace.load("a-quiz").number == 1  # what the assistant did is a draft, for a person to save
        desk = Desk.open(workspace, "a-quiz")
        assert (desk.unsaved, "quiz" in desk.journey.steps) == (True, True)


@pytest.fixture
def tools(tmp_path: Path) -> DesignTools:
    made = DesignTools(Workspace.open(tmp_path / "workspace"))
    made.new("A quiz")
    return made


def test_events_are_run_and_explained_in_a_few_lines(tools: DesignTools) -> None:
    tools.edit("a-quiz", [{"edit": "change_step", "step": "first", "fields": {"condition": verb("passed")}}])
    told = [statement(0, "passed"), statement(1, "failed", "ben")]
    assert "1 entered" in tools.simulate("a-quiz", told) or "anna@example.org" in tools.simulate(
        "a-quiz", told
    )
    assert "no attempt has started" in tools.explain("a-quiz", "ben@example.org", told)


def test_nothing_outside_the_workspace_is_read_and_half_an_edit_is_none(
    tools: DesignTools, tmp_path: Path
) -> None:
    (tmp_path / "secret.journey.json").write_text("{}")
    with pytest.raises(LookupError):
        tools.show(str(tmp_path / "secret.journey.json"))
    with pytest.raises(Refused, match="no file"):
        tools.test("a-quiz", SCENARIO | {"events": [{"file": "secret.journey.json"}]})
    before = tools.show("a-quiz")
    with pytest.raises(Refused, match="edit 1: there is no step 'nowhere'; nothing was changed"):
        tools.edit("a-quiz", [{"edit": "delete", "step": "first"}, {"edit": "delete", "step": "nowhere"}])
    assert tools.show("a-quiz") == before
    with pytest.raises(Refused, match="no log yet"):
        tools.log_info()
