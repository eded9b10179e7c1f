"""The form of what is chosen: the fields of a place as the page draws them, with what was typed into them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from designer.editing.calendar_line import calendar_line
from designer.editing.conditions.text import Mark, typed
from designer.editing.form_field import FieldKind, FormField
from designer.editing.forms import form, says, shown
from designer.editing.selection import JOURNEY, Place, kind_at, part_at, path_of, title_at
from engine.finding import Finding
from engine.journey import Journey
from store.clock import now

CountsOf = Callable[[str], Sequence[str]]
"""Lines about what the text of a condition does on the events at hand."""


class FieldEntry(Struct, frozen=True, omit_defaults=True):
    """A text typed into a field in place of ``former``, its value then; ``wrong``: why it was not taken."""

    text: str
    former: object
    wrong: str = ""


Entries = dict[tuple[Place, tuple[str, ...]], FieldEntry]


class ShownField(Struct, frozen=True, omit_defaults=True):
    """One input of the page: below it stands what is ``wrong``, else its ``help`` and the ``counts`` of events."""

    key: tuple[str, ...]
    kind: FieldKind
    label: str
    value: str | bool
    choices: tuple[str, ...] = ()
    optional: bool = False
    help: str = ""
    wrong: str = ""
    counts: tuple[str, ...] = ()


class PlaceForm(Struct, frozen=True):
    """The form of a ``place``; ``about`` are lines below its title, ``answered`` the number of the last FillRequest
    that it knows of.
    """

    place: Place
    title: str
    about: tuple[str, ...]
    fields: tuple[ShownField, ...]
    answered: int = 0


def place_form(
    journey: Journey,
    place: Place,
    findings: Sequence[Finding],
    entries: Entries,
    counts_of: CountsOf,
    answered: int = 0,
) -> PlaceForm:
    """The form of ``place`` in ``journey``, with what the ``findings`` say of its fields and what was typed into them,
    the ``entries``. ``counts_of`` tells of conditions; ``answered`` as in PlaceForm.
    """
    path = path_of(journey, place)
    fields = (
        _shown(
            field,
            entries.get((place, field.key)),
            next((each.message for each in findings if _within(each, ".".join([path, *field.key]))), ""),
            counts_of,
        )
        for field in form(journey, place)
    )
    return PlaceForm(place, title_at(journey, place), _about(journey, place), tuple(fields), answered)


def _shown(field: FormField, entry: FieldEntry | None, found: str, counts_of: CountsOf) -> ShownField:
    value: str | bool = bool(field.value) if field.kind == "flag" else shown(field)
    wrong = found
    if entry is not None and _still_stands(field, entry):
        value, wrong = entry.text, entry.wrong or found
    if field.kind == "condition":
        wrong = entry_fault(str(value)) or wrong
    return ShownField(
        key=field.key,
        kind=field.kind,
        label=field.label,
        value=value,
        choices=field.choices,
        optional=field.optional,
        help=field.help,
        wrong=wrong,
        counts=tuple(counts_of(str(value))) if field.kind == "condition" and not wrong else (),
    )


def _still_stands(field: FormField, entry: FieldEntry) -> bool:
    """Tell whether the ``field`` holds what was typed, in other words, or has not changed since that was refused."""
    if field.kind in ("flag", "choice"):
        return False
    return entry.former == field.value if entry.wrong else says(field, entry.text)


def entry_fault(text: str) -> str:
    """Return what is wrong with the text of a condition, and where; nothing if it can be read."""
    read = typed(text)
    return "" if read.condition is not None else f"{_where(read.mark)}{read}"


def _where(mark: Mark | None) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""


def _within(finding: Finding, field: str) -> bool:
    """Tell whether an error's place is a field or lies in it."""
    inside = finding.place == field or finding.place.startswith((f"{field}.", f"{field}["))
    return inside and finding.severity == "error"


def _about(journey: Journey, place: Place) -> tuple[str, ...]:
    kind, id = kind_at(journey, place), place.item or place.step or place.rule or ""
    about = (type(part_at(journey, place)).__doc__ or "").strip().replace("``", "").partition("\n")[0]
    if place == JOURNEY:
        about = "Choose a step or a transition to fill in that."
    lines = (f"{kind} · {id}" if id else kind, about, calendar_line(journey, place, now()))
    return tuple(filter(None, lines))
