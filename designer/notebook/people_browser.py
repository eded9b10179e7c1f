"""People: a list to search and choose from, the story of whoever is chosen, and an event to put into it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Final

import ipywidgets as widgets

from designer.simulation.replay import Story
from engine.explain import Onward
from engine.instant import milliseconds_text

_WIDE: Final = {"width": "auto"}
_SMALL: Final = "font-size: 12px; line-height: 1.4"


class PeopleBrowser(widgets.VBox):  # type: ignore[misc]
    """``changed`` is called when somebody else is searched for or chosen, ``inject`` with the text of an event."""

    def __init__(self, changed: Callable[[], None], inject: Callable[[str], None]) -> None:
        self._changed: Final = changed
        self._showing = False
        self._onward: dict[str, Onward] = {}
        self.called: Final = widgets.Text(description="Search", placeholder="anybody", layout=_WIDE)
        self.names: Final = widgets.Select(description="People", rows=6, layout=_WIDE)
        self.where: Final = widgets.HTML()
        self.story: Final = widgets.HTML()
        self.ideas: Final = widgets.Dropdown(description="What would move them on", layout=_WIDE)
        self.event: Final = widgets.Textarea(
            description="One more event",
            placeholder="as JSON: paste one, or choose somebody to have one made up",
            rows=5,
            layout=_WIDE,
        )
        self.send: Final = widgets.Button(description="Inject", icon="bolt", tooltip="Put this event in")
        self.send.on_click(lambda _: inject(self.event.value))
        self.names.observe(self._chose, "value")
        self.called.observe(self._chose, "value")
        self.ideas.observe(self._had_idea, "value")
        injecting = widgets.VBox([self.ideas, self.event, self.send])
        super().__init__([self.where, self.called, self.names, self.story, injecting])
        self.add_class("waypost-forms")

    @property
    def owner(self) -> str | None:
        """Return who is chosen."""
        chosen: str | None = self.names.value
        return chosen

    def choose(self, owner: str, name: str) -> None:
        """Choose ``owner``, shown as ``name``, listed or not."""
        self.list({**{each: called for called, each in self.names.options}, owner: name}, self.where.value)
        self.names.value = owner

    def list(self, people: Mapping[str, str], where: str) -> None:
        """List ``people``, names by owner, under the heading ``where``; whoever is chosen stays in the list."""
        options = [(name, owner) for owner, name in people.items()]
        if self.owner is not None and self.owner not in people:
            options.insert(0, (self.names.label, self.owner))
        self.where.value = where
        if tuple(options) != self.names.options:
            chosen = self.owner
            self._showing = True
            self.names.options = options
            self.names.value = chosen
            self._showing = False

    def tell(self, story: Story | None, why: Iterable[str] = ()) -> None:
        """Show the ``story`` of whoever is chosen, and ``why`` they are where they are, in lines."""
        self.story.value = "" if story is None else f"{_timeline(story)}{_why(why)}"
        onward = [each for stay in story.explained.stays for each in stay.onward] if story else []
        self._onward = {each.says: each for each in onward if each.event is not None}
        self.ideas.options = list(self._onward)
        self.ideas.layout.display = "" if self._onward else "none"

    def _chose(self, change: dict[str, object]) -> None:
        if not self._showing:
            self._changed()

    def _had_idea(self, change: dict[str, str | None]) -> None:
        idea = self._onward.get(change["new"] or "")
        self.event.value = json.dumps(idea.event, indent=2, ensure_ascii=False) if idea else ""


def _timeline(story: Story) -> str:
    rows = "".join(
        f'<tr style="opacity: {1 if each.at <= story.clock else 0.4}">'
        f'<td style="white-space: nowrap; vertical-align: top; padding-right: 8px">{_time(each.at)}</td>'
        f"<td>{'<br>'.join(map(escape, each.says))}</td></tr>"
        for each in story.happenings
    )
    return _folded("What happened", f'<table style="{_SMALL}; text-align: left">{rows}</table>')


def _why(why: Iterable[str]) -> str:
    said = escape("\n".join(why))
    return _folded("Why", f'<pre style="{_SMALL}; white-space: pre-wrap; margin: 0">{said}</pre>')


def _folded(heading: str, inside: str) -> str:
    return f'<details open style="{_SMALL}"><summary><b>{heading}</b></summary>{inside}</details>'


def _time(at: int) -> str:
    return milliseconds_text(at)[:19].replace("T", " ")
