"""The query of a pull, in the words of the command line, of xAPI, and of the mongo dialect."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from designer.errors import Refused
from engine import instant

Document = dict[str, Any]

_IDENTIFIERS: Final = ("mbox", "mbox_sha1sum", "openid", "account")


class PullQuery(Struct, frozen=True):
    """Statements stored from ``since`` up to ``until`` (instants, both included), with a verb, an activity, an agent.

    ``agent`` is an xAPI agent with its identifier; ``filter`` a mongo query, which only Learning Locker takes.
    """

    since: int | None = None
    until: int | None = None
    verb: str = ""
    activity: str = ""
    agent: Mapping[str, Any] = {}
    filter: Mapping[str, object] = {}

    def xapi(self) -> dict[str, str]:
        """The parameters of the statement resource. Times are not among them: not every LRS means ``stored``."""
        asked = {"verb": self.verb, "activity": self.activity}
        agent = {"agent": json.dumps(self.agent)} if self.agent else {}
        return {key: value for key, value in asked.items() if value} | agent

    def mongo(self) -> Document:
        """The same as a mongo query over statement documents."""
        stored = {
            operator: {"$dte": instant.milliseconds_text(at)}
            for operator, at in (("$gte", self.since), ("$lte", self.until))
            if at is not None
        }
        asked: list[Document] = [
            {"stored": stored} if stored else {},
            {"statement.verb.id": self.verb} if self.verb else {},
            {"statement.object.id": self.activity} if self.activity else {},
            {f"statement.actor.{path}": value for path, value in _identifier(self.agent)},
            dict(self.filter),
        ]
        parts = [part for part in asked if part]
        if len(parts) > 1:
            return {"$and": parts}
        return parts[0] if parts else {}

    def in_span(self, stored: int | None) -> bool:
        """Tell whether a statement that was stored then (None: nobody knows) is one of them, as far as times go."""
        if stored is None:
            return True
        return (self.since is None or self.since <= stored) and (self.until is None or stored <= self.until)


def agent_of(text: str) -> Document:
    """The agent that a person names: an address, or an xAPI agent in JSON. Raises Refused."""
    if "@" in text and not text.lstrip().startswith("{"):
        return {"mbox": f"mailto:{text.strip().removeprefix('mailto:')}"}
    try:
        agent = json.loads(text)
    except ValueError:
        agent = None
    if not isinstance(agent, dict) or not any(key in agent for key in _IDENTIFIERS):
        raise Refused(
            "--agent is an address, such as anna@example.org, or an agent in JSON, such as "
            '{"account": {"homePage": "http://…", "name": "anna"}}'
        )
    return agent


def _identifier(agent: Mapping[str, Any]) -> list[tuple[str, Any]]:
    if isinstance(account := agent.get("account"), dict):
        return [(f"account.{key}", value) for key, value in account.items()]
    return [(key, agent[key]) for key in _IDENTIFIERS if key in agent]
