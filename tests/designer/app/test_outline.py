"""The outline is changed where the journey is, and says what one that is made anew would."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import edits, journeys
from textual.app import App, ComposeResult
from textual.widgets.tree import TreeNode

from designer.app.widgets.outline import Outline
from designer.editing.selection import Place
from engine.edit import InvalidEdit, apply
from engine.journey import Journey

MARK = ("✗", "error")


class Outlined(App[None]):
    """Nothing but an outline."""

    def compose(self) -> ComposeResult:
        yield Outline(id="edited")


def said(node: TreeNode[Place]) -> object:
    """What a branch says, of which place, and the same of what is in it."""
    spans = [span.style for span in node.label.spans] if not isinstance(node.label, str) else []
    return str(node.label), spans, node.data, node.allow_expand, [said(child) for child in node.children]


async def outlined(history: list[tuple[Journey, Mapping[str, tuple[str, str]], Place]]) -> None:
    """Go through the states of a journey, with what is marked in it and where the cursor is wanted."""
    async with Outlined().run_test() as pilot:
        outline = pilot.app.query_one("#edited", Outline)
        for journey, marks, place in history:
            outline.show(journey, dict(marks))
            anew = Outline()
            await pilot.app.mount(anew)
            anew.show(journey, dict(marks))
            assert said(outline.root) == said(anew.root)
            outline.choose(journey, place)
            await pilot.pause()
            assert outline.cursor_node is not None
            assert outline.cursor_node.data == place
            assert outline.cursor_node.line == outline.cursor_line
            await anew.remove()


@given(journeys(), st.data())
@settings(max_examples=8, deadline=None)
def test_after_any_edits_it_says_what_a_new_one_would(journey: Journey, data: st.DataObject) -> None:
    history = []
    for _ in range(data.draw(st.integers(1, 8))):
        steps = st.sampled_from(sorted(journey.steps))
        marks = dict.fromkeys(data.draw(st.sets(steps, max_size=2)), MARK)
        history.append((journey, marks, Place(step=data.draw(steps))))
        try:
            journey = apply(journey, data.draw(edits(journey)))
        except InvalidEdit:
            continue
    asyncio.run(outlined(history))
