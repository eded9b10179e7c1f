"""What goes wrong when a condition is compiled or run. Every message is for the person who wrote the condition."""

from collections.abc import Sequence

from engine.conditions.problem import Problem

_TOO_MANY_STEPS = "needs too many steps on this text; avoid nested repetitions such as (a+)+"


class ConditionError(Exception):
    """A condition cannot be compiled, or cannot be answered for this event."""


class InvalidCondition(ConditionError):
    """The condition has problems; `problems` lists all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(_line(problem) for problem in self.problems))


class PatternLimit(ConditionError):
    """A regular expression used up its steps or its memory on some text."""

    def __init__(self, pattern: str, reason: str = _TOO_MANY_STEPS) -> None:
        self.pattern = pattern
        shown = pattern if len(pattern) <= 80 else pattern[:79] + "…"
        super().__init__(f"the regular expression /{shown}/ {reason}")


def _line(problem: Problem) -> str:
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{problem.place}: {problem.message}{hint}"
