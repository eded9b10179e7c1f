"""The agents resource: all that is known of a person. Source: xAPI 1.0.3 part three, 2.4."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from designer.sandbox.operation import OperationAnswer, OperationCall
from designer.sandbox.persistence import JSON
from designer.sandbox.state import ServerState
from designer.sandbox.statement_index import agent_term
from designer.sandbox.xapi.document_resources import Id
from designer.sandbox.xapi.negotiation import version_of
from designer.sandbox.xapi.scopes import READ, demand
from designer.sandbox.xapi.statement_query import agent, newest
from engine.events import identifier

_IDENTIFIERS: Final = ("mbox", "mbox_sha1sum", "openid", "account")


class AgentQuery(Struct, frozen=True):
    """An agent, as JSON."""

    agent: Id


def get(world: ServerState, asked: OperationCall[AgentQuery]) -> OperationAnswer:
    """The person that the agent ``asked`` for stands for: its identifier, and the names that its newest statements
    in ``world`` give it.
    """
    demand(asked.key, READ)
    found = agent(asked.query.agent, version_of(asked.headers).rules)
    person: JSON = {"objectType": "Person"}
    person |= {name: [found[name]] for name in _IDENTIFIERS if name in found}
    names = dict.fromkeys([*([found["name"]] if "name" in found else []), *_names(world, identifier(found))])
    return OperationAnswer(body=person | ({"name": list(names)} if names else {}))


def _names(world: ServerState, whose: str | None) -> list[str]:
    if whose is None:
        return []
    actors = (statement["actor"] for statement in newest(world, agent_term(whose)))
    return [
        each["name"] for each in actors if identifier(each) == whose and isinstance(each.get("name"), str)
    ]
