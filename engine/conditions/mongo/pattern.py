"""Regular expressions as MongoDB runs them: PCRE2, UTF-8, `\\w` and `\\d` in ASCII unless `(*UCP)` asks for more.

Source: MongoDB manual, "$regex". Every search is bounded: PCRE2 counts its steps from each place in the
text where a match may begin, so the longer the text, the fewer steps a place gets.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeAlias

# The private module, since the public one forces Python's reading of \x{41} and cannot turn it off.
from pcre2 import LibraryError, PatternError, _cy

from engine.conditions.errors import PatternLimit
from engine.conditions.mongo.values import Regex

Search: TypeAlias = Callable[[str], bool]

LONGEST: Final = 32_764  # characters; MongoDB refuses longer ones
# (characters of text up to here, steps from one place): together at most some 10 million steps, 0.5 s.
_STEPS: Final = ((500, 50_000), (5_000, 10_000), (50_000, 1_000), (500_000, 100))
_FEWEST_STEPS: Final = 10
_HEAP: Final = 8_192  # KiB

_ALT_BSUX: Final = 0x0000_0002
_NOT_MONGO: Final = _ALT_BSUX | int(_cy.CompileOption.UCP)
_FLAGS: Final = {
    "i": int(_cy.CompileOption.CASELESS),
    "m": int(_cy.CompileOption.MULTILINE),
    "s": int(_cy.CompileOption.DOTALL),
    "x": int(_cy.CompileOption.EXTENDED),
}
_CONTEXT: Final = _cy.create_match_context()
# What PCRE2 allows before the pattern proper; of repeated limits the last one counts, so ours comes last.
_START = re.compile(
    r"(?:\(\*(?:UTF|UCP|NOTEMPTY(?:_ATSTART)?|NO_(?:AUTO_POSSESS|DOTSTAR_ANCHOR|JIT|START_OPT)"
    r"|LIMIT_(?:HEAP|MATCH|DEPTH|RECURSION)=\d+|CR|LF|CRLF|ANYCRLF|ANY|NUL|BSR_ANYCRLF|BSR_UNICODE)\))*",
    re.ASCII,
)


def fault(regex: Regex) -> str | None:
    """What PCRE2 says against the pattern, with the offset; None if it can be used."""
    if len(regex.pattern) > LONGEST:
        return f"the pattern is longer than {LONGEST:,} characters"
    if "\0" in regex.pattern:
        return f"a NUL character at offset {regex.pattern.index(chr(0))}"
    try:
        _compile(regex.pattern, regex.options)
    except PatternError as error:
        return f"{error.msg.partition('; ')[2]} at offset {error.pos}"
    except UnicodeEncodeError as error:
        return f"half of a surrogate pair at offset {error.start}"
    return None


@lru_cache(maxsize=4096)
def search(regex: Regex) -> Search:
    """Does the expression match somewhere in a text? Raises PatternLimit when a text takes too many steps."""
    return _literal_search(regex) or _pcre2_search(regex)


def _compile(pattern: str, options: str) -> object:
    return _cy.compile(pattern, sum(_FLAGS[option] for option in options), _NOT_MONGO)


def _pcre2_search(regex: Regex) -> Search:
    shortest, steps = _STEPS[0]
    code = _bounded(regex, steps)
    match = _cy.match

    def found(text: str) -> bool:
        length = len(text)
        program = code if length <= shortest else _bounded(regex, _steps(length))
        try:
            return match(program, text, length, 0, _CONTEXT)[0] is not None
        except LibraryError:
            raise PatternLimit(regex.pattern) from None
        except UnicodeEncodeError:
            return found(_repaired(text))

    return found


def _steps(length: int) -> int:
    return next((steps for longest, steps in _STEPS if length <= longest), _FEWEST_STEPS)


@lru_cache(maxsize=4096)
def _bounded(regex: Regex, steps: int) -> object:
    start = _START.match(regex.pattern)
    split = start.end() if start else 0
    limits = f"(*LIMIT_HEAP={_HEAP})(*LIMIT_MATCH={steps})"
    return _compile(regex.pattern[:split] + limits + regex.pattern[split:], regex.options)


def _repaired(text: str) -> str:
    """Halves of surrogate pairs, which no UTF-8 can hold, become U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# A pattern that is only text, perhaps tied to the start or the end, is answered by str, ten times faster.
_LITERAL = re.compile(r"(\^?)((?:[^\\^$.|?*+()\[\]{}]|\\[!-/:-@\[-`{-~])*)(\$?)", re.DOTALL)


def _literal_search(regex: Regex) -> Search | None:
    parsed = _LITERAL.fullmatch(regex.pattern)
    if parsed is None or set(regex.options) & set("imx"):
        return None
    text = re.sub(r"\\(.)", r"\1", parsed[2], flags=re.DOTALL)
    if parsed[1] and parsed[3]:
        return _is(text)
    if parsed[3]:
        return _ends(text)
    return _starts(text) if parsed[1] else _contains(text)


def _is(literal: str) -> Search:
    lines = (literal, literal + "\n")  # `$` also stands before a last line feed
    return lambda text: text in lines


def _ends(literal: str) -> Search:
    lines = (literal, literal + "\n")
    return lambda text: text.endswith(lines)


def _starts(literal: str) -> Search:
    return lambda text: text.startswith(literal)


def _contains(literal: str) -> Search:
    return lambda text: literal in text
