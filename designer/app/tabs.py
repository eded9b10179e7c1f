"""The screens of an open design, in the order of their keys."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from designer.app.opened import Opened
    from designer.app.screens.tab import TabScreen


class Tab(Struct, frozen=True):
    """``screen`` is made from an open design, and imported when it is first wanted."""

    name: str
    title: str
    about: str
    """What one does there, in the help."""
    screen: str

    def make(self, opened: Opened) -> TabScreen:
        module, _, name = self.screen.partition(":")
        made: TabScreen = getattr(import_module(module), name)(opened)
        return made


TABS: Final = (
    Tab("design", "Design", "build the journey", "designer.app.screens.design.screen:DesignScreen"),
    Tab("simulate", "Simulate", "run events through it", "designer.app.screens.simulate:SimulateScreen"),
    Tab("progress", "Progress", "see how people stand", "designer.app.screens.progress:ProgressScreen"),
    Tab("publish", "Publish", "bring it to a server", "designer.app.screens.publish:PublishScreen"),
)


def tab(name: str) -> Tab:
    return next(each for each in TABS if each.name == name)
