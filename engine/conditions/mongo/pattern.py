"""Regular expressions as MongoDB runs them: PCRE2, UTF-8, `\\w` and `\\d` in ASCII unless `(*UCP)` asks for more.

Source: MongoDB manual, "$regex". Every search is bounded. PCRE2 counts steps from each place where a match may
begin; so that the places do not add up, a longer text is searched as one match that begins with `.*?`.
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
LONGEST_TEXT: Final = 25_000
_SHORT_TEXT: Final = 200  # characters, searched plainly, which is faster
_STEPS_FROM_A_PLACE: Final = 50_000
_STEPS: Final = 5_000_000  # in all, some 0.3 s
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
# What PCRE2 reads before the pattern proper, and of that the limits, which are ours to set.
_LEADING: Final = re.compile(r"(?:\(\*[A-Z][A-Z0-9_]*(?:=\d+)?\))*", re.ASCII)
_LIMIT: Final = re.compile(r"\(\*LIMIT_[A-Z]+=\d+\)", re.ASCII)
_START: Final = re.compile(
    r"(?:\(\*(?:UTF|UCP|NOTEMPTY(?:_ATSTART)?|NO_(?:AUTO_POSSESS|DOTSTAR_ANCHOR|JIT|START_OPT)"
    r"|CR|LF|CRLF|ANYCRLF|ANY|NUL|BSR_ANYCRLF|BSR_UNICODE)\))*",
    re.ASCII,
)


def fault(regex: Regex) -> str | None:
    """Return what PCRE2 says against the pattern, with the offset; None if it can be used."""
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


def _pcre2_search(regex: Regex, short_text: int = _SHORT_TEXT) -> Search:
    short = _compile_with_limits(regex, _STEPS_FROM_A_PLACE)
    match = _cy.match

    def found(text: str) -> bool:
        length = len(text)
        if length > LONGEST_TEXT:
            raise PatternLimit(regex.pattern, f"is not tried on texts over {LONGEST_TEXT:,} characters")
        code = short if length <= short_text else _for_long_texts(regex)
        try:
            return match(code, text, length, 0, _CONTEXT)[0] is not None
        except LibraryError:
            raise PatternLimit(regex.pattern) from None
        except UnicodeEncodeError:
            return found(_without_lone_surrogates(text))

    return found


def _compile_with_limits(
    regex: Regex, steps: int, options: str = "", before: str = "", after: str = ""
) -> object:
    start, body = _split(regex.pattern)
    limits = f"(*LIMIT_HEAP={_HEAP})(*LIMIT_MATCH={steps})"
    return _compile(f"{limits}{start}{options}{before}{body}{after}", regex.options)


def _split(pattern: str) -> tuple[str, str]:
    """The options a pattern starts with, without its own limits, and the pattern proper."""
    leading = _end(_LEADING, pattern)
    pattern = _LIMIT.sub("", pattern[:leading]) + pattern[leading:]
    start = _end(_START, pattern)
    return pattern[:start], pattern[start:]


def _end(expression: re.Pattern[str], text: str) -> int:
    found = expression.match(text)
    return found.end() if found else 0


@lru_cache(maxsize=1024)
def _for_long_texts(regex: Regex) -> object:
    """One match from the start of the text on. Every step back counts, so nothing is made possessive."""
    if "(*PRUNE" not in regex.pattern and "(*SKIP" not in regex.pattern:  # these speak of places to begin
        after = "\\E\n)" if "x" in regex.options else "\\E)"
        try:
            return _compile_with_limits(regex, _STEPS, "(*NO_AUTO_POSSESS)", r"\A(?s:.*?)(?:", after)
        except PatternError:  # a comment at the end, under (?x), swallows what is put after it
            pass
    return _compile_with_limits(regex, _STEPS // LONGEST_TEXT)


def _without_lone_surrogates(text: str) -> str:
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
