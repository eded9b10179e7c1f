"""The colours of pictures, by name, for light and dark: as CSS variables where a browser draws, as values elsewhere.

JupyterLab says which theme it has in an attribute of the page; elsewhere the reader's own preference decides.
"""

from __future__ import annotations

import re
from typing import Final, Literal, get_args

Theme = Literal["light", "dark"]

COLOURS: Final[dict[str, tuple[str, str]]] = {
    "paper": ("#ffffff", "#14181d"),
    "ink": ("#1d2530", "#e4e9ef"),
    "soft": ("#5c6875", "#9aa7b4"),
    "rule": ("#d9dfe6", "#313a44"),
    "line": ("#7b8794", "#8593a1"),
    "bar": ("#2f6fb5", "#5b9be0"),
    "other": ("#c2761b", "#e0a04d"),
    "pale": ("#cfe0f3", "#24405f"),
    "drop": ("#c4504b", "#e57f79"),
    "entry": ("#2e7d4f", "#5fbf86"),
    "waypoint": ("#2f6fb5", "#5b9be0"),
    "checklist": ("#0f7b83", "#45b8c0"),
    "split": ("#a86400", "#dfa03f"),
    "delay": ("#6b52b3", "#a18be0"),
    "outcome": ("#b03a78", "#e07bb0"),
    "exit": ("#5c6875", "#9aa7b4"),
}
"""Light and dark. Text in ``ink`` and ``soft`` on ``paper`` has a contrast of 4.5 and more in both."""

FONT: Final = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif"
_SHADE: Final = re.compile(r"#[0-9a-f]{6}")
_VARIABLE: Final = re.compile(r"var\(--waypost-([a-z]+)\)")


def colour(name: str) -> str:
    """A colour as CSS says it."""
    assert name in COLOURS, name
    return f"var(--waypost-{name})"


def shade(name: str, theme: Theme = "light") -> str:
    """A colour by its ``name`` as every program knows it, in a ``theme``."""
    return COLOURS[name][theme == "dark"]


def themed(svg: str) -> str:
    """The picture ``svg`` in shades of light with the names of its colours instead, so that it is dark for who wants
    that. Of names with the same shades it does not matter which.
    """
    names = {shade(name): name for name in COLOURS}
    return _SHADE.sub(lambda found: colour(names[found[0]]) if found[0] in names else found[0], svg)


def style() -> str:
    """The style sheet that gives the names their values for whoever looks."""
    light, dark = _values("light"), _values("dark")
    return (
        f".waypost{{{light}}}"
        f"@media (prefers-color-scheme:dark){{.waypost{{{dark}}}}}"
        f'[data-jp-theme-light="true"] .waypost{{{light}}}'
        f'[data-jp-theme-light="false"] .waypost{{{dark}}}'
    )


def theme_style() -> str:
    """The style sheet for an element that says itself which theme it has, whatever the page around it says."""
    return "".join(
        f'.waypost[data-theme="{theme}"]{{{_values(theme)}color-scheme:{theme};}}'
        for theme in get_args(Theme)
    )


def _values(theme: Theme) -> str:
    return "".join(f"--waypost-{name}:{shade(name, theme)};" for name in COLOURS)


def painted(svg: str, theme: Theme) -> str:
    """Paint ``svg`` with the values of ``theme`` in place of names: for programs that know no CSS variables."""
    paper = f'</style><rect width="100%" height="100%" fill="{shade("paper", theme)}"/>'
    plain = svg.replace(style(), "").replace("</style>", paper, 1)
    return _VARIABLE.sub(lambda found: shade(found[1], theme), plain)
