"""References made from the source: the commands of ``waypost``, and the docstrings of the packages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

import typer

from tests.house.source import Documented, Module, modules

_CODE: Final = re.compile(r"(?<!`)`([^`]+)`(?!`)")


def commands() -> str:
    """Write the page of all commands: usage, arguments, options."""
    from designer.cli.commands.application import app

    main = typer.main.get_command(app)
    context = main.make_context("waypost", [], resilient_parsing=True)
    lines = ["# Commands", "", str(main.help or ""), "", str(main.epilog or ""), ""]
    return "\n".join([*lines, *_parameters(main), *_group(main, context, "waypost", 2)])


def _group(group: Any, context: Any, path: str, level: int) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        called = f"{path} {name}"
        yield f"\n{'#' * level} `{called}`\n"
        yield f"{_prose(command.help or '')}\n"
        yield f"```text\n{called} {_usage(command)}\n```\n"
        yield from _parameters(command)
        if hasattr(command, "list_commands"):
            yield from _group(command, context, called, level + 1)


def _usage(command: Any) -> str:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    words = [f"{each.name.upper()}{'…' if each.nargs == -1 else ''}" for each in arguments]
    if hasattr(command, "list_commands"):
        words.append("COMMAND")
    return " ".join(["[OPTIONS]", *words])


def _parameters(command: Any) -> Iterator[str]:
    rows = [
        (_spelling(each), _prose(getattr(each, "help", "") or ""))
        for each in command.params
        if not each.hidden
    ]
    if rows:
        yield "| | |\n| --- | --- |"
        yield from (f"| `{spelling}` | {help} |" for spelling, help in rows)


def _spelling(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.name.upper())
    return " ".join([", ".join([*parameter.opts, *parameter.secondary_opts]), *_operand(parameter)])


def _operand(parameter: Any) -> list[str]:
    return [] if parameter.is_flag else [str(parameter.metavar or parameter.name).upper()]


def _prose(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|").replace("<", "&lt;")


def rooms() -> Iterator[tuple[str, str]]:
    """Each room's page of the API: ``engine`` or ``store.log``, and its Markdown. A room is a package, or its root."""
    for room, members in groupby(sorted(modules(), key=_room), key=_room):
        parts = [part for module in members if (part := _module(module))]
        if parts:
            yield room, "\n".join([f"# {room}", "", *parts])


def _room(module: Module) -> str:
    folders = module.path.split("/")[:-1]
    return ".".join(folders[:2])


def _module(module: Module) -> str:
    name = module.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    text = ast.get_docstring(module.tree)
    if not text or name.endswith("__main__"):
        return ""
    public = [part for node in module.tree.body if (part := _part(node, "###"))]
    return "\n".join([f"## {name}\n", _markdown(text), "", *public])


def _part(node: ast.AST, heading: str) -> str:
    if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith(
        "_"
    ):
        return ""
    lines = [f"{heading} `{node.name}`\n", f"```python\n{_signature(node)}\n```\n"]
    lines += [_markdown(ast.get_docstring(node) or ""), ""]
    if isinstance(node, ast.ClassDef):
        lines += [part for each in node.body if (part := _part(each, heading + "#"))]
    return "\n".join(lines)


def _signature(node: Documented) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
        returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
        return f"{word} {node.name}({ast.unparse(node.args)}){returns}"
    assert isinstance(node, ast.ClassDef)
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    fields = [f"    {ast.unparse(each)}" for each in node.body if isinstance(each, ast.AnnAssign)]
    return "\n".join([f"class {node.name}({bases})" if bases else f"class {node.name}", *fields])


def _markdown(docstring: str) -> str:
    """A docstring as Markdown; examples at a prompt become code."""
    lines: list[str] = []
    in_code = False
    for line in _CODE.sub(r"``\1``", docstring).splitlines():
        if line.lstrip().startswith(">>>") and not in_code:
            lines.append("\n```pycon")
            in_code = True
        elif in_code and not line.strip():
            lines.append("```")
            in_code = False
        lines.append(line if in_code else line.replace("<", "&lt;"))
    return "\n".join([*lines, "```"] if in_code else lines)
