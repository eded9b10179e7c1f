"""Widgets with the picture of a journey: they show what they are given and do what is asked for on the page."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from uuid import uuid4

import anywidget
import traitlets
from msgspec import Struct

from designer.diagram.vector.colours import style, theme_style
from designer.notebook.messages import RefusedMessage, Wish, wish
from designer.notebook.module import text
from designer.notebook.offline_picture import OfflinePicture
from designer.notebook.scene import Scene
from engine.edit import InvalidEdit
from engine.edit.fields import plain


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


def json_values(shown: object) -> Any:
    """Anything that is ``shown``, as the plain JSON values that a trait holds."""
    return plain(shown)


class CanvasWidget(anywidget.AnyWidget):
    """A widget on the page with all its forms: its module is ``_esm``. Subclasses fulfil its wishes."""

    _css: ClassVar[str] = f"{style()}\n{theme_style()}\n{text('canvas.css')}"

    scene = traitlets.Dict().tag(sync=True)
    chosen = traitlets.Dict().tag(sync=True)
    question = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    offers = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    counts = traitlets.Dict().tag(sync=True)
    picture = traitlets.Unicode(help="The class of the picture that is seen where no widget runs.").tag(
        sync=True
    )
    height = traitlets.Int(420, help="Pixels.").tag(sync=True)
    revision = traitlets.Int(0, help="Grows with every change of what people read off the widget.").tag(
        sync=True
    )
    revision_seen = traitlets.Int(0, help="The revision that the page shows.").tag(sync=True)

    def __init__(self, **traits: object) -> None:
        super().__init__(picture=f"waypost-offline-{uuid4().hex}", **traits)
        self.offline: Final = OfflinePicture(self.picture)
        self.on_msg(self._received)

    @property
    def svg(self) -> str:
        """The picture for where no widget can run."""
        raise NotImplementedError

    def fulfil(self, wish: Wish) -> None:
        """Do what the page asks for. Raises RefusedMessage or InvalidEdit, and changes nothing then."""
        raise NotImplementedError

    def show(self, shown: Shown) -> None:
        """Push one state to the page; parts that are the same are not sent again."""
        with self.hold_sync():
            for name in ("scene", "chosen", "question", "offers"):
                setattr(self, name, plain(getattr(shown, name)))

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """Tell people what happened, or what was wrong with what they asked for."""
        self.send({"say": sentence, "wrong": wrong})

    def _received(self, _: CanvasWidget, content: object, buffers: object) -> None:
        try:
            self.fulfil(wish(content))
        except (RefusedMessage, InvalidEdit) as error:
            self.say(str(error), wrong=True)

    def _ipython_display_(self) -> None:
        """Show it, and keep its picture in the notebook's file."""
        view, metadata = self._repr_mimebundle_()
        self.offline.display(view["image/svg+xml"], view, metadata)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The view with the picture beside it, and what Jupyter wants to know of it."""
        view, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**view, "image/svg+xml": self.svg}, metadata
