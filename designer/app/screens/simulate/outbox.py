"""Effects so far, and the request of the one that is chosen, as it would be sent."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Label, OptionList, Static
from textual.widgets.option_list import Option

from designer.app.dialogs import Dialog
from designer.reports.event_text import moment, short_name
from designer.simulation.replay import Replay
from engine.labels import title
from engine.progress import Effect
from engine.steps import Outcome


class Outbox(Dialog[None]):
    """The newest effect is chosen. Nothing is ever sent from here."""

    def __init__(self, played: Replay, effects: Sequence[Effect]) -> None:
        super().__init__()
        self._played = played
        self._effects = list(reversed(effects))
        self._request = Static("", id="body", markup=False)

    def compose(self) -> ComposeResult:
        number = len(self._effects)
        with Vertical(classes="dialog -whole"):
            yield Label(f"{number:,} would have been sent until now", classes="question")
            yield OptionList(*(Option(self._line(each)) for each in self._effects), id="effects")
            with VerticalScroll(id="request"):
                yield self._request

    def _line(self, effect: Effect) -> Text:
        step = self._played.journey.steps[effect.step]
        said = f"{moment(effect.at)}  @ {title(effect.step, step)}"
        return Text.assemble(said, (f"  {short_name(effect.owner)}", "dim"))

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self._request.update(request(self._played, self._effects[event.option_index]))


def request(played: Replay, effect: Effect) -> str:
    """Return what would be sent for an effect, as text."""
    from designer.delivery.delivery_requests import headers
    from designer.delivery.entries import without_credentials

    outcome = played.journey.steps[effect.step]
    assert isinstance(outcome, Outcome)
    if outcome.callback is None:
        what = "a statement, to an LRS" if outcome.type == "statement" else "track calls, to a source"
        return f"{what}:\n\n{_json(played.body(effect))}"
    lines = [f"{name}: {value}" for name, value in headers(effect.id).items()]
    return "\n".join(
        [f"POST {without_credentials(outcome.callback)}", *lines, "", _json(played.body(effect))]
    )


def _json(value: object) -> str:
    import msgspec

    return json.dumps(msgspec.to_builtins(value), indent=2, ensure_ascii=False)
