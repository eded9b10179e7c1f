"""Plain lines of statements, and kinds of odd ones, by name."""

from __future__ import annotations

import json

from scenario import VERB, statement, track

from engine.events import VOIDED

PLAIN = [
    json.dumps(statement(minute, verb, id=f"s{minute}", object={"id": "x"})).encode()
    for minute, verb in enumerate(("seen", "passed", "seen", "ended", "passed", "seen", "ended", "seen"))
]


def odd(*members: str, tail: str = "") -> bytes:
    """A statement with these members behind the others: what is given twice counts as it was given last."""
    begun = [
        '"actor": {"mbox": "mailto:anna@example.org"}, "id": "odd", "object": {"id": "x"}',
        f'"verb": {{"id": "{VERB}passed"}}, "timestamp": "2026-01-01T00:02:30Z"',
    ]
    return ("{" + ", ".join([*begun, *members]) + "}" + tail).encode()


VOIDING = f'"verb": {{"id": "{VOIDED}"}}, "object": {{"objectType": "StatementRef", "id": "s1"}}'
WRAPPED = {"_id": "w", "statement": statement(2, "passed", id="odd"), "timestamp": "2026-01-01T00:02:30Z"}

KINDS: dict[str, bytes] = {
    "plain": odd(),
    "empty line": b"",
    "blank line": b" \t ",
    "carriage return at the end": odd(tail="\r"),
    "space in front": b"  " + odd(),
    "space behind": odd(tail="   "),
    "byte-order mark": b"\xef\xbb\xbf" + odd(),
    "no UTF-8": odd('"n": "') + b"\xff",
    "no UTF-8 in a text": odd('"n": "?"').replace(b"?", b"\xff"),
    "not ASCII": odd('"n": "\xe9\u732b"'),
    "half a surrogate pair elsewhere": odd('"n": "\\ud800"'),
    "half a surrogate pair in the id": odd('"id": "\\ud800"'),
    "half a surrogate pair in the verb": odd('"verb": {"id": "\\udc00"}'),
    "whole surrogate pair": odd('"n": "\\ud83d\\ude00"'),
    "escapes in the id": odd('"id": "\\u006fdd"'),
    "escapes in the verb": odd(f'"verb": {{"id": "{VERB.replace("/", chr(92) + "/")}passed"}}'),
    "escapes in a key": odd('"\\u0069d": "other"'),
    "an id twice": odd('"id": "other"'),
    "a verb twice": odd(f'"verb": {{"id": "{VERB}seen"}}'),
    "a time twice": odd('"timestamp": "2026-01-01T00:03:30Z"'),
    "an id that is there before": odd('"id": "s1"'),
    "an id that is there behind": odd('"id": "s7"'),
    "an id in capitals": odd('"id": "S1"'),
    "an empty id": odd('"id": ""'),
    "a number as id": odd('"id": 7'),
    "null as id": odd('"id": null'),
    "no id": odd().replace(b'"id": "odd", ', b""),
    "a time without a zone": odd('"timestamp": "2026-01-01T00:02:30"'),
    "a time in another zone": odd('"timestamp": "2026-01-01T05:32:30+05:30"'),
    "a time in small letters": odd('"timestamp": "2026-01-01t00:02:30z"'),
    "a time in the basic format": odd('"timestamp": "20260101T000230Z"'),
    "a date alone": odd('"timestamp": "2026-01-01"'),
    "a week date": odd('"timestamp": "2026-W01-4T00:02:30Z"'),
    "nine digits of a second": odd('"timestamp": "2026-01-01T00:02:30.123456789Z"'),
    "a leap second": odd('"timestamp": "2026-01-01T00:02:60Z"'),
    "the 24th hour": odd('"timestamp": "2026-01-01T24:00:00Z"'),
    "the 30th of February": odd('"timestamp": "2026-02-30T00:00:00Z"'),
    "before the first year": odd('"timestamp": "0001-01-01T00:00:00+14:00"'),
    "behind the last year": odd('"timestamp": "9999-12-31T23:59:59-14:00"'),
    "a letter between date and time that grows": odd('"timestamp": "2026-01-01\\u00df00:02:30Z"'),
    "no date": odd('"timestamp": "soon"'),
    "a number as time": odd('"timestamp": 1767225600'),
    "null as time": odd('"timestamp": null'),
    "null as time, but stored": odd('"timestamp": null, "stored": "2026-01-01T00:02:30Z"'),
    "stored later": odd('"stored": "2026-01-01T00:05:00.5Z"'),
    "stored in no zone": odd('"stored": "2026-01-01T00:05:00"'),
    "stored soon": odd('"stored": "soon"'),
    "stored at an empty time": odd('"stored": ""'),
    "null as time of storing": odd('"stored": null'),
    "a name alone as actor": odd('"actor": {"name": "Anna"}'),
    "an empty address": odd('"actor": {"mbox": ""}'),
    "an account": odd('"actor": {"account": {"homePage": "h", "name": "n"}}'),
    "an account without a name": odd('"actor": {"account": {"homePage": "h"}}'),
    "an account and an address": odd('"actor": {"mbox": "mailto:a@b.c", "account": {"homePage": "h", "name": "n"}}'),
    "a list as actor": odd('"actor": []'),
    "no verb": odd('"verb": {}'),
    "a list as verb": odd('"verb": []'),
    "a number as verb": odd('"verb": {"id": 1}'),
    "null as verb": odd('"verb": {"id": null}'),
    "a list as object": odd('"object": [{"id": "x"}]'),
    "text as object": odd('"object": "x"'),
    "voiding another": odd(VOIDING),
    "voiding what comes later": odd(VOIDING.replace("s1", "s6")),
    "marked as voided": odd('"voided": true'),
    "null as statement": odd('"statement": null'),
    "a statement within": odd('"statement": {}'),
    "a document of a server": json.dumps(WRAPPED).encode(),
    "a voided document of a server": json.dumps({**WRAPPED, "voided": True}).encode(),
    "a call": json.dumps(track(1, "Viewed")).encode(),
    "a number beyond a double": odd('"n": 1e400'),
    "a number of 400 digits": odd('"n": 1' + "0" * 400),
    "not a number": odd('"n": NaN'),
    "a leading zero": odd('"n": 01'),
    "a comma before the end": odd()[:-1] + b",}",
    "a control character": odd('"n": "\x01"'),
    "an unknown escape": odd('"n": "\\x"'),
    "deep nesting": odd('"n": ' + "[" * 2000 + "]" * 2000),
    "wrappers of Extended JSON": odd('"timestamp": {"$date": "2026-01-01T00:02:30Z"}'),
    "a dot in an extension": odd('"context": {"extensions": {"http://a.b/c": 1}}'),
    "two documents": odd() + odd('"id": "odd2"'),
    "two documents and a comma": odd() + b"," + odd('"id": "odd2"'),
    "a document and half of one": odd() + b'{"id": ',
    "over two lines": odd('"id": "odd"').replace(b', "verb"', b',\n"verb"'),
    "a brace too many": odd(tail="}"),
    "a bracket behind": odd(tail="]"),
    "cut short": odd()[:-9],
    "a list": b"[" + odd() + b"]",
    "a list that is cut short": b"[" + odd(),
    "an empty list": b"[]",
    "an empty object": b"{}",
    "null": b"null",
    "a text": b'"statement"',
    "no JSON": b"timestamp,id",
    "NUL": b"\x00",
}  # fmt: skip
