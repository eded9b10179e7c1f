"""Short names in conditions, looked up in the events at hand: the verb that ends so, where a column's cells stand."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, TypeAlias

from designer.notebook.code.given_events import GivenEvents
from designer.simulation.event_heads import EventName
from engine.events import Document
from engine.journey import Journey, from_document, to_document

VERB: Final = "statement.verb.id"
COLUMN: Final = "properties."
"""The beginning of the path of a column (``col``), as far as the events do not say otherwise."""

SAMPLE: Final = 1_000
"""Events that are looked at to see where the cells of a column stand."""

_MOST_LISTED: Final = 5
_EXTENSIONS: Final = ["statement", "context", "extensions"]
_URN: Final = "urn:column:"
_ELSEWHERE: Final = ("statement.context.extensions.urn:column:", "statement.", "")
"""The beginnings of the paths where the cells of a column may stand instead."""

Rewrite: TypeAlias = Callable[[str, Any], tuple[str, Any]]
"""Makes another clause of a path and its operand."""


def with_names_of(journey: Journey, given: GivenEvents) -> tuple[Journey, tuple[str, ...]]:
    """The ``journey`` with short verbs and columns as the events ``given`` have them, and sentences that tell so.

    Raises ValueError for a verb that is none of theirs, or could be more than one; warns of columns that none of the
    first of them has.
    """
    document = to_document(journey)
    clauses = list(_clauses(document))
    short = {verb for path, operand in clauses if path == VERB for verb in _texts(operand) if is_short(verb)}
    columns = {path.removeprefix(COLUMN) for path, _ in clauses if path.startswith(COLUMN)}
    meant = _find_verbs(short, given.names()) if short else {}
    sample = [event.document for event in given.sample(SAMPLE)] if columns else []
    paths = _find_paths(columns, sample)
    unknown = tuple(unknown_columns(columns, sample))
    for sentence in unknown:
        warnings.warn(sentence, stacklevel=3)
    if not meant and not paths:
        return journey, unknown
    rewritten = _rewritten(document, _rewrite_rule(meant, paths))
    rewritten["steps"] = {id: rewritten["steps"][id] for id in journey.steps}
    return from_document(rewritten), (*_verb_sentences(meant), *_path_sentences(paths), *unknown)


def is_short(verb: str) -> bool:
    """Tell whether this is the end of a verb's id and not the whole, which is an IRI."""
    return ":" not in verb


def _find_verbs(short: set[str], names: Counter[EventName]) -> dict[str, EventName]:
    return {verb: _find_verb(verb, names) for verb in sorted(short)} if names else {}


def _find_verb(verb: str, names: Counter[EventName]) -> EventName:
    """The one name that is ``verb`` or ends so. Raises ValueError."""
    exact = [name for name in names if name.text == verb]
    ending = [name for name in names if _end(name.text) == verb.casefold()]
    match exact or ending:
        case [name, *others] if not others or exact:
            return name
        case []:
            raise ValueError(f"no event is called {verb!r}; {_nearest(verb, names)}")
        case several:
            raise ValueError(
                f"{verb!r} may be any of {_name_list(several, names)}; write the one you mean in full"
            )


def _nearest(verb: str, names: Counter[EventName]) -> str:
    """The names that are spelt alike, or else the commonest."""
    by_end = {_end(name.text): name for name, _ in reversed(names.most_common())}
    near = [by_end[end] for end in get_close_matches(verb.casefold(), by_end, n=_MOST_LISTED)]
    if near:
        return (
            f"the nearest is {_name_list(near, names)}"
            if len(near) == 1
            else f"near are {_name_list(near, names)}"
        )
    return f"there are {_name_list([name for name, _ in names.most_common(_MOST_LISTED)], names)}"


def _name_list(found: list[EventName], names: Counter[EventName]) -> str:
    return ", ".join(f"{name.text} ({names[name]:,})" for name in found)


def _end(id: str) -> str:
    """The part of an id behind its last separator, without case."""
    whole = id.rstrip("/#").casefold()
    return whole[max(whole.rfind(mark) for mark in "/#:") + 1 :]


def _find_paths(columns: set[str], documents: list[Document]) -> dict[str, str]:
    """The path of each column whose cells stand elsewhere than in the properties of calls."""
    if any("properties" in document for document in documents):
        return {}
    found = {column: _path_of(column, documents) for column in sorted(columns)}
    return {column: path for column, path in found.items() if path is not None}


