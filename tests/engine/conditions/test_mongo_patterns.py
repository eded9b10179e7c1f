"""Regular expressions: MongoDB's, with the short cut for literals, and never without an end."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.conditions.mongo import PatternLimit, Regex, compile_query
from engine.conditions.mongo.pattern import _literal_search, _pcre2_search, fault, search

letters = st.sampled_from("ab.-/\n\\ é#$^'\"")
characters = letters | letters.map("\\{}".format)
starts, ends = st.sampled_from(("", "^")), st.sampled_from(("", "$"))
patterns = st.tuples(starts, st.lists(characters, max_size=4).map("".join), ends).map("".join)


@settings(deadline=None, max_examples=150)
@given(patterns, st.sampled_from(("", "s")), st.lists(st.text(letters, max_size=5), min_size=1, max_size=4))
@example("^a$", "", ["a\n", "a\n\n", "\na", "a"])
@example("a\\.b$", "", ["a.b\n", "axb"])
def test_the_short_cut_for_literals_answers_as_pcre2(pattern, options, texts):
    regex = Regex(pattern, options)
    short = _literal_search(regex)
    if fault(regex) is None and short is not None:
        assert [short(text) for text in texts] == [_pcre2_search(regex)(text) for text in texts]


@pytest.mark.parametrize("pattern", ["^http://x\\.org/a-b", "completed$", "plain", "", "^$", "a\\/b"])
def test_what_takes_the_short_cut(pattern):
    assert _literal_search(Regex(pattern)) is not None


@pytest.mark.parametrize(
    "pattern", ["a.b", "a|b", "[ab]", "a+", "(a)", "\\d", "\\Qa\\E", "a{2}", "(?i)a", "(*UCP)a"]
)
def test_what_does_not(pattern):
    assert _literal_search(Regex(pattern)) is None


@pytest.mark.parametrize(
    ("pattern", "options", "text", "found"),
    [
        (r"\w", "", "é", False),  # ASCII classes unless (*UCP), as MongoDB
        (r"(*UCP)\w", "", "é", True),
        (r"\p{L}", "", "é", True),
        ("É", "i", "é", True),
        (r"\x{e9}", "", "é", True),
        (r"(?<year>\d{4})-\k<year>", "", "2017-2017", True),
        ("(?<=a)b(?!c)", "", "abd", True),
        ("a(?i)B", "", "ab", True),
        ("^b$", "m", "a\nb\nc", True),
        (r"b\z", "", "b\n", False),
        ("(*CRLF)^b", "m", "a\r\nb", True),
        ("a#b\n c", "x", "ac", True),
        ("\ufffd", "", "\ud800", False),
        ("[^a]", "", "\ud800", True),
        ("a", "", "\udfffa", True),
    ],
)
def test_pcre2_as_mongodb_uses_it(pattern, options, text, found):
    regex = Regex(pattern, options)
    assert fault(regex) is None
    assert search(regex)(text) is found


ENTANGLED = (  # with what a longer text has put around the pattern
    "a|b", "^a|b$", "b+$", "(?<=a)b", r"\bb\b", "(?x)b #comment", "b #c", r"[b]\Qa", "a(*SKIP)x|(b)",
    "B(?i)b|b", r"\Ab", "(a)?b(?(1)a|$)", r"\Gb", "(*UCP)b",
)  # fmt: skip
SUBJECTS = ("a", "b", "ab", "ba", "x\nb", "b\n", "abab", "", "xb x", "B", "x" * 250 + "b")


@pytest.mark.parametrize("options", ["", "i", "m", "s", "x"])
@pytest.mark.parametrize("pattern", ENTANGLED)
def test_a_long_text_is_searched_as_a_short_one_is(pattern, options):
    regex = Regex(pattern, options)
    as_long, as_short = _pcre2_search(regex, short_text=-1), _pcre2_search(regex, short_text=1_000)
    assert [as_long(text) for text in SUBJECTS] == [as_short(text) for text in SUBJECTS]


BOMBS = [
    ("(a+)+$", "a" * 40 + "!"),
    ("(*LIMIT_MATCH=4000000000)(a+)+$", "a" * 40 + "!"),
    ("(*UCP)(*LIMIT_MATCH=4000000000)(*LIMIT_HEAP=4000000000)(a+)+$", "a" * 40 + "!"),
    ("(a|aa)+$", "a" * 60 + "!"),
    ("(.*)*[yz]", "x" * 500),
    ("[xa]*[xb]*[xc]*[yz]", "x" * 5_000),
    ("(?:(.)|(b))*+[yz]", "ab" * 10_000),
    (r"^(\w+\s?)*$", "hello world " * 500 + "!"),
    ("(?R)", "a"),
    ("((a|b)*)*c", "ab" * 20_000 + "d"),
    ("[a]", "x" * 60_000),
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize(("pattern", "text"), BOMBS)
def test_a_pattern_without_end_ends_in_an_error_that_names_it(pattern, text):
    with pytest.raises(PatternLimit) as raised:
        compile_query({"a": {"$regex": pattern}})({"a": text})
    assert raised.value.pattern == pattern
    assert pattern in str(raised.value)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("learn.*course[st]", "learn " + "x" * 20_000 + " courses"),
        (r"(\w+\s?)+$", "hello world " * 1_000),
        (r"^[\w\s]*$", "hello world " * 2_000),
        ("needle", "hay " * 100_000 + "needle"),
        ("x" * 30_000, "x" * 30_000),
    ],
)
def test_a_long_text_is_no_reason_to_give_up(pattern, text):
    assert compile_query({"a": {"$regex": pattern}})({"a": text})
