"""Pages that anybody may read without a key: the OpenAPI document, and the same as a page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any, Final, TypeAlias

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route as Path

from designer.sandbox.openapi import document
from designer.sandbox.operation import OperationRoute

JSON: TypeAlias = dict[str, Any]

_STYLE: Final = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
details { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; padding: .4rem 0; }
b { display: inline-block; width: 4.5rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { overflow-x: auto; padding: .5rem 1rem; border-left: 3px solid var(--line); }
dt { font-weight: 600; margin-top: .5rem; }
"""


def pages(routes: Iterable[OperationRoute]) -> list[Path]:
    """``/openapi.json``, and ``/`` and ``/docs`` for people."""
    routes = list(routes)

    async def openapi(request: Request) -> Response:
        described = document(routes, str(request.base_url).rstrip("/"))
        return Response(msgspec.json.encode(described), media_type="application/json")

    async def page(request: Request) -> Response:
        return HTMLResponse(_page(document(routes, str(request.base_url).rstrip("/"))))

    return [Path("/openapi.json", openapi), Path("/docs", page), Path("/", page)]


def _page(described: JSON) -> str:
    title = escape(described["info"]["title"])
    sections = "".join(_section(described, tag["name"]) for tag in described["tags"])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
        f"<h1>{title}</h1><p>{escape(described['info']['description'])} "
        f'For programs: <a href="/openapi.json">openapi.json</a>.</p>{sections}'
    )


def _section(described: JSON, tag: str) -> str:
    operations = [
        _operation(method, path, operation, described["components"]["schemas"])
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        if tag in operation["tags"]
    ]
    return f"<h2>{escape(tag)}</h2>{''.join(operations)}"


def _operation(method: str, path: str, operation: JSON, schemas: JSON) -> str:
    told = escape(operation["summary"])
    parameters = "".join(map(_parameter, operation["parameters"]))
    answers = ", ".join(operation["responses"])
    return (
        f"<details><summary><b>{method.upper()}</b> <code>{escape(path)}</code> – {told}</summary>"
        f"<dl>{parameters}<dt>Answers</dt><dd>{answers}</dd></dl>{_body(operation, schemas)}</details>"
    )


def _parameter(parameter: JSON) -> str:
    needed = "" if parameter["required"] else ", if wanted"
    told = escape(parameter["schema"].get("description", ""))
    return (
        f"<dt><code>{escape(parameter['name'])}</code></dt><dd>In the {parameter['in']}{needed}. {told}</dd>"
    )


def _body(operation: JSON, schemas: JSON) -> str:
    """The body's media type in ``operation`` and its schema, with what that refers to in ``schemas`` one step deep."""
    if "requestBody" not in operation:
        return ""
    media, content = next(iter(operation["requestBody"]["content"].items()))
    named = content["schema"].get("$ref", "").rpartition("/")[2]
    shown = schemas[named] if named else content["schema"]
    schema = msgspec.json.format(msgspec.json.encode(shown), indent=2).decode()
    return f"<p>Body: <code>{escape(media)}</code></p><pre>{escape(schema)}</pre>"
