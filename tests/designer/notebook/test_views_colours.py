"""Saved views as other programs draw them: the ground, the colours and how large they are, in light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from pixels import Pixels, area, assert_painted, colour_of, pixels_of
from watched import watched

from designer.diagram.vector.colours import Theme, shade
from designer.notebook import View, flow, totals
from designer.notebook.views.totals import STATUSES

THEMES: tuple[Theme, ...] = ("light", "dark")
saved = pytest.mark.parametrize(
    ("suffix", "theme"), [(suffix, theme) for suffix in (".svg", ".pdf", ".png") for theme in THEMES]
)


def drawn(view: View, path: Path, theme: Theme) -> Pixels:
    return pixels_of(view.save(path, theme))


@saved
def test_bars_are_as_large_as_their_numbers_and_in_their_colours(
    tmp_path: Path, suffix: str, theme: Theme
) -> None:
    view = totals(watched())
    pixels = drawn(view, tmp_path / f"totals{suffix}", theme)
    number = view.frame.set_index("figure")["number"]
    areas = {status: area(pixels, colour_of(shade(hue, theme))) for status, hue in STATUSES.items()}
    one = sum(areas.values()) / sum(number[list(STATUSES)])
    assert {status: found / one for status, found in areas.items()} == pytest.approx(
        {status: number[status] for status in STATUSES}, abs=1.5
    )
    assert_painted(pixels, theme)


@saved
def test_a_flow_has_the_shades_of_its_steps_above_the_ground(
    tmp_path: Path, suffix: str, theme: Theme
) -> None:
    pixels = drawn(flow(watched()), tmp_path / f"flow{suffix}", theme)
    for kind in ("entry", "waypoint", "split", "outcome", "exit"):
        assert area(pixels, colour_of(shade(kind, theme))) > 50, kind
    assert_painted(pixels, theme)
