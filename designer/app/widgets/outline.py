"""The design as a tree: the journey, its steps in the order in which they are reached, items, exit rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from rich.text import Text
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from designer.editing.selection import JOURNEY, Place, steps_in_order
from engine.journey import Journey
from engine.labels import GLYPHS, branch, kind, title
from engine.steps import Checklist

NO_COUNTS: Final[Mapping[Place, int]] = {}


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
        self.root.expand()
        self._of: tuple[Journey | None, dict[str, tuple[str, str]], Mapping[Place, int]] = (None, {}, {})
        self._rows = [_Row(JOURNEY, JOURNEY, "")]
        self._twigs = {self._rows[0].key: self.root}
        self._branches: dict[Place, TreeNode[Place]] = {}
        self._is_other = False

    def show(
        self, journey: Journey, marks: dict[str, tuple[str, str]], counts: Mapping[Place, int] = NO_COUNTS
    ) -> None:
        """Change what the tree says otherwise: it is large, and an edit is small.

        ``counts``: how many events match what stands at a place.
        """
        if journey is self._of[0] and (marks, counts) == self._of[1:]:
            return
        self._of = (journey, marks, counts)
        rows = _rows(journey, marks)
        before, self._rows = self._rows, [replace(row, count=counts.get(row.place)) for row in rows]
        head, tail = _shared_ends(before, self._rows)
        self._is_other = head + tail < max(len(before), len(self._rows))
        for row in reversed(before[head : len(before) - tail]):
            self._twigs.pop(row.key).remove()
        for row in self._rows[head : len(self._rows) - tail]:
            self._grow(row, self._rows[-tail] if tail else None)
        said = {row.key: row for row in before}
        for row in self._rows:
            if row != said.get(row.key, row):
                self._say(row)
        self._branches = {row.place: self._twigs[row.key] for row in self._rows}

    def _grow(self, row: _Row, behind: _Row | None) -> None:
        """A new row; ``behind`` it is the first one that was there and is a part of the journey itself."""
        parent = self._twigs[JOURNEY, row.above]
        before = self._twigs[behind.key] if behind is not None and parent is self.root else None
        self._twigs[row.key] = parent.add(
            row.label, row.place, before=before, expand=True, allow_expand=row.has_parts
        )

    def _say(self, row: _Row) -> None:
        node = self._twigs[row.key]
        node.data, node.allow_expand = row.place, row.has_parts
        node.set_label(row.label)

    def choose(self, journey: Journey, place: Place) -> None:
        """Put the cursor on a place; if that is a transition without a line of its own, on the step that it leaves."""
        node = self._branches.get(place)
        if node is None and place.transition is not None:
            node = self._branches.get(Place(step=journey.transitions[place.transition].source))
        if node is not None and self.last_line >= 0 and (self._is_other or node is not self.cursor_node):
            self.move_cursor(node)  # asked for its last line, the tree has counted all lines
        self._is_other = False

    def on_tree_node_selected(self, event: Tree.NodeSelected[Place]) -> None:
        event.stop()
        if event.node.data is not None:
            self.post_message(self.Chosen(event.node.data))


class _Row(Struct, frozen=True):
    """A place, what is said of it, and the place above it."""

    above: Place
    place: Place
    said: str
    style: str = ""
    mark: str = ""
    off: bool = False
    has_parts: bool = False
    count: int | None = None
    number: int | None = None
    """Of branches and exit rules, the place among those beside it: indexes change, and ids may not be unique yet."""

    @property
    def key(self) -> tuple[Place, Place | int]:
        return (self.above, self.place if self.number is None else self.number)

    @property
    def label(self) -> Text:
        label = Text(self.said, self.style)
        if self.mark:
            label.append(f" {self.mark}", "bold")
        if self.count is not None:
            label.append(f" {self.count:,}", "dim")
        if self.off:
            label.append(" off", "dim")
        return label


def _rows(journey: Journey, marks: dict[str, tuple[str, str]]) -> Iterator[_Row]:
    yield _Row(JOURNEY, JOURNEY, journey.name or journey.id, has_parts=True)
    for id in steps_in_order(journey):
        step, place = journey.steps[id], Place(step=id)
        items = step.items if isinstance(step, Checklist) else {}
        branches = [index for index, transition in journey.out(id) if branch(transition)]
        yield _Row(
            JOURNEY,
            place,
            f"{GLYPHS[kind(step)]} {title(id, step)}",
            mark=marks[id][0] if id in marks else "",
            off=not step.active,
            has_parts=bool(items) or bool(branches),
        )
        for item, part in items.items():
            yield _Row(place, Place(step=id, item=item), f"□ {part.name or item}")
        for number, index in enumerate(branches):
            transition = journey.transitions[index]
            said = f"→ {branch(transition)}: {title(transition.target, journey.steps[transition.target])}"
            yield _Row(place, Place(transition=index), said, "dim", number=number)
    for number, rule in enumerate(journey.exit_rules):
        yield _Row(JOURNEY, Place(rule=rule.id), f"▲ {rule.name or rule.id}", number=number)


def _shared_ends(before: Sequence[_Row], after: Sequence[_Row]) -> tuple[int, int]:
    """Count the rows that ``before`` and ``after`` share, at the beginning and at the end, which begins with a part
    of the journey itself.
    """
    old, new = [row.key for row in before], [row.key for row in after]
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    tail = next((at for at in range(shorter - head) if old[-1 - at] != new[-1 - at]), shorter - head)
    while tail and after[-tail].above != JOURNEY:
        tail -= 1
    return head, tail
