"""One request as it will be made, and as it is shown: with the credentials masked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from designer.publish.credentials import MASK

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class Request(Struct, frozen=True, kw_only=True):
    """A request to a server. ``path`` is below the target's URL, ``body`` plain JSON values.

    ``url`` is a whole one in place of the path, such as the server itself has named for a next page. ``once``: if it
    may have worked, it must not be made again before somebody has looked (a create).
    """

    method: Method
    path: str
    url: str = ""
    query: dict[str, str] = {}
    body: object = None
    headers: dict[str, str] = {}
    once: bool = False

    @property
    def label(self) -> str:
        return f"{self.method} {self.path or 'the next page'}"

    def content(self) -> bytes | None:
        return None if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()


def masked_request(request: Request, url: str, scheme: str) -> dict[str, object]:
    """The ``request`` to ``url`` as plain JSON values, its secrets masked as ``scheme`` has them, for a dry run."""
    query = "&".join(f"{key}={value}" for key, value in request.query.items())
    return {
        "method": request.method,
        "url": f"{url}{request.path}{'?' if query else ''}{query}",
        "headers": {"Authorization": f"{scheme} {MASK}", **request.headers},
        "body": request.body,
    }


class ServerAnswer(Struct, frozen=True):
    """The answer of a server: a status from 200 to 299, headers in lower case, plain JSON values or None."""

    status: int
    headers: Mapping[str, str]
    body: object = None
