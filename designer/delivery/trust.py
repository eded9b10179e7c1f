"""The authorities whose certificates are trusted."""

from __future__ import annotations

import os
import ssl

import httpx

from store.errors import StoreError


class NoCertificates(StoreError):
    """The variable of the environment names a place without certificates."""


def ssl_context() -> ssl.SSLContext:
    """The trust in the usual authorities, and in those that ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` name.

    Raises NoCertificates.
    """
    context = httpx.create_ssl_context(trust_env=False)
    for variable, parameter in (("SSL_CERT_FILE", "cafile"), ("SSL_CERT_DIR", "capath")):
        if path := os.environ.get(variable):
            _trust(context, variable, path, parameter)
    return context


def _trust(context: ssl.SSLContext, variable: str, path: str, parameter: str) -> None:
    try:
        context.load_verify_locations(**{parameter: path})
    except OSError as error:  # an SSLError is one
        reason = _reason(error)
        raise NoCertificates(f"{variable} names {path}, which cannot be trusted: {reason}") from None


def _reason(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return "it has no certificates"
    return "there is no such file" if isinstance(error, FileNotFoundError) else error.strerror or str(error)
