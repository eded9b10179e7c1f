"""Random JSON as text, with what readers of JSON disagree on: keys given twice, numbers and texts written oddly."""

from __future__ import annotations

from hypothesis import strategies as st

KEYS = (
    '"a"',
    '"b"',
    '"0"',
    '"1"',
    '"a.b"',
    '"a&46;b"',
    '"\\u0061"',
    '"A"',
    '"a/b"',
    '"~0"',
    '""',
    '"\\u0000"',
)
SCALARS = (
    "null", "true", "false", "0", "1", "2", "-1", "-0", "1.0", "1E0", "0.5", "1e-7", "3000000000",
    "123456789012345678901234567890", '""', '"x"', '"xy"', '"\\u0078"', '"1"', '"x\\n"', '"\\"a\\":"', '"\\u003a"',
    '"@1[]"', '"?"', '"\\/"', '"é"', '"\\ud83d\\ude00"', '"\\u0000"', '"2017-09-20"', '"2017-09-20T09:55:50.310Z"',
)  # fmt: skip

colons = st.sampled_from((":", ":", ": ", " : ", "\t:"))


def _object(members: list[tuple[str, str, str]]) -> str:
    return "{" + ", ".join(key + colon + value for key, colon, value in members) + "}"


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(inner, max_size=3).map(lambda parts: "[" + ",".join(parts) + "]") | objects(inner)


def objects(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    members = st.tuples(st.sampled_from(KEYS), colons, inner)
    return st.lists(members, max_size=4).map(_object)


json_values = st.recursive(st.sampled_from(SCALARS), _nested, max_leaves=8)
"""Texts of values."""

json_objects = objects(json_values)
"""Texts of objects."""
