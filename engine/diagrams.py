"""A journey as the source text of a diagram: Mermaid flowcharts and Graphviz dot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.journey import Journey
from engine.labels import branch, detail, kind, title
from engine.steps import Checklist, Step

_MERMAID: Final = {
    "entry": ("([", "])"),
    "waypoint": ("[", "]"),
    "checklist": ("[[", "]]"),
    "split": ("{", "}"),
    "delay": ("[/", "/]"),
    "outcome": (">", "]"),
    "exit": ("([", "])"),
}
_DOT: Final = {
    "entry": "circle",
    "waypoint": "box",
    "checklist": "box3d",
    "split": "diamond",
    "delay": "hexagon",
    "outcome": "note",
    "exit": "doublecircle",
}
_MEANT: Final = '#"<>`\\$%{}&:*_~|'
"""What Mermaid reads as something else than itself somewhere in a label."""
_ENTITIES: Final = str.maketrans({sign: f"#{ord(sign)};" for sign in _MEANT})
_LIST: Final = re.compile(r"^([-+]|\d+(?=[.)]))([.)]?)(?=\s|$)")
"""The beginning of a list in Markdown, which Mermaid refuses to draw."""


def mermaid(journey: Journey) -> str:
    """A Mermaid flowchart, left to right."""
    numbers = {id: f"s{number}" for number, id in enumerate(journey.steps)}
    lines = ["flowchart LR"]
    for id, step in journey.steps.items():
        opening, closing = _MERMAID[kind(step)]
        text = "<br/>".join(_mermaid_text(line) for line in _lines(id, step))
        lines.append(f'    {numbers[id]}{opening}"{text}"{closing}')
    for transition in journey.transitions:
        label = _mermaid_text(branch(transition))
        arrow = f'-->|"{label}"|' if label else "-->"
        lines.append(f"    {numbers[transition.source]} {arrow} {numbers[transition.target]}")
    return "\n".join(lines) + "\n"


def _mermaid_text(text: str) -> str:
    """Text inside double quotes, where Mermaid reads entities with ``#`` for the ampersand."""
    escaped = _one_line(text).translate(_ENTITIES)
    return _LIST.sub(lambda found: "".join(_entity(sign) for sign in found[0]), escaped)


def _entity(sign: str) -> str:
    return sign if sign.isalnum() else f"#{ord(sign)};"


def dot(journey: Journey) -> str:
    """A Graphviz digraph, left to right."""
    lines = [
        f"digraph {_quoted(journey.id)} {{",
        "    rankdir=LR;",
        f"    label={_quoted(journey.name)};",
        '    node [fontname="sans-serif"]; edge [fontname="sans-serif"];',
    ]
    for id, step in journey.steps.items():
        text = _quoted("\n".join(_lines(id, step)))
        lines.append(f"    {_quoted(id)} [shape={_DOT[kind(step)]}, label={text}];")
    for transition in journey.transitions:
        ends = f"{_quoted(transition.source)} -> {_quoted(transition.target)}"
        lines.append(f"    {ends} [label={_quoted(branch(transition))}];")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    lines = [_one_line(line).replace("\\", "\\\\").replace('"', '\\"') for line in text.split("\n")]
    return '"' + "\\n".join(lines) + '"'


def _one_line(text: str) -> str:
    """The ``text`` without line ends and control characters, which mean something to a terminal and nothing in a
    diagram.
    """
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _lines(id: str, step: Step) -> Iterator[str]:
    yield title(id, step)
    if said := detail(step):
        yield said
    if isinstance(step, Checklist):
        yield from (f"□ {item.name or name}" for name, item in step.items.items())
