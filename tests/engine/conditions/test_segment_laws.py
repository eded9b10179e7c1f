"""Laws of Segment's query language, on made-up expressions, texts and documents."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.conditions.segment import (
    MISSING,
    Expression,
    Occurrence,
    SegmentSyntaxError,
    compile_filter,
    evaluate,
    explain,
    filters,
    parse,
    short_text,
    to_text,
)
from engine.conditions.segment.expression import (
    And,
    Between,
    Comparison,
    Context,
    Date,
    Filter,
    Not,
    Number,
    Or,
    Property,
    Reduction,
    Span,
    Text,
    Trait,
    Truth,
    Within,
)

relaxed = settings(deadline=None, max_examples=80)

NAMES = ["a", "b", "a.b", "it's", "\\", "x\\.", "é\n", " "]
DATES = ["2026-03-01", "2026-03-10T12:00:00Z", "2026-03-10T12:00:00.25+01:00"]
TEXTS = ["", "a", "b", "5", "5.0", "-1e3", "true", *DATES]
TOKENS = (
    "event trait property literal count where within ( ) ' 'X' , . = != >= 5 7 days 2026-01-01 AND or NOT ALL "
    "{ } [ ] exclude : as string true \\ \n é \x00"
)

texts = st.sampled_from(TEXTS) | st.text(max_size=5)
numbers = (
    st.integers(-3, 12) | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
)
text_literals = st.builds(Text, texts)
ordered_literals = text_literals | st.builds(Number, numbers) | st.builds(Date, st.sampled_from(DATES))
literals = ordered_literals | st.builds(Truth, st.booleans())
dates = st.builds(Date, st.sampled_from(DATES)) | st.builds(Text, st.sampled_from(DATES))
names = st.sampled_from(NAMES) | st.text(min_size=1, max_size=3)
paths = st.lists(names, min_size=1, max_size=3).map(tuple)
fields = st.builds(Property, paths) | st.builds(Context, paths)
spans = st.builds(Span, st.integers(1, 400), st.sampled_from(["hour", "day"]))
pairs = st.tuples(spans, spans).map(lambda pair: sorted(pair, key=lambda span: span.microseconds))
windows = st.none() | st.builds(Within, spans) | pairs.map(lambda pair: Between(*pair))


@st.composite
def comparisons(draw: st.DrawFn, lefts: st.SearchStrategy[Any]) -> Comparison:
    rights: dict[tuple[str, ...], st.SearchStrategy[Any]] = {
        ("equals", "differs"): st.tuples(literals | lefts),
        ("greater_than", "at_least", "less_than", "at_most"): st.tuples(ordered_literals | lefts),
        ("absent", "exists"): st.just(()),
        ("starts_with", "ends_with", "omits"): st.tuples(text_literals),
        ("contains",): st.lists(text_literals, min_size=1, max_size=3).map(tuple),
        ("one_of", "none_of"): st.lists(literals, min_size=1, max_size=4).map(tuple),
        ("before_date", "after_date"): st.tuples(dates),
        ("within_last", "within_next", "before_last", "after_next"): st.tuples(spans),
    }
    operators = draw(st.sampled_from(list(rights)))
    operator: Any = draw(st.sampled_from(operators))
    return Comparison(draw(literals | lefts), operator, draw(rights[operators]))


@st.composite
def expressions(draw: st.DrawFn, lefts: st.SearchStrategy[Any], depth: int = 2) -> Expression:
    kind = draw(st.sampled_from([Comparison, And, Or, Not])) if depth else Comparison
    if kind is Comparison:
        return draw(comparisons(lefts))
    if kind is Not:
        return Not(draw(expressions(lefts, depth - 1)))
    return kind(tuple(draw(st.lists(expressions(lefts, depth - 1), min_size=2, max_size=3))))


@st.composite
def event_filters(draw: st.DrawFn) -> Filter:
    event = draw(st.sampled_from(["X", "Y", "it's"]))
    return Filter(event, draw(st.none() | expressions(fields)), tuple(draw(st.lists(texts, max_size=2))))


@st.composite
def reductions(draw: st.DrawFn) -> Reduction:
    reducer: Any = draw(
        st.sampled_from(["count", "sum", "avg", "max", "min", "mode", "first", "last", "unique"])
    )
    casts = {"max": ["", "string"], "min": ["", "string"], "mode": ["", "number", "array"]}
    cast: Any = draw(st.sampled_from(casts.get(reducer, [""])))
    least = draw(st.integers(1, 4)) if reducer == "mode" else 1
    of = None if reducer == "count" else draw(fields)
    return Reduction(draw(event_filters()), reducer, of, draw(windows), cast, least)


@st.composite
def conditions(draw: st.DrawFn) -> Expression:
    """Whole conditions that stay within Segment's limit of 50 comparisons."""
    return draw(expressions(st.builds(Trait, paths) | reductions(), depth=1))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "a.b"]), inner, max_size=3)
    ),
    max_leaves=6,
)
documents = st.fixed_dictionaries(
    {"type": st.just("track") | values, "event": st.sampled_from(["X", "Y"]) | values},
    optional={"properties": values, "context": values, "timestamp": values, "lrs_id": values},
)
tokens = st.lists(st.sampled_from(TOKENS.split(" ")), max_size=20)


def complaint(text: str) -> SegmentSyntaxError | None:
    """What is wrong with a text; nothing if it is read and can be written again."""
    try:
        expression = parse(text)
    except SegmentSyntaxError as error:
        return error
    assert parse(to_text(expression)) == expression
    return None


@relaxed
@given(conditions())
def test_what_is_written_reads_as_the_same_expression(expression: Expression) -> None:
    text = to_text(expression)
    assert parse(text) == expression
    assert to_text(parse(text)) == text


@relaxed
@given(st.text(max_size=60) | tokens.map("".join) | tokens.map(" ".join))
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    error = complaint(text)
    if error:
        lines = text.split("\n")
        assert 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1


@relaxed
@given(conditions(), st.data())
def test_a_condition_with_a_hole_is_read_or_refused(expression: Expression, data: st.DataObject) -> None:
    text = to_text(expression)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    error = complaint(text[:start] + text[end:])
    assert error is None or error.message


@relaxed
@given(conditions(), st.lists(documents, max_size=4), values, st.integers(-(10**18), 10**18))
def test_every_document_gets_an_answer(
    expression: Expression, history: list[Mapping[str, object]], trait: object, now: int
) -> None:
    def streams(found: Filter) -> list[Occurrence]:
        matches = compile_filter(found)
        return [Occurrence(now - 1, document) for document in history if matches(document)]

    def traits(name: str) -> object:
        return trait if name in NAMES else MISSING

    answer = evaluate(expression, streams, traits, now)
    assert explain(expression, streams, traits, now).holds is answer
    assert len(short_text(expression)) <= 60


@relaxed
@given(event_filters(), documents)
def test_an_arrival_holds_for_the_events_of_its_filter(found: Filter, document: Mapping[str, object]) -> None:
    arrival = Comparison(Reduction(found, "count"), "equals", (Number(1),))
    matches = compile_filter(found)(document)
    stream = [Occurrence(0, document)] if matches else []
    assert filters(arrival) == (found,)
    assert evaluate(arrival, lambda _: stream, lambda _: MISSING, 0) is matches
