"""Pictures as other programs draw them: librsvg for SVG and PNG, Poppler for PDF."""

from __future__ import annotations

import base64
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
import pytest

from designer.diagram.vector.colours import COLOURS, Theme, shade

Pixels = Any
"""Red, green and blue of each pixel: an array of height × width × 3 bytes."""
Colour = Sequence[int]


def pixels_of(path: Path) -> Pixels:
    """The pixels of a picture, without its edge, which may lie between two. Skips without the programs."""
    for program, package in (("rsvg-convert", "librsvg2-bin"), ("pdftoppm", "poppler-utils")):
        if not shutil.which(program):
            pytest.skip(f"PICTURES WERE NOT MEASURED: there is no {program}; apt-get install {package}")
    content = path.read_bytes()
    if path.suffix == ".png":
        content = _as_svg(content)
    if path.suffix != ".pdf":
        content = _output_of(content, "rsvg-convert", "--format", "pdf")
    kind, size, _, rest = _output_of(content, "pdftoppm", "-r", "96", "-").split(b"\n", 3)
    assert kind == b"P6"
    width, height = map(int, size.split())
    return numpy.frombuffer(rest, numpy.uint8).reshape(height, width, 3)[1:-1, 1:-1]


def _as_svg(png: bytes) -> bytes:
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    image = f'<image width="{width}" height="{height}" href="data:image/png;base64,{base64.b64encode(png).decode()}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{image}</svg>'.encode()


def _output_of(content: bytes, *command: str) -> bytes:
    return subprocess.run(command, input=content, check=True, capture_output=True).stdout


def colour_of(shade: str) -> Colour:
    """Red, green and blue of a colour such as ``#2f6fb5``."""
    return tuple(bytes.fromhex(shade.removeprefix("#")))


def area(pixels: Pixels, colour: Colour) -> int:
    """The number of pixels of a ``colour``, but for what rounding makes of it."""
    near = numpy.abs(pixels.astype(numpy.int16) - numpy.array(colour, numpy.int16)) <= 2
    return int((near[..., 0] & near[..., 1] & near[..., 2]).sum())


def frequent_colours(pixels: Pixels, share: float) -> list[Colour]:
    """The colours that this ``share`` of all pixels have."""
    found, counts = numpy.unique(pixels @ numpy.array([65_536, 256, 1]), return_counts=True)
    return [tuple(int(each).to_bytes(3)) for each in found[counts >= share * counts.sum()]]


def is_mixed(colour: Colour, ground: Colour, above: Colour) -> bool:
    """Tell whether a ``colour`` is that of something more or less opaque ``above`` a ``ground``."""
    base, whole = numpy.array(ground, float), numpy.array(above, float) - ground
    gap = numpy.array(colour) - base
    opacity = min(max(float(gap @ whole) / float(whole @ whole), 0.0), 1.0)
    return bool(numpy.abs(gap - opacity * whole).max() <= 3)


def assert_painted(pixels: Pixels, theme: Theme) -> None:
    """The ground is the theme's to the edges; all else is of its shades; nothing is filled with black."""
    paper = colour_of(shade("paper", theme))
    edges = [pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]
    assert sum(area(edge, paper) for edge in edges) > 0.9 * sum(map(len, edges))
    assert area(pixels, paper) > 0.6 * pixels.shape[0] * pixels.shape[1]
    shades = [colour_of(shade(name, theme)) for name in COLOURS if name != "paper"]
    strange = [
        each
        for each in frequent_colours(pixels, 0.005)
        if each != paper and not any(is_mixed(each, paper, above) for above in shades)
    ]
    assert strange == []
    assert area(pixels, (0, 0, 0)) == 0
