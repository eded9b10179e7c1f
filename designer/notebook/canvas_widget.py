"""The picture of a journey on the page, as a widget: it shows what it is given and passes on what is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final
from uuid import uuid4

import anywidget
import traitlets
from msgspec import Struct

from designer.diagram.vector.colours import style
from designer.notebook.messages import RefusedMessage, Wish, wish
from designer.notebook.module import module, text
from designer.notebook.scene import Scene
from engine.edit import InvalidEdit
from engine.edit.fields import plain

Ask = Callable[[Wish], None]

BESIDE: Final = {"align_items": "stretch", "flex_flow": "row wrap"}
"""The layout of a picture with a form beside it, or above it where there is no room."""

WIDE: Final = {"flex": "100 1 480px", "min_width": "0"}
"""The layout of the picture in there."""


class CanvasActions(Struct, frozen=True):
    """Actions that the buttons offer now: the kinds of step with what each does, and what could be undone and
    redone.
    """

    kinds: dict[str, str]
    undo: str = ""
    redo: str = ""


class CanvasSelection(Struct, frozen=True):
    """The selection: steps, the last of which is inspected, with an item of it; or a transition."""

    steps: tuple[str, ...] = ()
    transition: int | None = None
    item: str | None = None


class Shown(Struct, frozen=True):
    """Everything that the page shows, but for what passes by."""

    scene: Scene
    chosen: CanvasSelection = CanvasSelection()
    question: Struct | None = None
    offers: CanvasActions | None = None
    """Without any, the picture cannot be edited."""


class Canvas(anywidget.AnyWidget):
    """``show`` gives it a picture; ``ask`` is called with each wish of the page."""

    _esm: ClassVar[str] = module("canvas.js")
    _css: ClassVar[str] = f"{style()}\n{text('canvas.css')}"

    scene = traitlets.Dict().tag(sync=True)
    chosen = traitlets.Dict().tag(sync=True)
    question = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    offers = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    counts = traitlets.Dict().tag(sync=True)
    picture = traitlets.Unicode(help="The class of the picture that is seen where no widget runs.").tag(
        sync=True
    )
    height = traitlets.Int(420, help="Pixels.").tag(sync=True)

    def __init__(self, ask: Ask, **traits: object) -> None:
        super().__init__(picture=f"waypost-offline-{uuid4().hex}", **traits)
        self._ask: Final = ask
        self.on_msg(self._received)

    def show(self, shown: Shown) -> None:
        """Push one state to the page; parts that are the same are not sent again."""
        with self.hold_sync():
            for name in ("scene", "chosen", "question", "offers"):
                setattr(self, name, plain(getattr(shown, name)))

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """Tell people what happened, or what was wrong with what they asked for."""
        self.send({"say": sentence, "wrong": wrong})

    def _received(self, _: Canvas, content: object, buffers: object) -> None:
        try:
            self._ask(wish(content))
        except (RefusedMessage, InvalidEdit) as error:
            self.say(str(error), wrong=True)
