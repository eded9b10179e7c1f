"""The server that an assistant starts: the tools and pages on one workspace, over standard input and output."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from inspect import getdoc
from typing import Any, Final

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import ToolAnnotations

from designer.assistant.documentation import PAGES, page
from designer.assistant.tools import USER_ERRORS, DesignTools
from store.workspace import Workspace

INSTRUCTIONS: Final = """\
Waypost designs journeys: state graphs of steps that people walk by their events (xAPI statements, track calls).
Make a design with new, read schema("edit") once, build it with edit, and go on until check has no error and paths walks
everything. Then hold it against scenarios with test, and against events with simulate and explain.
You work on drafts: a person looks at them in Waypost, saves them and publishes them.
The pages under waypost://docs say the rest.
"""

_WRITERS: Final = ("new", "edit")
_TOOLS: Final = (
    "designs", "schema", "new", "show", "edit", "check", "paths", "simulate", "explain", "test", "diff", "log_info",
    "portability",
)  # fmt: skip


def server(workspace: Workspace) -> MCPServer[Any]:
    """Return the server on a ``workspace``."""
    tools = DesignTools(workspace)
    made: MCPServer[Any] = MCPServer(
        "waypost", instructions=INSTRUCTIONS, version=version("waypost"), log_level="WARNING"
    )
    for name in _TOOLS:
        reads = name not in _WRITERS
        hints = ToolAnnotations(read_only_hint=reads, destructive_hint=False, open_world_hint=False)
        tool = getattr(tools, name)
        made.add_tool(_clearly(tool), description=getdoc(tool), annotations=hints, structured_output=False)
    for name, about in PAGES.items():
        made.resource(f"waypost://docs/{name}", name=name, description=about, mime_type="text/markdown")(
            _page_reader(name)
        )
    made.resource("waypost://designs", description="The designs of the workspace.", mime_type="text/plain")(
        tools.designs
    )
    made.resource(
        "waypost://designs/{name}", description="A design's document.", mime_type="application/json"
    )(_design_reader(tools))
    return made


def _clearly(tool: Callable[..., str]) -> Callable[..., str]:
    """The ``tool``, which says what is wrong with what was asked."""

    @wraps(tool)
    def told(*args: Any, **kwargs: Any) -> str:
        try:
            return tool(*args, **kwargs)
        except USER_ERRORS as error:
            raise ToolError(str(error)) from None

    return told


def _page_reader(name: str) -> Callable[[], str]:
    return lambda: page(name)


def _design_reader(tools: DesignTools) -> Callable[[str], str]:
    def design(name: str) -> str:
        try:
            return tools.show(name)
        except USER_ERRORS as error:
            raise ResourceNotFoundError(str(error)) from None

    return design
