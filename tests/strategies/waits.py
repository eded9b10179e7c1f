"""Random designs that wait for moments and count days, and histories near changes of clocks and the ends of months."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from engine.journey import Journey, from_document

Document = dict[str, Any]

PLACES = (
    "Europe/Lisbon",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
    "UTC",
)
PERSONAL = [
    {"path": path, "else": place} for path in ("traits.zone", "entry.properties.zone") for place in PLACES[:3]
]
DATES = (
    "2026-03-29",
    "2026-10-25",
    "2026-02-28",
    "2028-02-29",
    "2026-01-31",
    "2011-12-30",
    "2026-03-29T01:30:00Z",
    "2026-10-25T00:30:00.000001Z",
    "2026-03-29T02:30:00",
    "2026-12-31T23:59:59.999999+05:45",
)
BROKEN = ("soon", "2026-02-30", 5, None, "", {"a": 1})
TIMES = ("00:00", "01:30", "02:00", "02:30", "03:00", "09:00", "23:59")
OFFSETS = ("-7d", "+1mo", "-1mo", "-5wd", "+2wd", "1y", "-36h", "+1d12h", "90m", "0d")
DAYS_OUT = ("2026-03-27", "2026-03-30", "2026-10-26", "2026-12-25")
WINDOWS = ("09:00-17:00", "22:00-06:00", "02:15-02:45", "00:00-24:00", "01:00-03:00")
WEEKS = ("mon-fri", "sat,sun", "fri-mon", "sun", "mon,wed,fri")
BEGINNINGS = ("2026-03-27", "2026-10-23", "2028-02-27", "2026-01-30")
KINDS = ("Go", "Stop", "Seen")

places = st.sampled_from(PLACES)
zones = st.none() | places | st.sampled_from(PERSONAL)
excluded = st.lists(st.sampled_from(DAYS_OUT), max_size=2, unique=True)


def _without_none(document: Document) -> Document:
    return {key: value for key, value in document.items() if value not in (None, [])}


@st.composite
def dated(draw: st.DrawFn, zoned: bool) -> Document:
    """A date that is known or not, or one that is written here."""
    paths = ("traits.date", "entry.properties.date", "steps.begin.properties.date")
    offsets = OFFSETS if zoned else ("-7d", "-36h", "+1d12h", "90m", "1w")
    return _without_none(
        {
            "date": draw(st.sampled_from((*paths, *paths, *(each for each in DATES if each[0] == "2")))),
            "offset": draw(st.none() | st.sampled_from(offsets)),
            "at": draw(st.none() | st.sampled_from(TIMES)),
            "except": draw(excluded),
        }
    )


weekdays = st.builds(
    lambda day, at, out: _without_none({"weekday": day, "at": at, "except": out}),
    st.sampled_from(("mon", "sun", "fri")),
    st.none() | st.sampled_from(TIMES),
    excluded,
)
windows = st.builds(
    lambda days, hours, out: _without_none({"days": days, "between": hours, "except": out}),
    st.sampled_from(WEEKS),
    st.none() | st.sampled_from(WINDOWS),
    excluded,
)


@st.composite
def moments(draw: st.DrawFn) -> tuple[Document, Any]:
    """A moment, and the zone in which it is meant."""
    zone = draw(zones)
    return draw(st.one_of(dated(zone is not None), dated(zone is not None), weekdays, windows)), zone


@st.composite
def waiting_journeys(draw: st.DrawFn) -> Journey:
    """Delays until moments, deadlines, durations of the calendar and counts of days in a row."""
    steps: Document = {
        "start": {"kind": "entry", "trigger": {"on": "event", "condition": "event('Go').count() = 1"}},
        "done": {"kind": "exit"},
        "lost": {"kind": "exit", "completes": False},
    }
    transitions: list[Document] = []
    before = "start"
    for number in range(draw(st.integers(1, 4))):
        id = "begin" if number == 0 and draw(st.booleans()) else f"s{number}"
        draw(_adding(steps, transitions, id))
        transitions.append({"from": before, "to": id})
        before = id
    transitions.append({"from": before, "to": "done"})
    rule = {"entry_rule": draw(st.sampled_from(("once", "after_exit", "multiple")))}
    document = {"format": 1, "id": "j", "name": "j", "steps": steps, "transitions": transitions, **rule}
    return from_document(document)


@st.composite
def _adding(draw: st.DrawFn, steps: Document, transitions: list[Document], id: str) -> None:
    kind = draw(st.sampled_from(("until", "until", "duration", "deadline", "days")))
    if kind == "duration":
        length = draw(st.sampled_from(("1d", "1mo", "1y", "3wd", "1d12h", "2w", "36h")))
        steps[id] = {"kind": "delay", "duration": length, "zone": draw(places | st.sampled_from(PERSONAL))}
        return
    if kind == "days":
        steps[id] = _without_none(
            {
                "kind": "waypoint",
                "condition": {"type": "track", "event": draw(st.sampled_from(KINDS))},
                "count": draw(st.integers(1, 3)),
                "distinct": draw(st.sampled_from(("day", "day", "properties.date"))),
                "within": draw(st.sampled_from((None, "1d", "2d", "36h"))),
            }
        )
        if steps[id]["distinct"] == "day" or "within" in steps[id]:
            steps[id] |= _without_none({"zone": draw(zones)})
    until, zone = draw(moments())
    if kind == "until":
        reads = [until.get("date", ""), zone.get("path", "") if isinstance(zone, dict) else ""]
        follow = draw(st.booleans()) and any(each.startswith("traits.") for each in reads)
        steps[id] = _without_none({"kind": "delay", "until": until, "zone": zone, "follow": follow or None})
        if "." in until.get("date", "") and until["date"][0].isalpha():
            transitions.append({"from": id, "to": "lost", "default": True})
    else:
        steps.setdefault(
            id, {"kind": "waypoint", "condition": {"type": "track", "event": draw(st.sampled_from(KINDS))}}
        )
        transitions.append(_without_none({"from": id, "to": "lost", "by": until, "zone": zone}))


@st.composite
def histories_near_changes(draw: st.DrawFn) -> list[Document]:
    """Calls of one person within a few days, who may move and whose date may change, be broken or be taken away."""
    beginning = draw(st.sampled_from(BEGINNINGS))
    dates = st.sampled_from((*DATES, *BROKEN))
    kinds = st.sampled_from((*PLACES, "Nowhere/Land", 7, None))
    told: list[Document] = []
    for number in range(draw(st.integers(1, 8))):
        at = f"{beginning}T00:00:00Z", draw(st.integers(0, 5 * 96))
        about = draw(st.sampled_from(("track", "track", "identify")))
        known = {"date": draw(dates), "zone": draw(kinds)}
        call: Document = {"type": about, "userId": "ann", "messageId": f"m{number}", "at": at}
        if about == "identify":
            call["traits"] = {key: value for key, value in known.items() if draw(st.booleans())}
        else:
            call |= {"event": draw(st.sampled_from(KINDS)), "properties": known}
        told.append(call)
    return told
