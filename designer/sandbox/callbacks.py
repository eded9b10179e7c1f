"""The way from what events did to callbacks in the outbox: each effect gets there once, whenever the server is killed.

The outbox is a file of its own. So what is to be put there is noted together with the events that called for it, and
the note is taken away when it is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from designer.sandbox.arrivals import KeptEvents
from designer.sandbox.ids import number_of
from designer.sandbox.live_journey import LiveJourney, MovedOwner
from designer.sandbox.live_journeys import LiveJourneys
from designer.sandbox.persistence import JSON, CallbackNote
from engine.progress import Effect, MatchedEvent, Progress, superseded_effects
from store.outbox import Outbox, outcome_addresses, outgoing_effects
from store.shelf import Shelf

_OUTCOME_TYPES: Final = ("callback",)
"""The types of outcomes that this server runs: statements and calls are sent by ``deliver`` alone."""


class CallbackQueue:
    """``news`` counts what was put into the outbox. May raise StoreError."""

    def __init__(self, notes: Shelf[CallbackNote], outbox: Outbox) -> None:
        self._notes = notes
        self._outbox = outbox
        self.news = 0
        self._is_due = True

    def note(self, journey: str, live: LiveJourney, moved: MovedOwner) -> None:
        """Note that an owner ``moved`` in ``live``, the journey with the id ``journey``: effects that came about,
        and those that follow no more.
        """
        before, after = moved.before.effects, moved.after.effects
        if before == after:
            return
        calling = outcome_addresses(live.plan, _OUTCOME_TYPES)
        for gone, effects in (
            (False, superseded_effects(after, before)),
            (True, superseded_effects(before, after)),
        ):
            for effect in effects:
                if effect.step in calling:
                    self._note(CallbackNote(journey=journey, owner=effect.owner, effect=effect.id, gone=gone))

    def note_gone(self, journey: str, before: Iterable[Effect], after: Iterable[Effect]) -> None:
        """Note that a ``journey`` was computed anew: what is new in ``after`` calls nobody, what was ``before`` and
        is gone is called off.
        """
        for effect in superseded_effects(before, after):
            self._note(CallbackNote(journey=journey, owner=effect.owner, effect=effect.id, gone=True))

    def _note(self, called: CallbackNote) -> None:
        self._notes.put(number_of(called.effect), called)
        self._is_due = True

    def hand_over(self, lives: LiveJourneys, arrivals: KeptEvents) -> None:
        """Put what was noted into the outbox, from ``lives`` and the ``arrivals`` that moved them."""
        if not self._is_due:
            return
        noted = list(self._notes.items())
        for number, called in noted:
            if called.gone:
                self._outbox.put(gone=[called.effect])
            elif live := lives.get(called.journey):
                self._put(called, live, arrivals)
            self._notes.remove(number)
        self.news += len(noted)
        self._is_due = False

    def _put(self, called: CallbackNote, live: LiveJourney, arrivals: KeptEvents) -> None:
        progress = live.owners.get(called.owner, Progress(owner=called.owner))
        others = {effect.id for effect in progress.effects} - {called.effect}
        found = outgoing_effects(live.plan, _in_full(progress, arrivals), others, _OUTCOME_TYPES)
        self._outbox.put(found, again=[each.effect.id for each in found])


def _in_full(progress: Progress, arrivals: KeptEvents) -> Progress:
    """The ``progress`` with whole events, which ``arrivals`` keep once and not with everybody's progress."""
    log = (
        replace(event, document=event.document or _find_statement(event, arrivals)) for event in progress.log
    )
    return replace(progress, log=tuple(log))


def _find_statement(event: MatchedEvent, arrivals: KeptEvents) -> JSON | None:
    return arrivals.statement(event.ref) or arrivals.find(event.id)
