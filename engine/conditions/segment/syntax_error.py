"""Sentences for a person whose condition in Segment's query language cannot be read."""

from engine.conditions.errors import ConditionError

_MOST_SHOWN = 40  # characters shown on either side of the caret


class SegmentSyntaxError(ConditionError):
    """The text is no condition. `line` and `column` (both from 1) say where, `hint` what to do."""

    def __init__(self, text: str, offset: int, message: str, hint: str = "") -> None:
        start = text.rfind("\n", 0, offset) + 1
        self.line = text.count("\n", 0, offset) + 1
        self.column = offset - start + 1
        self.message = message
        self.hint = hint
        self.excerpt = _excerpt(text[start:].partition("\n")[0], offset - start)
        super().__init__(f"{message} (line {self.line}, column {self.column})\n{self.excerpt}")

    def __str__(self) -> str:
        shown = super().__str__()
        return f"{shown}\n{self.hint}" if self.hint else shown


class RefusedArgument(Exception):
    """The reason why a part of a text cannot be read, and its offset; `parse` turns it into a `SegmentSyntaxError`."""

    def __init__(self, message: str, offset: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


def _excerpt(line: str, at: int) -> str:
    """The line around `at`, and a caret below it."""
    start = max(0, at - _MOST_SHOWN)
    before = "…" if start else ""
    after = "…" if len(line) > at + _MOST_SHOWN else ""
    shown = before + line[start : at + _MOST_SHOWN].replace("\t", " ") + after
    return f"{shown}\n{' ' * (len(before) + at - start)}^"
