"""Statements as clients send them, every form of each part, and conditions that look at all of it; always the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, Final

Document = dict[str, Any]

SITE: Final = "http://example.org"
VERBS: Final = tuple(
    f"http://adlnet.gov/expapi/verbs/{verb}" for verb in ("completed", "passed", "failed", "answered")
)
KEYS: Final = (f"{SITE}/ext/a.b", f"{SITE}/ext/c", "https://other.example.com/x.y/z")
GIVEN_BY_SERVER: Final = ("stored", "authority")


def statements(count: int, seed: int = 1) -> Iterator[Document]:
    """So many statements, most of which a server takes."""
    random = Random(seed)
    for _ in range(count):
        yield _statement(random)


def _statement(random: Random) -> Document:
    made: Document = {
        "id": _uuid(random),
        "actor": _actor(random),
        "verb": _verb(random),
        "object": _object(random),
    }
    made |= _sometimes(random, 0.6, context=lambda: _context(random, made["object"]))
    made |= _sometimes(random, 0.5, result=lambda: _result(random))
    made |= _sometimes(random, 0.8, timestamp=lambda: _time(random))
    made |= _sometimes(random, 0.3, version=lambda: random.choice(("1.0.0", "1.0.3")))
    keys = list(made)
    if random.random() < 0.3:
        random.shuffle(keys)
    return {key: made[key] for key in keys}


def _sometimes(random: Random, chance: float, **parts: Any) -> Document:
    return {key: make() for key, make in parts.items() if random.random() < chance}


def _typed(random: Random, value: Document, kind: str, chance: float = 0.4) -> Document:
    """An object that names its type, or leaves it to the server."""
    if random.random() >= chance:
        return value
    typed = {"objectType": kind}
    return typed | value if random.random() < 0.5 else value | typed


def _agent(random: Random) -> Document:
    who = random.randrange(6)
    known: Document = random.choice((
        {"mbox": f"mailto:p{who}@example.org"},
        {"account": {"homePage": SITE, "name": f"p{who}"}},
        {"openid": f"{SITE}/people/{who}"},
        {"mbox_sha1sum": f"{who}" * 40},
    ))  # fmt: skip
    return known | _sometimes(random, 0.3, name=lambda: f"Person {who}")


def _group(random: Random) -> Document:
    members = [_typed(random, _agent(random), "Agent") for _ in range(random.randrange(1, 4))]
    return {"objectType": "Group", "member": members} | _sometimes(random, 0.3, name=lambda: "Everybody")


def _actor(random: Random) -> Document:
    return _group(random) if random.random() < 0.2 else _typed(random, _agent(random), "Agent")


def _verb(random: Random) -> Document:
    return {"id": random.choice(VERBS)} | _sometimes(random, 0.5, display=lambda: {"en-US": "did it"})


def _activity(random: Random) -> Document:
    made: Document = {"id": f"{SITE}/activities/{random.randrange(5)}"}
    made |= _sometimes(random, 0.4, definition=lambda: _definition(random))
    return _typed(random, made, "Activity")


def _definition(random: Random) -> Document:
    return _sometimes(
        random, 0.6,
        name=lambda: {"en": "An activity"},
        type=lambda: "http://adlnet.gov/expapi/activities/course",
        extensions=lambda: _extensions(random),
    )  # fmt: skip


def _extensions(random: Random) -> Document:
    values = (1, 2.5, "x", True, None, [1, 2], {"a.b": 1, "c": {"d.e": "f"}}, [{"a.b": 1}], {})
    return {random.choice(KEYS): random.choice(values) for _ in range(random.randrange(3))}


def _object(random: Random, nested: bool = False) -> Document:
    kind = random.random()
    if kind < 0.6:
        return _activity(random)
    if kind < 0.7:
        return {"objectType": "StatementRef", "id": _uuid(random)}
    if kind < 0.8:
        return {"objectType": "Agent"} | _agent(random) if random.random() < 0.6 else _group(random)
    return _activity(random) if nested else _substatement(random)


def _substatement(random: Random) -> Document:
    target = _object(random, nested=True)
    made = {"objectType": "SubStatement", "actor": _actor(random), "verb": _verb(random), "object": target}
    made |= _sometimes(random, 0.6, context=lambda: _context(random, target))
    return made | _sometimes(random, 0.4, result=lambda: _result(random), timestamp=lambda: _time(random))


def _context(random: Random, target: Document) -> Document:
    made = _sometimes(
        random, 0.5,
        contextActivities=lambda: _context_activities(random),
        registration=lambda: _uuid(random),
        instructor=lambda: _group(random) if random.random() < 0.2 else _typed(random, _agent(random), "Agent"),
        team=lambda: _group(random),
        extensions=lambda: _extensions(random),
        language=lambda: "en-US",
    )  # fmt: skip
    about_activity = target.get("objectType", "Activity") == "Activity"
    return made | (
        _sometimes(random, 0.3, platform=lambda: "The LMS", revision=lambda: "2") if about_activity else {}
    )


def _context_activities(random: Random) -> Document:
    def some() -> Document | list[Document]:
        if random.random() < 0.5:
            return _activity(random)
        return [_activity(random) for _ in range(random.randrange(3))]

    return _sometimes(random, 0.5, parent=some, grouping=some, category=some, other=some)


def _result(random: Random) -> Document:
    score = {
        "scaled": random.choice((0, 0.25, 0.5, 0.85, 1)),
        "raw": random.randrange(101),
        "min": 0,
        "max": 100,
    }
    return _sometimes(
        random, 0.5,
        score=lambda: score,
        success=lambda: random.random() < 0.5,
        completion=lambda: True,
        response=lambda: "a text",
        duration=lambda: "PT1H",
        extensions=lambda: _extensions(random),
    )  # fmt: skip


def _time(random: Random) -> str:
    text = f"2026-0{random.randrange(1, 10)}-1{random.randrange(10)}T0{random.randrange(10)}:00:00"
    return text + random.choice(("Z", ".250Z", "+02:00", ".5-05:00", "+00:00"))


def _uuid(random: Random) -> str:
    digits = f"{random.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def conditions(documents: list[Document], count: int, seed: int = 2) -> list[Document]:
    """So many conditions on what some stored documents have, or just have not, in all of their parts."""
    random = Random(seed)
    found: dict[str, Document] = {}
    while len(found) < count:
        path, value = random.choice(list(_places(random.choice(documents))))
        made = {path: _test(random, value)}
        found.setdefault(repr(made), made)
    return list(found.values())


def _places(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The paths into a document with what is there, but for what the server alone says."""
    inside = (
        value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, part in inside:
        if not path and key not in ("statement", "timestamp"):
            continue
        if path == "statement" and key in GIVEN_BY_SERVER:
            continue
        place = f"{path}.{key}" if path else str(key)
        if place != "statement":
            yield place, part
        yield from _places(part, place)
        if isinstance(value, list):
            yield from _places(part, path)


def _test(random: Random, value: Any) -> object:
    tests = [
        {"$exists": random.random() < 0.5},
        {"$in": [value, "nothing"]},
        {"$ne": value},
        {"$type": random.choice(("string", "array", "object", "number", "bool"))},
        {"$not": {"$eq": value}},
        value if value is not None else {"$eq": None},
    ]
    if isinstance(value, list):
        tests += [{"$size": len(value)}, {"$all": value}, {"$elemMatch": {"objectType": "Activity"}}]
    if isinstance(value, str) and len(value) > 4:
        tests += [{"$regex": f"^{value[:4]}"}, {"$gte": value}, {"$lt": value}]
    if isinstance(value, int | float) and not isinstance(value, bool):
        tests += [
            {"$gte": value},
            {"$lt": value},
            {"$mod": [2, 0]} if isinstance(value, int) else {"$gt": value},
        ]
    return random.choice(tests)
