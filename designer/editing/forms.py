"""Forms made from the parts of a design: which fields there are, how each is filled in, and its help.

A front end shows one input a field and hands back what was typed; ``filled`` makes of it what an edit takes, and the
edit says in a sentence what is wrong with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from msgspec import inspect
from msgspec.structs import replace

from designer.editing.conditions.text import editor_text
from designer.editing.form_field import FieldKind, FormField
from designer.editing.moment_fields import filled_moment, filled_zone, moment_fields, zone_fields
from designer.editing.new_parts import BLANK_TRIGGERS
from designer.editing.selection import Place, part_at
from designer.editing.transitions import allowed_guards, guard_of
from engine.duration import Duration
from engine.edit import Disconnect, apply
from engine.edit.fields import Fields, plain
from engine.finding import InvalidJourney
from engine.journey import Journey
from engine.steps import DAY, Delay, Item, Outcome, Split, Transition, Waypoint, help_of, type_description
from engine.typed_json import parse_json

FIRST: Final = ("name", "from", "to")
LAST: Final = ("description", "active")
HIDDEN: Final = ("items", "exit_rules", "steps", "transitions", "accepted", "layout", "extras", "$schema")
"""Fields that are places of their own, or nothing to fill in."""


def form(journey: Journey, place: Place) -> list[FormField]:
    """The fields of what is at a place, those that matter most first."""
    part = part_at(journey, place)
    if part is None:
        return []
    values = plain(part)
    assert isinstance(values, dict)
    help = help_of(type(part))
    fields = [
        field
        for each in type_description(type(part)).fields
        if each.encode_name not in HIDDEN and each.encode_name not in _pointless(journey, place)
        for field in _own_fields(part, each, values.get(each.encode_name, each.default), help)
    ]
    return sorted((_with_steps(journey, part, field) for field in fields), key=_rank)


def _own_fields(
    part: object, described: inspect.Field, value: object, help: dict[str, str]
) -> Iterator[FormField]:
    """The fields for one key of a ``part``; a moment and a zone have several of their own."""
    name = described.encode_name
    match part, name:
        case ((Delay() | Transition() as waiting), ("until" | "by")):
            yield from moment_fields(waiting, name)
        case (Delay() | Transition() | Waypoint() | Item(), "zone"):
            yield from zone_fields(part.zone)
        case _:
            yield from _fields(described, value, help[name])


def _rank(field: FormField) -> int:
    name = field.key[0]
    if name in FIRST:
        return FIRST.index(name) - len(FIRST)
    return LAST.index(name) + 1 if name in LAST else 0


def _pointless(journey: Journey, place: Place) -> set[str]:
    """The fields at ``place`` in ``journey`` that mean nothing there, given what the others say."""
    match part_at(journey, place):
        case Waypoint() | Item() as count:
            return _pointless_of_count(journey, count)
        case Delay(until=until):
            return {"duration"} if until else {"follow"}
        case Outcome(type=type_):
            return {"callback", "statement", "destinations"} - {type_, f"{type_}s"}
        case Split(on=on) if on != "random":
            return {"sticky"}
        case Transition() as transition if place.transition is not None:
            without = apply(journey, Disconnect(place.transition))
            guards = {guard_of(transition), *allowed_guards(without, transition.source)}
            guards |= {"after", "by"} if guards & {"after", "by"} else set()
            zone = {"after"} if transition.by else {"zone"}
            keyed = transition.when is not None and _key_matters(journey, transition.same_key)
            on_event = keyed and getattr(journey.steps.get(transition.source), "on", "") == "event"
            rest = zone | (set() if on_event else {"same_key"})
            return {"when", "after", "by", "percent", "default"} - guards | rest
    return set()


def _pointless_of_count(journey: Journey, count: Waypoint | Item) -> set[str]:
    """The fields of a ``count`` that mean nothing where it takes one event, or the journey has no keys."""
    one = count.count == 1 and count.distinct is None and count.within is None
    days = count.distinct == DAY or count.within is not None or count.zone is not None
    keyed = _key_matters(journey, count.same_key)
    unwanted = {"distinct": one, "within": one, "zone": not days, "same_key": not keyed}
    return {name for name, is_so in unwanted.items() if is_so}


def _key_matters(journey: Journey, same_key: bool) -> bool:
    """Tell whether it matters which concurrency key an event has."""
    return journey.concurrency_key is not None or not same_key


def _with_steps(journey: Journey, part: object, field: FormField) -> FormField:
    """The ``field`` of a transition's ``part`` with the steps of ``journey`` to choose its ends among."""
    if isinstance(part, Transition) and field.key[0] in ("from", "to"):
        return replace(field, kind="choice", choices=tuple(journey.steps))
    return field


