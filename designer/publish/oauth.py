"""An access token by OAuth 2 client credentials (RFC 6749, 4.4)."""

from __future__ import annotations

import asyncio
import json

import httpx

from designer.publish.credentials import Credentials
from designer.publish.server_failures import ServerFailure, connection_failure
from store.targets import Target


async def access_token(
    client: httpx.AsyncClient, target: Target, credentials: Credentials, timeout: float
) -> str:
    """A token for ``target``, which has a ``token_url``, for ``credentials``, by ``client``, within ``timeout``
    seconds. Raises ServerFailure.
    """
    form = {"grant_type": "client_credentials"} | ({"scope": target.scope} if target.scope else {})
    headers = {"Authorization": credentials.header(), "Accept": "application/json"}
    try:
        async with asyncio.timeout(timeout):
            response = await client.post(target.token_url, data=form, headers=headers, follow_redirects=False)
    except (TimeoutError, httpx.HTTPError) as error:
        sentence = f"{target.name}: {target.token_url} gave no access token"
        raise connection_failure(sentence, error, credentials, "no answer in time") from None
    token = _token(response.content) if response.status_code == 200 else None
    if token is None:
        raise ServerFailure(
            f"{target.name}: {target.token_url} gave no access token ({response.status_code}); "
            f"check its client id and secret with `waypost target secrets {target.name}`"
        )
    return token


def _token(content: bytes) -> str | None:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return None
    token = answer.get("access_token") if isinstance(answer, dict) else None
    return token if isinstance(token, str) and token.isascii() and token.isprintable() and token else None
