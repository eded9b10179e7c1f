"""The design as a tree: the journey, its steps in the order in which they are reached, items, exit rules."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from designer.places import JOURNEY, Place
from engine.journey import Journey
from engine.labels import GLYPHS, branch, kind, title
from engine.steps import Checklist, Entry


class Outline(Tree[Place]):
    """``show`` gives it a journey, ``choose`` moves its cursor."""

    class Chosen(Message):
        """A person chose a place."""

        def __init__(self, place: Place) -> None:
            self.place = place
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", data=JOURNEY, id=id)
        self.guide_depth = 2
        self.auto_expand = False
        self._of: tuple[Journey | None, dict[str, tuple[str, str]]] = (None, {})
        self._shown: object = None
        self._branches: dict[Place, TreeNode[Place]] = {}

    def show(self, journey: Journey, marks: dict[str, tuple[str, str]]) -> None:
        """Build the tree anew if anything that it says has changed."""
        if journey is self._of[0] and marks == self._of[1]:
            return
        self._of = (journey, marks)
        rows = list(_rows(journey, marks))
        if rows == self._shown:
            return
        self._shown = rows
        self.clear()
        self.root.set_label(rows[0][2])
        self._branches = {JOURNEY: self.root}
        for parent, place, label, has_parts in rows[1:]:
            node = self._branches[parent].add(label, data=place, expand=True, allow_expand=has_parts)
            self._branches[place] = node
        self.root.expand()

    def choose(self, journey: Journey, place: Place) -> None:
        """Put the cursor on a place; if that is a transition without a line of its own, on the step that it leaves."""
        node = self._branches.get(place)
        if node is None and place.transition is not None:
            node = self._branches.get(Place(step=journey.transitions[place.transition].source))
        if node is not None and node is not self.cursor_node:
            self.move_cursor(node)

    def on_tree_node_selected(self, event: Tree.NodeSelected[Place]) -> None:
        event.stop()
        if event.node.data is not None:
            self.post_message(self.Chosen(event.node.data))


_Row = tuple[Place, Place, Text, bool]
"""The place above, the place, what is said of it, whether there are places in it."""


def _rows(journey: Journey, marks: dict[str, tuple[str, str]]) -> Iterator[_Row]:
    yield JOURNEY, JOURNEY, Text(journey.name or journey.id), True
    for id in reached(journey):
        step, place = journey.steps[id], Place(step=id)
        items = step.items if isinstance(step, Checklist) else {}
        ways = [index for index, _ in journey.out(id)]
        label = Text(f"{GLYPHS[kind(step)]} {title(id, step)}")
        if id in marks:
            label.append(f" {marks[id][0]}", "bold")
        if not step.active:
            label.append(" off", "dim")
        branches = [index for index in ways if branch(journey.transitions[index])]
        yield JOURNEY, place, label, bool(items) or bool(branches)
        for item, part in items.items():
            yield place, Place(step=id, item=item), Text(f"☐ {part.name or item}"), False
        for index in branches:
            way = journey.transitions[index]
            said = f"→ {branch(way)}: {title(way.target, journey.steps[way.target])}"
            yield place, Place(transition=index), Text(said, "dim"), False
    for rule in journey.exit_rules:
        yield JOURNEY, Place(rule=rule.id), Text(f"⏏ {rule.name or rule.id}"), False


def reached(journey: Journey) -> list[str]:
    """The steps in the order in which they are reached from the entry, then those that are not."""
    entries = [id for id, step in journey.steps.items() if isinstance(step, Entry)]
    led_to = {way.target for way in journey.transitions}
    loose = [id for id in journey.steps if id not in led_to]
    found: dict[str, None] = {}
    ahead = [*entries, *loose][::-1]
    while ahead:
        id = ahead.pop()
        if id not in found:
            found[id] = None
            ahead += [way.target for _, way in journey.out(id)][::-1]
    return [id for id in {**found, **dict.fromkeys(journey.steps)} if id in journey.steps]