def _fields(described: inspect.Field, value: object, help: str) -> Iterator[FormField]:
    key = (described.encode_name,)
    bare = _bare(described.type)
    variants = [each for each in _members(bare) if isinstance(each, inspect.StructType) and each.tag_field]
    if variants:
        yield from _variant(key, variants, value, help)
        return
    members = [_bare(each) for each in _members(bare)]
    optional = any(isinstance(each, inspect.NoneType) for each in members)
    wanted = [each for each in members if not isinstance(each, inspect.NoneType)]
    value = None if value is msgspec.NODEFAULT else value
    yield FormField(key, _kind(wanted), value, help, _choices(wanted), optional)


def _variant(
    key: tuple[str, ...], variants: Sequence[inspect.StructType], value: object, help: str
) -> Iterator[FormField]:
    """The fields of a tagged union under ``key``: which of its ``variants`` the ``value`` is, with this ``help``,
    then its own fields.
    """
    assert isinstance(value, dict)
    tag_field = str(variants[0].tag_field)
    choices = tuple(str(each.tag) for each in variants)
    yield FormField((*key, tag_field), "choice", value[tag_field], help, choices)
    chosen = next(each for each in variants if each.tag == value[tag_field])
    inner = help_of(chosen.cls)
    for each in chosen.fields:
        for field in _fields(each, value.get(each.encode_name), inner[each.encode_name]):
            yield replace(field, key=(*key, *field.key))


def _bare(type_: inspect.Type) -> inspect.Type:
    return _bare(type_.type) if isinstance(type_, inspect.Metadata) else type_


def _members(type_: inspect.Type) -> Sequence[inspect.Type]:
    return type_.types if isinstance(type_, inspect.UnionType) else (type_,)


def _choices(wanted: Sequence[inspect.Type]) -> tuple[str, ...]:
    first = wanted[0]
    return tuple(map(str, first.values)) if isinstance(first, inspect.LiteralType) else ()


def _kind(wanted: Sequence[inspect.Type]) -> FieldKind:
    if len(wanted) > 1:
        return "value" if any(isinstance(each, inspect.StructType) for each in wanted) else "condition"
    match wanted[0]:
        case inspect.IntType() | inspect.FloatType():
            return "number"
        case inspect.BoolType():
            return "flag"
        case inspect.LiteralType():
            return "choice"
        case inspect.VarTupleType(item_type=inspect.StrType()):
            return "list"
        case inspect.DictType() | inspect.ListType() | inspect.VarTupleType() | inspect.StructType():
            return "json"
        case inspect.CustomType(cls=cls):
            assert cls is Duration
    return "text"


def shown(field: FormField) -> str:
    """Return what stands in the input."""
    if field.value is None:
        return ""
    match field.kind:
        case "condition":
            assert isinstance(field.value, dict | str)
            return editor_text(field.value)
        case "list":
            assert isinstance(field.value, list | tuple)
            return ", ".join(map(str, field.value))
        case "json":
            return json.dumps(field.value, indent=2, ensure_ascii=False)
        case "value" if not isinstance(field.value, str):
            return json.dumps(field.value, ensure_ascii=False)
        case "number":
            return f"{field.value:g}" if isinstance(field.value, float) else str(field.value)
        case _:
            return str(field.value)


def filled(journey: Journey, place: Place, field: FormField, typed: str | bool) -> Fields:
    """The fields for ``designer.editing.selection.change`` of ``place`` in ``journey``, from what was ``typed`` into
    ``field``.

    Raises InvalidJourney where it is no JSON.
    """
    value = typed if isinstance(typed, bool) else _value(field, typed)
    top, part = field.key[0], part_at(journey, place)
    if len(field.key) == 1:
        return {top: value}
    if top in ("until", "by") and isinstance(part, Delay | Transition):
        return filled_moment(part, top, field.key[1], value)
    if top == "zone" and isinstance(part, Delay | Transition | Waypoint | Item):
        return filled_zone(part.zone, field.key[1], value)
    if field.key[1] == "on":
        return {top: plain(BLANK_TRIGGERS[str(value)])}
    trigger = plain(getattr(part, top))
    assert isinstance(trigger, dict)
    return {top: {**trigger, field.key[1]: value}}


def says(field: FormField, text: str) -> bool:
    """Tell whether a text, however it is laid out, says what the field holds."""
    try:
        return _value(field, text) == field.value
    except InvalidJourney:
        return False


def _value(field: FormField, text: str) -> object:
    if field.optional and not text.strip():
        return None
    match field.kind:
        case "number":
            return _number(text)
        case "list":
            return [part.strip() for part in text.split(",") if part.strip()]
        case "json":
            return parse_json(text)
        case "condition" | "value":
            return parse_json(text) if text.lstrip().startswith("{") else text
        case _:
            return text


def _number(text: str) -> object:
    """A number; a text that is none is left for the edit to refuse."""
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text
