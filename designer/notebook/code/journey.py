"""Journeys said in code: each word gives a longer journey, none changes the one it is said of.

>>> from designer.notebook import Journey, after, check, verb, when
>>> READ, PASSED, FAILED = (
...     verb(f"http://adlnet.gov/expapi/verbs/{name}") for name in ("experienced", "passed", "failed")
... )
>>> course = (
...     Journey.new("A course with a quiz")
...     .waypoint("read", READ, count=3, timeout=after("30d").exit("lost", completes=False))
...     .split(
...         when(PASSED, "passed"),
...         when(FAILED, "failed").delay("1d", "breathe").to("read"),
...         after("2w").exit("lost", completes=False),
...     )
...     .outcome("https://example.org/certificate", "certificate")
...     .exit()
... )
>>> course
Journey('A course with a quiz': 7 steps, 8 transitions)
>>> check(course)
nothing found
>>> print(course.waypoint("more", PASSED))
Traceback (most recent call last):
...
engine.edit.lookup.InvalidEdit: nothing leads on from here: every path has come to an exit
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any, Self

import networkx as nx
from msgspec.structs import replace

from designer.diagram.text_picture import picture as text_picture
from designer.editing.exports import design_text, write
from designer.editing.templates import TEMPLATES, from_template
from designer.notebook.code.arguments import Design, File, design_of
from designer.notebook.code.graphs import Graph, from_networkx
from designer.notebook.code.path_words import OPEN, Back, PathStop, PathWords
from designer.notebook.code.sketch import Sketch, extend, without_open_transitions
from designer.notebook.code.word_arguments import condition_of, one_of
from engine import journey as engine
from engine.edit import ChangeJourney, Edit, InvalidEdit, apply
from engine.edit.fields import plain
from engine.steps import (
    Condition,
    Entry,
    ExitRule,
    FirstMatch,
    OnAudience,
    OnEvent,
    Outcome,
    Transition,
)
from store.names import slug


class Journey(PathWords, frozen=True):
    """A journey that is being said. ``journey`` is what it says so far, as the engine's value."""

    sketch: Sketch

    @classmethod
    def new(
        cls, name: str, *, on: Condition | None = None, audience: str | None = None, **fields: Any
    ) -> Self:
        """A journey that starts with its first match, with an event (``on``) or in an audience.

        ``fields`` are the journey's own, as in its document: ``entry_rule="after_exit"``, ``track_by="persona"``, …
        Raises InvalidEdit for values that do not fit.

        >>> Journey.new("Read", entry_rule="after_exit").journey.id
        'read'
        """
        blank = engine.Journey(
            id=slug(name),
            name=name,
            steps={"start": Entry(trigger=_trigger_of(on, audience) or FirstMatch())},
            transitions=(Transition(source="start", target=OPEN),),
        )
        return cls(Sketch(apply(blank, ChangeJourney(fields)), ends=(0,)))

    @classmethod
    def of(cls, design: Design) -> Self:
        """A journey that is there: the engine's value, a document, a file in any dialect, an editor's.

        >>> Journey.of({"format": 1, "id": "x", "name": "X", "steps": {}, "transitions": []})
        Journey('X': 0 steps, 0 transitions)
        """
        return cls(Sketch(design_of(design)))

    @classmethod
    def template(cls, name: str, title: str = "") -> Self:
        """Make one of the journeys to start from, ``name``: ``seed``, ``cart-abandonment``, ``onboarding``,
        ``ab-split``, ``blank``; its ``title`` if given. Raises ValueError for another.

        >>> Journey.template("seed").journey.entry
        'start'
        """
        return cls(
            Sketch(from_template(one_of(name, list(TEMPLATES), "template"), slug(title or name), title))
        )

    @classmethod
    def from_networkx(cls, graph: Graph, name: str, **fields: Any) -> Self:
        """A directed graph whose nodes and edges have the fields of steps and transitions.

        >>> import networkx
        >>> Journey.from_networkx(networkx.DiGraph([("start", "done")]), "Nothing to do")
        Journey('Nothing to do': 2 steps, 1 transitions)
        """
        return cls(Sketch(from_networkx(graph, name, **fields)))

    def _then(self, stop: PathStop | Back) -> Self:
        return type(self)(extend(self.sketch, stop))

    def exit_rule(
        self,
        id: str,
        on: Condition | None = None,
        *,
        audience: str | None = None,
        callback: str | None = None,
    ) -> Self:
        """Return what ends an attempt wherever it is: an event, or a change in an audience; ``callback`` is told then.

        Raises InvalidEdit without either.

        >>> from designer.notebook import verb
        >>> Journey.new("Read").exit_rule("left", verb("http://example.org/left")).journey.exit_rules[0].id
        'left'
        """
        trigger = _trigger_of(on, audience)
        if trigger is None:
            raise InvalidEdit(f"the exit rule {id!r} needs an event or an audience")
        rule = ExitRule(id=id, trigger=trigger, outcomes=() if callback is None else (id,))
        design = replace(self.sketch.design, exit_rules=(*self.sketch.design.exit_rules, rule))
        if callback is not None:
            steps = {**design.steps, id: Outcome(type="callback", callback=callback)}
            design = replace(design, steps=steps)
        return type(self)(replace(self.sketch, design=design))

    def claim(self, id: str, **said: Any) -> Self:
        """The journey with one more claim, as its document says it: ``never``, ``always``, ``if_`` and ``then`` with
        ``within``, ``only_after``, ``at_most``, ``ends``. Raises InvalidEdit for what is no claim.

        >>> from designer.notebook import check, verb
        >>> quiz = Journey.new("Quiz").waypoint("quiz", verb("http://example.org/passed")).exit()
        >>> check(quiz.claim("after", only_after=["done", "quiz"]).claim("no", never=["done"])).errors[0].message
        "'done' is never reached; not so on start>quiz>done"
        """
        written = {key.removesuffix("_"): value for key, value in said.items()}
        claims = [*map(plain, self.sketch.design.claims), {"id": id, **written}]
        return type(self)(
            replace(self.sketch, design=apply(self.sketch.design, ChangeJourney({"claims": claims})))
        )

    def edited(self, *edits: Edit) -> Self:
        """The journey after some edits of ``engine.edit``. Raises InvalidEdit.

        >>> from engine.edit import Rename
        >>> list(Journey.new("Read").exit().edited(Rename("done", "read")).journey.steps)
        ['start', 'read']
        """
        design = without_open_transitions(self.sketch)
        for edit in edits:
            design = apply(design, edit)
        return type(self)(Sketch(design))

    @property
    def journey(self) -> engine.Journey:
        """The engine's value, without the transitions that lead nowhere yet."""
        return without_open_transitions(self.sketch)

    @property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The state graph, as networkx has it: ``nodes[id]["step"]``, ``edges[…]["transition"]``.

        >>> sorted(Journey.new("Read").exit().graph.edges())
        [('start', 'done')]
        """
        return self.journey.graph

    def save(self, path: File) -> FilePath:
        """Write it as a ``*.journey.json`` or ``*.journey.yaml``; gives back where. Raises StoreError.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     Journey.of(Journey.new("Read").exit().save(f"{folder}/read.journey.json"))
        Journey('Read': 2 steps, 1 transitions)
        """
        write(FilePath(path), design_text(self.journey, FilePath(path).name))
        return FilePath(path)

    def __repr__(self) -> str:
        journey = self.journey
        return (
            f"Journey({journey.name!r}: {len(journey.steps)} steps, {len(journey.transitions)} transitions)"
        )

    def __str__(self) -> str:
        return text_picture(self.journey)

    def _repr_svg_(self) -> str:
        return journey_svg(self.journey)

    def _repr_html_(self) -> str:
        return journey_svg(self.journey)


def _trigger_of(on: Condition | None, audience: str | None) -> OnEvent | OnAudience | None:
    if audience is not None:
        return OnAudience(audience)
    return None if on is None else OnEvent(condition_of(on))


def journey_svg(journey: engine.Journey) -> str:
    """The static picture. Whoever only says journeys does not wait for what draws them."""
    from designer.diagram.vector.graph_picture import picture

    return picture(journey)
