"""Claims about a journey: what must hold of every attempt, as a design writes it down.

They are the property patterns of Dwyer, Avrunin and Corbett (1999) over the steps that an attempt reaches;
``engine.claims`` says when one is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from engine.duration import Duration

Pattern = Annotated[tuple[str, ...], Meta(min_length=1)]
"""Ids of steps that are reached in this order, others between them."""


class AtMost(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A step that is not reached more than so many times."""

    step: Annotated[str, Meta(description="The step.")]
    times: Annotated[int, Meta(ge=0, description="How many times it may be reached.")]
    per: Annotated[
        Literal["attempt", "person"], Meta(description="Whether all attempts of a person count together.")
    ] = "attempt"


class Claim(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One claim: exactly one of ``never``, ``always``, ``if``, ``only_after``, ``at_most`` and ``ends``."""

    id: Annotated[str, Meta(min_length=1, description="Its id, unique among the claims.")]
    name: Annotated[str, Meta(description="What people call it.")] = ""
    never: Annotated[
        Pattern | None,
        Meta(description="Steps that are never reached in this order; one step: never at all."),
    ] = None
    always: Annotated[
        Pattern | None, Meta(description="Steps that every attempt reaches in this order before it ends.")
    ] = None
    trigger: Annotated[str | None, Meta(description="Whoever reaches this step …")] = field(
        name="if", default=None
    )
    answer: Annotated[str | None, Meta(description="… reaches this one afterwards.")] = field(
        name="then", default=None
    )
    within: Annotated[
        Duration | None, Meta(description="How long after the step of if, that of then is reached: 14d.")
    ] = None
    only_after: Annotated[
        tuple[str, str] | None, Meta(description="The first step is only reached after the second.")
    ] = None
    at_most: Annotated[AtMost | None, Meta(description="A step, and how often it is reached at most.")] = None
    ends: Annotated[
        bool, Meta(description="Every attempt ends, at the latest by its timers, once no more events come.")
    ] = False

    @property
    def forms(self) -> list[str]:
        """The keys of the document that say what is claimed; a valid claim has one."""
        said = {
            "never": self.never is not None,
            "always": self.always is not None,
            "if": (self.trigger, self.answer, self.within) != (None, None, None),
            "only_after": self.only_after is not None,
            "at_most": self.at_most is not None,
            "ends": self.ends,
        }
        return [form for form, is_said in said.items() if is_said]

    @property
    def steps(self) -> Iterator[tuple[str, str]]:
        """The steps that it names, each with its place in the claim."""
        for form in ("never", "always", "only_after"):
            pattern: tuple[str, ...] = getattr(self, form) or ()
            yield from ((f"{form}[{index}]", step) for index, step in enumerate(pattern))
        yield from ((form, step) for form, step in (("if", self.trigger), ("then", self.answer)) if step)
        if self.at_most is not None:
            yield "at_most.step", self.at_most.step

    def renamed(self, new: Callable[[str], str]) -> Claim:
        """The same claim about steps under other ids: ``new`` gives each."""
        return replace(
            self,
            never=self.never and tuple(map(new, self.never)),
            always=self.always and tuple(map(new, self.always)),
            trigger=self.trigger and new(self.trigger),
            answer=self.answer and new(self.answer),
            only_after=self.only_after and (new(self.only_after[0]), new(self.only_after[1])),
            at_most=self.at_most and replace(self.at_most, step=new(self.at_most.step)),
        )

    @property
    def sentence(self) -> str:
        """The claim in words: ``whoever reaches 'quiz' reaches 'done' within 14d``."""
        if self.never is not None:
            return _never(self.never)
        if self.always is not None:
            return f"every attempt reaches {_in_order(self.always)}"
        if self.trigger is not None:
            limit = f" within {self.within}" if self.within else " afterwards"
            return f"whoever reaches {self.trigger!r} reaches {self.answer!r}{limit}"
        if self.only_after is not None:
            return f"{self.only_after[0]!r} is only reached after {self.only_after[1]!r}"
        if self.at_most is not None:
            return f"every {self.at_most.per} reaches {self.at_most.step!r} {_times(self.at_most.times)}"
        return "every attempt ends"


_OFTEN: Final = {0: "no times", 1: "at most once", 2: "at most twice"}


def _times(number: int) -> str:
    return _OFTEN.get(number, f"at most {number} times")


def _never(pattern: Pattern) -> str:
    if len(pattern) == 1:
        return f"{pattern[0]!r} is never reached"
    if len(pattern) == 2:
        return f"{pattern[0]!r} is never reached before {pattern[1]!r}"
    return f"no attempt reaches {_in_order(pattern)}"


def _in_order(pattern: Pattern) -> str:
    return ", then ".join(map(repr, pattern))
