"""Targets as recipients of what the outbox holds: an LRS for statements, a source of the track spec for calls."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from designer.delivery.delivery_requests import (
    CallbackRecipient,
    Recipient,
    Recipients,
    StatementRecipient,
    TrackRecipient,
)
from designer.errors import Refused
from designer.publish.clients.xapi import VERSIONS, negotiated, xapi_path
from designer.publish.connection import TargetConnection
from designer.publish.credentials import credentials
from designer.publish.retries import PATIENCE
from store.targets import Kind, Target, Targets

RECIPIENTS: Final[dict[str, tuple[str, tuple[Kind, ...]]]] = {
    "statement": ("--statements-to", ("lrs", "learninglocker")),
    "destination": ("--calls-to", ("track",)),
}
"""By the type of an outcome: the option that names its target, and the kinds that can be; one of the first is found
without it."""


def recipient_targets(
    targets: Targets, types: Collection[str], named: dict[str, str | None]
) -> dict[str, Target | None]:
    """The target of each of these types of outcomes: the one that is named, or the only one of its kind; else None.

    ``named`` has names of targets by type. Raises Refused where several could be meant or one is of the wrong kind,
    NoSuchTarget.
    """
    found: dict[str, Target | None] = {}
    for type in RECIPIENTS:
        option, kinds = RECIPIENTS[type]
        name = named.get(type)
        if name is not None:
            found[type] = _of_kind(targets.get(name), kinds, option)
        elif type in types:
            found[type] = _only(targets.all(), kinds[0], option)
    return found


async def recipients(targets: dict[str, Target | None], *, reach: bool = True) -> Recipients:
    """The recipients of callbacks, and of what has a target. Raises Refused without its secrets, ServerFailure.

    An LRS is asked for its version; without ``reach`` nobody is asked for anything.
    """
    found: dict[str, Recipient] = {"callback": CallbackRecipient()}
    for type, target in targets.items():
        if target is not None:
            found[type] = await _recipient(type, target, reach)
    return found


async def _recipient(type: str, target: Target, reach: bool) -> Recipient:
    async with TargetConnection(target, credentials(target), PATIENCE) as server:
        authorization = await server.authorization() if reach else server.credentials.header()
        mask = server.credentials.masked
        if type == "destination":
            return TrackRecipient(target.name, target.url, authorization, mask)
        version = (await negotiated(server)).version if reach else VERSIONS[-1]
        return StatementRecipient(target.name, target.url + xapi_path(target), authorization, mask, version)


def _of_kind(target: Target, kinds: Collection[str], option: str) -> Target:
    if target.kind not in kinds:
        raise Refused(
            f"{option} names a target of kind {' or '.join(kinds)}; {target.name} is of kind {target.kind}"
        )
    return target


def _only(targets: Iterable[Target], kind: Kind, option: str) -> Target | None:
    fitting = [each for each in targets if each.kind == kind]
    if len(fitting) > 1:
        names = ", ".join(each.name for each in fitting)
        raise Refused(f"which target? name one of {names} with {option}")
    return next(iter(fitting), None)
