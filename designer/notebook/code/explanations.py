"""Explanations of where somebody is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from numbers import Integral
from os import PathLike
from pathlib import Path

from msgspec import Struct

from designer.editing.exports import write
from designer.notebook.code.simulations import Told, standing_of
from designer.notebook.code.standings import Progress
from designer.reports.explanation import lines
from designer.simulation.scenarios.recordings import write_person
from engine import owners
from engine.events import Event
from engine.explain import OwnerExplanation, Stay
from engine.explain import explain as explained_by
from engine.journey import Journey, dumps
from store.names import slug


class NoSuchOwner(LookupError):
    """Nobody, or more than one, is called that; the text names near ones."""


class Explanation(Struct, frozen=True):
    """``explained`` has every event that was considered and what became of it."""

    journey: Journey
    explained: OwnerExplanation

    @property
    def stays(self) -> tuple[Stay, ...]:
        """One for each attempt, or one for the entry."""
        return self.explained.stays

    def __str__(self) -> str:
        return "\n".join(lines(self.journey, self.explained))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from designer.notebook.rendering.html import around, preformatted

        return around(preformatted(str(self)))


def explain(told: Told, owner: str, step: str | None = None) -> Explanation:
    """Say why an owner is where they are, or is not at a ``step``: every event considered, and what would move them on.

    ``owner`` is an address, an account's name, a user id, a persona, or the owner's JSON. Raises NoSuchOwner, and
    KeyError for an unknown step.

    >>> from designer.notebook import Journey, simulate, verb
    >>> journey = Journey.new("Read twice").waypoint("read", verb("http://example.org/read"), count=2).exit()
    >>> run = simulate(journey, [{
    ...     "actor": {"mbox": "mailto:anna@example.org"},
    ...     "verb": {"id": "http://example.org/read"},
    ...     "timestamp": "2026-01-01T12:00:00Z",
    ... }])
    >>> explain(run, "anna@example.org").stays[0].onward[0].says
    'an event for read'
    """
    progress = standing_of(told, "explain")
    if step is not None and step not in progress.journey.steps:
        raise KeyError(f"the design has no step {step!r}; it has {', '.join(progress.journey.steps)}")
    whose = find_owner(progress, owner)
    return Explanation(progress.journey, explained(progress, whose, step))


def save_scenario(told: Told, owner: str, path: str | PathLike[str], design: str = "") -> Path:
    """Write what an owner did and what came of it as a scenario for ``waypost test``; gives back where.

    ``design`` is the design's file or its name in the workspace; without one, the journey is written beside the
    scenario, unless it is there. Raises NoSuchOwner, StoreError.

    >>> from tempfile import TemporaryDirectory
    >>> from designer.notebook import Journey, simulate
    >>> run = simulate(Journey.new("Read").waypoint("read", "event('Read').count() = 1").exit(), [
    ...     {"type": "track", "event": "Read", "userId": "anna", "timestamp": "2026-01-01T12:00Z"},
    ... ])
    >>> with TemporaryDirectory() as folder:
    ...     save_scenario(run, "anna", f"{folder}/anna.scenario.json").name
    'anna.scenario.json'
    """
    progress = standing_of(told, "save_scenario")
    whose = find_owner(progress, owner)
    run, file = progress.simulated, Path(path)
    beside = file.parent / f"{slug(progress.journey.name or progress.journey.id)}.journey.json"
    if not design and not beside.exists():
        write(beside, dumps(progress.journey))
    return write_person(
        file,
        design or str(beside),
        run.plan,
        whose,
        progress.events_of([whose]).get(whose, []),
        name=owners.name(whose),
        until=progress.until,
        seed=run.seed,
    )


def explained(
    progress: Progress, owner: str, step: str | None = None, events: Sequence[Event] | None = None
) -> OwnerExplanation:
    """Explain ``progress`` of an owner as the engine writes it, at one ``step`` if it is given.

    ``events`` are theirs, if they are at hand; else they are read.
    """
    simulated = progress.simulated
    theirs = progress.events_of([owner]).get(owner, []) if events is None else events
    return explained_by(
        simulated.plan,
        owner,
        theirs,
        until=progress.until,
        seed=simulated.seed,
        voided=simulated.voided,
        step=step,
    )


def find_owner(progress: Progress, owner: str | Integral) -> str:
    """The one owner, as the engine writes it, whom a person calls that. Raises NoSuchOwner."""
    if isinstance(owner, Integral) and not isinstance(owner, bool):
        owner = str(int(owner))  # as a table of numbered people has them
    if not isinstance(owner, str):
        said = "an address, an account's name, a user id, or the owner's JSON"
        raise NoSuchOwner(f"name somebody: {said}, not {owner!r}")
    known: Collection[str] = progress.by_owner
    found = [owner] if owner in known else [each for each in known if owners.is_called(each, owner)]
    if not found:
        known = progress.everybody
        found = [owner] if owner in known else [each for each in known if owners.is_called(each, owner)]
    if len(found) == 1:
        return found[0]
    if found:
        raise NoSuchOwner(
            f"{owner!r} may be any of {', '.join(sorted(found))}; give the JSON of the one you mean"
        )
    near = owners.near(owner, known)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {len(known):,} owners"
    raise NoSuchOwner(f"no event is of {owner!r}; {hint}")
