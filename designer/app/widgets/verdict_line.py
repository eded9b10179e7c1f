"""The verdict on a scenario: a line if all that it expects has come, else a sentence for each expectation that
has not.
"""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import Static

from designer.app.widgets.lines import Lines
from designer.simulation.sources.source import Judgement


class VerdictLine(Static):
    """Not there without a judgement. A click asks for everything there is to know (``Opened``)."""

    SCOPED_CSS = False  # the screen says how much room there is
    DEFAULT_CSS = """
    VerdictLine { display: none; height: auto; max-height: 10; padding: 0 1; background: $surface; color: $success; }
    VerdictLine.-wrong { color: $error; }
    .-low VerdictLine { max-height: 4; }
    """

    class Opened(Message):
        """A person wants to know why."""

    def __init__(self) -> None:
        super().__init__(markup=False)

    def show(self, judgement: Judgement | None) -> None:
        self.display = judgement is not None
        if judgement is not None:
            self.set_class(bool(judgement.wrong), "-wrong")
            self.update(Lines(sentences(judgement)))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Opened())


def sentences(judgement: Judgement) -> list[str]:
    """A judgement to read, the sum of it first."""
    wrong, people = judgement.wrong, judgement.people
    if not wrong:
        everybody = "1 person stands" if people == 1 else f"{people:,} people stand"
        return [f"✓ The scenario holds: {everybody} as it expects."]
    number = "One expectation does" if len(wrong) == 1 else f"{len(wrong):,} expectations do"
    return [f"✗ {number} not hold; e tells why.", *(f"  {each}" for each in wrong)]
