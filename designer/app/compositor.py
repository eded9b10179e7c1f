"""The compositor of every screen: Textual's, which may leave on the terminal what is not on the screen any more."""

from __future__ import annotations

from textual import _compositor
from textual._compositor import CompositorMap
from textual.geometry import Region
from textual.widget import Widget


class Compositor(_compositor.Compositor):
    """Repaint whatever has moved or gone since it was painted.

    After a widget out of sight was refreshed, Textual 8.2.8 makes its map anew as soon as somebody asks for a size. The
    next layout compares with that map, not with what was painted: a notice that had just gone stayed to be seen.
    """

    @property
    def full_map(self) -> CompositorMap:
        """Return where all widgets are; what was painted elsewhere is painted again."""
        former = self._full_map
        painted = former if self._visible_map is None else self._visible_map
        renewed = super().full_map
        if renewed is not former:
            self._dirty_regions.update(region for _, region in _areas(painted) ^ _areas(renewed))
        return renewed


def _areas(map: CompositorMap) -> set[tuple[Widget, Region]]:
    """Return the part of each widget that is in sight."""
    areas = ((widget, place.clip.intersection(place.region)) for widget, place in map.items())
    return {(widget, area) for widget, area in areas if area}
