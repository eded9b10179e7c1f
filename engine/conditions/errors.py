"""Errors when a condition is compiled or run. Every message is for the person who wrote the condition."""

from __future__ import annotations

from collections.abc import Sequence

from engine.conditions.problem import Problem
from engine.finding import Unrunnable

_TOO_MANY_STEPS = "needs too many steps on this text; avoid nested repetitions such as (a+)+"


class ConditionError(Unrunnable):
    """A condition cannot be compiled, or cannot be answered for this event."""


class InvalidCondition(ConditionError):
    """The condition has problems; `problems` lists all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(_line(problem) for problem in self.problems))


class PatternLimit(ConditionError):
    """A regular expression used up its steps or its memory on some text.

    ``askers`` are those who asked, as far as they are known, such as ``the step 'quiz'``.
    """

    def __init__(self, pattern: str, reason: str = _TOO_MANY_STEPS, askers: tuple[str, ...] = ()) -> None:
        self.pattern = pattern
        self.reason = reason
        self.askers = askers
        super().__init__(pattern, reason, askers)  # what another process needs to make it again

    def __str__(self) -> str:
        shown = self.pattern if len(self.pattern) <= 80 else self.pattern[:79] + "…"
        of = f" of {' and '.join(self.askers)}" if self.askers else ""
        return f"the regular expression /{shown}/{of} {self.reason}"

    def with_askers(self, *askers: str) -> PatternLimit:
        return PatternLimit(self.pattern, self.reason, tuple(dict.fromkeys(askers)))


def _line(problem: Problem) -> str:
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{problem.place}: {problem.message}{hint}"
