"""The grammar, and its parser: text in, lark's tree out, complaints in plain words.

The grammar knows chains of calls and no function names: `reader` knows those, and can
say which name was meant.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from engine.conditions.segment.syntax_error import RefusedArgument

if TYPE_CHECKING:
    from lark import Lark, Token, Tree, UnexpectedInput

Node: TypeAlias = "Tree[Token] | Token"
MAX_CHARACTERS = 100_000
MAX_DEPTH = 50
_NESTING = {"disjunction", "conjunction", "negation", "quantified", "call"}

GRAMMAR = r"""
?start: disjunction
?disjunction: conjunction (_OR conjunction)*
?conjunction: term (_AND term)*
?term: _NOT term              -> negation
     | QUANTIFIER term        -> quantified
     | "(" disjunction ")"
     | comparison
?comparison: operand | operand SYMBOL operand
?operand: chain | literal
chain: call ("." call)*
call: NAME "(" (argument ("," argument)*)? ")"
?argument: disjunction
         | operand _AS NAME   -> cast
         | span
         | keyed
keyed: NAME ":" value | "{" NAME ":" value ("," value)* "}"
?value: span | operand | "[" operand ("," operand)* "]" -> bracketed
span: NUMBER NAME
literal: STRING | DATE | NUMBER | TRUTH

_AND.4: /and\b/i
_OR.4: /or\b/i
_NOT.4: /not\b/i
_AS.4: /as\b/i
QUANTIFIER.4: /(any|all)\b/i
TRUTH.4: /(true|false)\b/i
DATE.3: /\d{4}-\d{2}-\d{2}(T[0-9:.]+(Z|[+-]\d{2}:?\d{2})?)?/
NUMBER.2: /-?\d+(\.\d+)?([eE][+-]?\d+)?/
SYMBOL: "==" | "=" | "!=" | ">=" | ">" | "<=" | "<"
STRING: /'[^'\\]*(?:\\.[^'\\]*)*'/s
NAME: /[A-Za-z_][A-Za-z0-9_]*/

%ignore /\s+/
"""

_VALUES = {"STRING", "DATE", "NUMBER", "TRUTH"}
_BOOLEANS = {"_NOT", "QUANTIFIER"}
_WORDS = {
    "$END": "the end", "_AND": "AND", "_OR": "OR", "_AS": "as", "SYMBOL": "a comparison such as =",
    "LPAR": "(", "RPAR": ")", "COMMA": "a comma", "DOT": "a period", "COLON": "a colon",
    "LBRACE": "{", "RBRACE": "}", "LSQB": "[", "RSQB": "]", "NAME": "a name", "NUMBER": "a number",
}  # fmt: skip
_HINTS = {
    **dict.fromkeys('"“”‘’`´', "Write texts in straight single quotes: 'Order Completed'."),
    "'": "This text is not closed; a quote inside a text is written \\'.",
    "&": "Write AND.",
    "|": "Write OR.",
    "!": "Write NOT (…), or != between two values.",
}


def parse_tree(text: str) -> "Tree[Token]":
    """Lark's tree of a text; `Refused` in plain words if there is none, or it is too long or too deep."""
    from lark import UnexpectedInput

    if len(text) > MAX_CHARACTERS:
        raise RefusedArgument(f"the condition is longer than {MAX_CHARACTERS:,} characters", MAX_CHARACTERS)
    if not text.strip():
        raise RefusedArgument(
            "the condition is empty", 0, "For example: event('Order Completed').count() = 1"
        )
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as unexpected:
        raise _refusal(unexpected, text) from None
    _check_depth(tree)
    return tree


@cache
def _parser() -> "Lark":
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", maybe_placeholders=False)


def _refusal(unexpected: "UnexpectedInput", text: str) -> RefusedArgument:
    from lark import UnexpectedToken

    if not isinstance(unexpected, UnexpectedToken):
        offset = unexpected.pos_in_stream or 0
        return RefusedArgument(f"cannot read {text[offset]!r} here", offset, _HINTS.get(text[offset], ""))
    expected = _in_words(unexpected.accepts or unexpected.expected)
    if unexpected.token.type == "$END":
        return RefusedArgument(f"the condition ends too early: expected {expected}", len(text.rstrip()))
    shown = str(unexpected.token)[:40]
    return RefusedArgument(
        f"did not expect {shown} here: expected {expected}", unexpected.token.start_pos or 0
    )


def _in_words(terminals: set[str]) -> str:
    rest = set(terminals)
    words = []
    if rest >= _BOOLEANS:
        words.append("a condition such as event('…').count() = 1")
        rest -= _BOOLEANS | _VALUES | {"NAME", "LPAR", "LBRACE"}
    elif rest >= _VALUES:
        words.append("a value or a function")
        rest -= _VALUES | {"NAME"}
    words += sorted(_WORDS[terminal] for terminal in rest if terminal in _WORDS)
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _check_depth(tree: "Tree[Token]") -> None:
    """Refuse what recursion could not follow. Parentheses around one condition alone count for nothing."""
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise RefusedArgument(f"the condition is nested more than {MAX_DEPTH} deep", offset_of(node))
        inner = depth + (node.data in _NESTING)
        waiting.extend((child, inner) for child in node.children if not isinstance(child, str))


def offset_of(node: Node) -> int:
    """Return where a node begins in the text."""
    while not isinstance(node, str):
        node = node.children[0]
    return int(getattr(node, "start_pos", 0) or 0)


def unquote(quoted: str) -> str:
    """The text in single quotes. `\\'` and `\\\\` are escapes; any other backslash stands for itself."""
    return re.sub(r"\\(['\\])", r"\1", quoted[1:-1])


def quote(value: str) -> str:
    """A text in single quotes, such that `unquote` gives it back."""
    return "'" + re.sub(r"(['\\])", r"\\\1", value) + "'"
