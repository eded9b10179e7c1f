"""The journey: a design as one value, its state graph, and its canonical document ``*.journey.json``.

The document's shape is the contract of the project; what its parts mean is in ``engine.rules`` and ``engine.fold``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct, field

from engine.claim import Claim
from engine.duration import Duration
from engine.finding import Finding, InvalidJourney
from engine.steps import Entry, ExitRule, SchemaAddress, Step, Transition
from engine.typed_json import FAILED, parse_json, read

if TYPE_CHECKING:
    import networkx as nx  # it takes long to load; a design is read and shown without it

FORMAT: Final = 1
"""The newest format of the document that this version reads and writes."""


class Layout(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The positions to which a person moved the steps. They mean nothing to the engine."""

    position: dict[str, tuple[int, int]] = {}


class Acceptance(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A finding of ``check`` that somebody lives with; without a place, one about the journey itself."""

    code: Annotated[str, Meta(min_length=1, description="The finding's code.")]
    step: Annotated[str | None, Meta(description="The id of the step that it is about.")] = None
    item: Annotated[str | None, Meta(description="The id of the item that it is about.")] = None
    transition: Annotated[int | None, Meta(description="The index of the transition that it is about.")] = (
        None
    )
    rule: Annotated[str | None, Meta(description="The id of the exit rule that it is about.")] = None
    claim: Annotated[str | None, Meta(description="The id of the claim that it is about.")] = None
    why: Annotated[str, Meta(min_length=1, description="The reason.")]


class Journey(Struct, frozen=True, kw_only=True, dict=True):
    """A design. ``steps`` by id; ``transitions`` in branch order. A value: editing makes a new one."""

    id: Annotated[str, Meta(min_length=1, description="Its id, the same on the server.")]
    name: Annotated[str, Meta(description="What people call it.")] = ""
    description: Annotated[str, Meta(description="What it is for.")] = ""
    active: Annotated[bool, Meta(description="Whether a server should run it.")] = True
    public: Annotated[bool, Meta(description="Whether everyone in the organisation may see it.")] = True
    track_by: Annotated[
        Literal["actor", "persona"], Meta(description="Whose journey it is: the xAPI actor, or the persona.")
    ] = "actor"
    sources: Annotated[
        tuple[str, ...], Meta(description="Ids of the stores whose events count; empty: all.")
    ] = ()
    entry_rule: Annotated[
        Literal["once", "multiple", "after_exit"],
        Meta(description="once: one attempt for ever; after_exit: when none runs; multiple: every trigger."),
    ] = "once"
    concurrency_key: Annotated[
        str | None, Meta(description="Path into the event; attempts of different values run side by side.")
    ] = None
    exit_rules: Annotated[tuple[ExitRule, ...], Meta(description="What ends an attempt wherever it is.")] = ()
    steps: Annotated[dict[str, Step], Meta(description="The steps by id.")]
    transitions: Annotated[
        tuple[Transition, ...], Meta(description="The transitions between them, in branch order.")
    ]
    claims: Annotated[
        tuple[Claim, ...], Meta(description="What must hold of every attempt; check proves or disproves it.")
    ] = ()
    accepted: Annotated[
        tuple[Acceptance, ...], Meta(description="Findings that somebody lives with, each with a reason.")
    ] = ()
    layout: Annotated[Layout | None, Meta(description="Where a person moved the steps to.")] = None
    extras: Annotated[
        dict[str, Any] | None,
        Meta(description="What servers keep beside the design, by dialect; carried unread."),
    ] = None
    schema: SchemaAddress = field(name="$schema", default=None)

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The state graph: ``nodes[id]["step"]``, ``edges[source, target, index]["transition"]``."""
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for id, step in self.steps.items():
            graph.add_node(id, step=step)
        for index, transition in enumerate(self.transitions):
            graph.add_edge(transition.source, transition.target, key=index, transition=transition)
        return graph

    @cached_property
    def entry(self) -> str:
        """The id of the entry. A design without one is refused before anybody asks."""
        return next(id for id, step in self.steps.items() if isinstance(step, Entry))

    @cached_property
    def _out(self) -> dict[str, tuple[int, ...]]:
        out: dict[str, list[int]] = {id: [] for id in self.steps}
        for index, transition in enumerate(self.transitions):
            out.setdefault(transition.source, []).append(index)
        return {id: tuple(indexes) for id, indexes in out.items()}

    def out(self, step: str) -> Iterator[tuple[int, Transition]]:
        """The transitions that leave a step, in branch order, each with its index."""
        return ((index, self.transitions[index]) for index in self._out.get(step, ()))

    @classmethod
    def from_graph(cls, graph: nx.MultiDiGraph[str], **fields: Any) -> Journey:
        """A journey from a state graph as ``graph`` gives it; ``fields`` are the journey's own (``id``, …)."""
        edges: list[tuple[str, str, int, Transition]] = sorted(
            graph.edges(keys=True, data="transition"), key=lambda edge: edge[2]
        )
        steps = {id: node["step"] for id, node in graph.nodes(data=True)}
        return cls(steps=steps, transitions=tuple(edge[3] for edge in edges), **fields)


def decode(text: str | bytes) -> Journey:
    """Read a document whose types are right; it may still be half-built (``engine.rules`` says what is missing).

    Raises InvalidJourney with every finding.
    """
    return from_document(parse_json(text))


def from_document(raw: object) -> Journey:
    """A journey from plain JSON values. Raises InvalidJourney with every finding."""
    if not isinstance(raw, dict):
        raise InvalidJourney(
            [Finding(code="wrong-type", message="a journey is a JSON object with id and steps")]
        )
    _check_format(raw)
    findings: list[Finding] = []
    body = {key: value for key, value in raw.items() if key != "format"}
    journey = read(Journey, body, "$", findings.append)
    if findings or journey is FAILED:
        raise InvalidJourney(_locate_all(findings))
    assert isinstance(journey, Journey)
    return journey


def _check_format(raw: Mapping[str, object]) -> None:
    given = raw.get("format")
    if given == FORMAT and not isinstance(given, bool):
        return
    if isinstance(given, int) and given > FORMAT:
        message = f"this is format {given}; this Waypost reads up to format {FORMAT}"
        hint = "open it with a newer Waypost"
    else:
        message = (
            f"the format is {given!r}, not {FORMAT}" if "format" in raw else "the key 'format' is missing"
        )
        hint = f'a journey document says "format": {FORMAT}'
    raise InvalidJourney([Finding(code="unknown-format", place="$.format", message=message, hint=hint)])


def _locate_all(findings: Iterable[Finding]) -> list[Finding]:
    """Findings of reading, with the step or transition that their place lies in."""
    return [_locate(finding) for finding in findings]


def _locate(finding: Finding) -> Finding:
    parts = finding.place.split(".")
    if len(parts) > 2 and parts[1] == "steps":
        return msgspec.structs.replace(finding, step=parts[2])
    if len(parts) > 1 and parts[1].startswith("transitions["):
        return msgspec.structs.replace(finding, transition=int(parts[1][12:].partition("]")[0]))
    return finding


def to_document(journey: Journey) -> dict[str, Any]:
    """The canonical document as plain JSON values: fields in one order, defaults left out, steps sorted by id."""
    body = msgspec.to_builtins(journey, enc_hook=_write_duration)
    document: dict[str, Any] = {"$schema": body["$schema"]} if body["$schema"] else {}
    document["format"] = FORMAT
    document |= {key: body[key] for key in _KEYS if _says_something(key, body)}
    document["steps"] = {id: body["steps"][id] for id in sorted(body["steps"])}
    return document


_KEYS: Final = tuple(part.encode_name for part in msgspec.structs.fields(Journey))
_OBLIGATORY_KEYS: Final = ("id", "name", "steps", "transitions")


def _says_something(key: str, body: Mapping[str, Any]) -> bool:
    return key in _OBLIGATORY_KEYS or body[key] != _DEFAULTS[key]


_DEFAULTS: Final = msgspec.to_builtins(Journey(id="", steps={}, transitions=()))


def _write_duration(value: object) -> str:
    if isinstance(value, Duration):
        return str.__str__(value)
    raise NotImplementedError(type(value))


def dumps(journey: Journey) -> str:
    """The canonical text: the same journey gives the same bytes, always. Conditions keep their order."""
    return json.dumps(to_document(journey), indent=2, ensure_ascii=False) + "\n"
