"""Short labels for steps and transitions: `3 × Order Completed within 7 days`."""

from engine.conditions.segment.expression import (
    And,
    Argument,
    Between,
    Comparison,
    Constant,
    Context,
    Expression,
    Not,
    Or,
    Property,
    Reduction,
    Text,
    Trait,
    Within,
)
from engine.conditions.segment.names import SYMBOL_OF
from engine.conditions.segment.survey import counts_one
from engine.conditions.segment.text import argument_text, name_of

_COUNT_WORDS = {"at_least": "", "equals": "exactly ", "greater_than": "more than ", "less_than": "fewer than ",
            "at_most": "at most ", "differs": "not "}  # fmt: skip
_WORDS = {"absent": "is absent", "exists": "exists"}


def short_text(expression: Expression, width: int = 60) -> str:
    """A label of at most `width` characters; a longer one ends in `…`."""
    label = _label(expression)
    return label if len(label) <= width else label[: width - 1].rstrip() + "…"


def _label(expression: Expression) -> str:
    match expression:
        case Comparison():
            return _comparison(expression)
        case Not(part):
            return f"not ({_label(part)})"
        case And(parts):
            return " and ".join(
                f"({_label(part)})" if isinstance(part, Or) else _label(part) for part in parts
            )
        case Or(parts):
            return " or ".join(map(_label, parts))


def _comparison(comparison: Comparison) -> str:
    left = comparison.left
    if isinstance(left, Reduction) and left.reducer == "count":
        return _count(comparison, left)
    return f"{_scalar(left)} {_predicate(comparison)}"


def _count(comparison: Comparison, counted: Reduction) -> str:
    if counts_one(comparison):
        return _events(counted)
    prefix = _COUNT_WORDS.get(comparison.operator)
    if prefix is None or not isinstance(comparison.right[0], Constant):
        return f"count of {_events(counted)} {_predicate(comparison)}"
    return f"{prefix}{_scalar(comparison.right[0])} × {_events(counted)}"


def _predicate(comparison: Comparison) -> str:
    operator = comparison.operator
    words = SYMBOL_OF.get(operator) or _WORDS.get(operator) or operator.replace("_", " ")
    return " ".join(filter(None, [words, ", ".join(map(_scalar, comparison.right))]))


def _scalar(scalar: Argument) -> str:
    match scalar:
        case Text(value):
            return value
        case Trait(path) | Property(path) | Context(path):
            return name_of(path)
        case Reduction(of=of) if of is not None:
            return f"{scalar.reducer} {name_of(of.path)} of {_events(scalar)}"
        case Reduction():
            return f"count of {_events(scalar)}"
        case _:
            return argument_text(scalar)


def _events(reduction: Reduction) -> str:
    """The event's name, its clause in brackets, its window."""
    where = reduction.filter.where
    clause = f" ({_label(where)})" if where is not None else ""
    return reduction.filter.event + clause + _window(reduction.window)


def _window(window: Within | Between | None) -> str:
    match window:
        case Within(span):
            return f" within {argument_text(span)}"
        case Between(near, far):
            return f" between {argument_text(near)} and {argument_text(far)} ago"
        case None:
            return ""
