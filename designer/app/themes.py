"""Dark, light and high contrast. Kinds of step have colours of their own, and glyphs that say the same."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

THEMES: Final = (
    Theme(
        name="waypost-dark",
        primary="#5fafd7",
        secondary="#87afaf",
        accent="#ffaf5f",
        foreground="#d8dee6",
        background="#12161c",
        surface="#181d25",
        panel="#212833",
        success="#87d787",
        warning="#ffd75f",
        error="#ff8585",
        dark=True,
        variables={
            "kind-entry": "#87d787",
            "kind-waypoint": "#5fafff",
            "kind-checklist": "#5fd7d7",
            "kind-split": "#ffaf5f",
            "kind-delay": "#b8a1ff",
            "kind-outcome": "#ff87c3",
            "kind-exit": "#a0abb8",
            "transition": "#8392a6",
            "quiet": "#9fabbb",
            "chosen-ground": "#203c56",
            "footer-key-foreground": "#ffaf5f",
        },
    ),
    Theme(
        name="waypost-light",
        primary="#005f87",
        secondary="#4e6b73",
        accent="#a84300",
        foreground="#1c2430",
        background="#fbfbf9",
        surface="#f3f3ef",
        panel="#e6e7e2",
        success="#1e6b1e",
        warning="#8a5a00",
        error="#b00020",
        dark=False,
        variables={
            "kind-entry": "#1e6b1e",
            "kind-waypoint": "#0050b3",
            "kind-checklist": "#00696b",
            "kind-split": "#a84300",
            "kind-delay": "#5a3fb0",
            "kind-outcome": "#a3005c",
            "kind-exit": "#4b5563",
            "transition": "#6f7c8b",
            "quiet": "#566170",
            "chosen-ground": "#cfe4f5",
            "footer-key-foreground": "#a84300",
        },
    ),
    Theme(
        name="waypost-contrast",
        primary="#00ffff",
        secondary="#ffffff",
        accent="#ffff00",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#1c1c1c",
        success="#00ff00",
        warning="#ffff00",
        error="#ff9494",
        dark=True,
        variables={
            "kind-entry": "#00ff00",
            "kind-waypoint": "#6cb6ff",
            "kind-checklist": "#00ffff",
            "kind-split": "#ffb000",
            "kind-delay": "#d0b0ff",
            "kind-outcome": "#ff9ad5",
            "kind-exit": "#ffffff",
            "transition": "#ffffff",
            "quiet": "#e4e4e4",
            "chosen-ground": "#003c73",
            "footer-key-foreground": "#ffff00",
        },
    ),
)

DEFAULT: Final = "waypost-dark"

TITLES: Final = dict(zip((theme.name for theme in THEMES), ("dark", "light", "high contrast"), strict=True))
"""What people call them."""