def _path_of(column: str, documents: list[Document]) -> str | None:
    paths = (_keys(before, column) for before in _ELSEWHERE)
    found = (keys for keys in paths if any(_at(document, keys) is not None for document in documents))
    return next((".".join(keys) for keys in found), None)


def cell_of(document: Document, column: str) -> object:
    """The cell of a ``column`` in the ``document`` of an event that a row became; None if it has none."""
    found = (_at(document, _keys(before, column)) for before in (COLUMN, *_ELSEWHERE))
    return next((cell for cell in found if cell is not None), None)


def unknown_columns(columns: set[str], documents: list[Document]) -> Iterator[str]:
    """A sentence for each of the ``columns`` that none of the ``documents`` has, with the nearest that there are."""
    there = {name for document in documents for name in _column_names(document)}
    for column in sorted(columns):
        if documents and all(cell_of(document, column) is None for document in documents):
            near = get_close_matches(column, there, n=_MOST_LISTED) or sorted(there)[:_MOST_LISTED]
            which = "no event" if len(documents) < SAMPLE else f"none of the first {SAMPLE:,} events"
            yield f"{which} has a column {column!r}" + (f"; there are {', '.join(near)}" if near else "")


def _column_names(document: Document) -> Iterator[str]:
    """The names of columns that became parts of a ``document``."""
    yield from document.get("properties") or ()
    extensions = _at(document, _EXTENSIONS)
    for key in extensions if isinstance(extensions, Mapping) else ():
        if key.startswith(_URN):
            yield key.removeprefix(_URN).replace("&46;", ".")


def _keys(before: str, column: str) -> list[str]:
    """The keys to the cells of a ``column`` below a path; an extension is called by its whole IRI."""
    if before.endswith(_URN):
        return (before + column.replace(".", "&46;")).split(".")
    around, extensions, iri = column.partition(".extensions.")
    below = ["extensions", iri.replace(".", "&46;")] if extensions else []
    return [*(before + around).split("."), *below]


def _at(value: Any, keys: list[str]) -> Any:
    for key in keys:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def _rewrite_rule(meant: Mapping[str, EventName], paths: Mapping[str, str]) -> Rewrite:
    def rewrite(path: str, operand: Any) -> tuple[str, Any]:
        if path.startswith(COLUMN):
            return paths.get(path.removeprefix(COLUMN), path), operand
        if path != VERB or not any(verb in meant for verb in _texts(operand)):
            return path, operand
        kinds = {meant[verb].kind for verb in _texts(operand) if verb in meant}
        return ("event" if kinds == {"event"} else VERB), _replaced(operand, meant)

    return rewrite


def _replaced(operand: Any, meant: Mapping[str, EventName]) -> Any:
    if isinstance(operand, dict):
        return {key: _replaced(each, meant) for key, each in operand.items()}
    if isinstance(operand, list):
        return [_replaced(each, meant) for each in operand]
    return meant[operand].text if isinstance(operand, str) and operand in meant else operand


def _texts(operand: Any) -> Iterator[str]:
    """The texts that an operand compares with; patterns are none."""
    if isinstance(operand, str):
        yield operand
    elif isinstance(operand, dict):
        for operator in ("$eq", "$ne", "$in", "$nin"):
            yield from _texts(operand.get(operator))
    elif isinstance(operand, list):
        for each in operand:
            yield from _texts(each)


def _clauses(value: Any) -> Iterator[tuple[str, Any]]:
    """Every path and operand in a document of a journey."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key == VERB or key.startswith(COLUMN):
                yield key, each
            yield from _clauses(each)
    elif isinstance(value, list):
        for each in value:
            yield from _clauses(each)


def _rewritten(value: Any, rewrite: Rewrite) -> Any:
    if isinstance(value, dict):
        return dict(rewrite(key, _rewritten(each, rewrite)) for key, each in value.items())
    return [_rewritten(each, rewrite) for each in value] if isinstance(value, list) else value


def _verb_sentences(meant: Mapping[str, EventName]) -> Iterator[str]:
    for verb, name in meant.items():
        if name.kind == "event":
            yield f"{verb!r} is the name of a call"
        elif name.text != verb:
            yield f"{verb!r} is {name.text}"


def _path_sentences(paths: Mapping[str, str]) -> Iterator[str]:
    yield from (f"column {column!r} is at {path}" for column, path in paths.items())
