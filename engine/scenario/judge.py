"""Running a scenario through a journey, and holding what came of it against what was expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from msgspec.structs import replace

from engine import instant, owners
from engine.claim import Claim
from engine.claims.breach import breaches
from engine.events import Event
from engine.explain import explain
from engine.finding import Finding
from engine.journey import Journey
from engine.plan import Plan
from engine.progress import Attempt, Progress
from engine.report import effects
from engine.scenario.loader import InvalidScenario, strangers
from engine.scenario.scenario import Expectation, ExpectedAttempt, Miss, PersonVerdict, Scenario, Verdict
from engine.scenario.scenario_events import until
from engine.simulate import SimulationResult, simulate
from engine.steps import Split, waits


def run(plan: Plan, scenario: Scenario, told: Sequence[Event], *, join: bool = True) -> SimulationResult:
    """A dry run by ``plan`` of the events of ``scenario``, ``told`` (``scenario.events``), documents kept; ``join`` is
    as in ``engine.simulate``.
    """
    return simulate(
        plan, told, seed=scenario.seed, until=until(scenario, told), keep_documents=True, join=join
    )


def judge(scenario: Scenario, simulated: SimulationResult, told: Sequence[Event]) -> Verdict:
    """Hold a run of ``scenario``, ``simulated`` from ``told``, against what it expects of people.

    Raises InvalidScenario where it speaks of steps and people that are not there.
    """
    whose = _whose(simulated, told)
    known = [owner for owner in (*whose, *simulated.names) if simulated.names.get(owner, owner) in whose]
    found = {called: _owners_called(called, known, simulated.names) for called in scenario.expect}
    faults = list(strangers(scenario, simulated.plan.journey))
    faults += (_unknown(called, each, whose) for called, each in found.items() if len(each) != 1)
    if faults:
        raise InvalidScenario(faults)
    judged = (
        _judge_owner(
            simulated, called, found[called][0], whose[found[called][0]], expectation, scenario.claims
        )
        for called, expectation in scenario.expect.items()
    )
    return Verdict(scenario, simulated, tuple(judged))


def _whose(simulated: SimulationResult, told: Sequence[Event]) -> dict[str, list[Event]]:
    whose: dict[str, list[Event]] = {}
    for event in told:
        if (owner := simulated.owner_of(event)) is not None:
            whose.setdefault(owner, []).append(event)
    return whose


def _owners_called(called: str, known: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """Whoever of the ``known`` is called exactly so, else whoever may be meant, each by the one of their ``names``
    that they go by.
    """
    exactly = [owner for owner in known if called in owners.names(owner)]
    meant = exactly or [owner for owner in known if owners.is_called(owner, called)]
    return list(dict.fromkeys(names.get(owner, owner) for owner in meant))


def _unknown(called: str, found: list[str], whose: dict[str, list[Event]]) -> Finding:
    """The sentence for ``called``, by which nobody or several, ``found``, may be meant; ``whose`` has the events of
    each.
    """
    near = " or ".join(owners.near(called, whose))
    message = f"{called!r} may be any of {', '.join(found)}" if found else f"no event is of {called!r}"
    hint = "give the JSON of the one you mean" if found else f"did you mean {near}?" if near else ""
    return Finding(code="unknown-owner", place=f"$.expect.{called}", message=message, hint=hint)


def _judge_owner(
    simulated: SimulationResult,
    called: str,
    owner: str,
    own: Sequence[Event],
    expectation: Expectation,
    claims: tuple[Claim, ...],
) -> PersonVerdict:
    progress = next((each for each in simulated.owners if each.owner == owner), Progress(owner=owner))
    misses = (
        *_misses(expectation, progress),
        *_of_claims(simulated.plan.journey, expectation, progress, claims),
    )
    if not misses:
        return PersonVerdict(called=called, owner=owner)
    why = explain(
        simulated.plan,
        owner,
        own,
        until=simulated.until or 0,
        seed=simulated.seed,
        voided=simulated.voided,
        step=_parting_step(simulated.plan, expectation, progress.attempts),
    )
    return PersonVerdict(called=called, owner=owner, misses=misses, why=why)


def _misses(expectation: Expectation, progress: Progress) -> Iterator[Miss]:
    attempts = progress.attempts
    if (wanted := expectation.wanted) is not None:
        if len(wanted) != len(attempts):
            expected = _several([each.path or "any path" for each in wanted])
            happened = _several([f"{'>'.join(each.path)} {each.status}" for each in attempts])
            yield Miss(what="attempts", expected=expected, happened=happened)
        else:
            for expected_, attempt in zip(wanted, attempts, strict=True):
                yield from _of_attempt(expected_, attempt, attempt.number if len(attempts) > 1 else None)
    sent = tuple(effect.step for effect in effects([progress]))
    if expectation.sends not in (None, sent):
        yield Miss(what="sends", expected=_row(expectation.sends or ()), happened=_row(sent))


def _of_claims(
    journey: Journey, expectation: Expectation, progress: Progress, claims: tuple[Claim, ...]
) -> Iterator[Miss]:
    """Yield where ``progress`` breaks other claims than expected, of ``journey`` and of the scenario (``claims``)."""
    claimed = replace(journey, claims=(*journey.claims, *claims))
    broken = {each.claim.id: each for each in reversed(list(breaches(claimed, progress)))}
    if set(broken) != set(expectation.breaks):
        told = [
            f"{id} broken on {instant.plain_text(each.at)}: {each.claim.sentence}"
            for id, each in broken.items()
        ]
        expected = f"{_row(expectation.breaks)} broken"
        yield Miss(what="claims", expected=expected, happened="; ".join(told) or "none broken")


def _of_attempt(expected: ExpectedAttempt, attempt: Attempt, number: int | None) -> Iterator[Miss]:
    path = ">".join(attempt.path)
    if expected.path not in (None, path):
        yield Miss(what="path", expected=str(expected.path), happened=path, attempt=number)
    if expected.status not in (None, attempt.status):
        yield Miss(what="status", expected=str(expected.status), happened=attempt.status, attempt=number)
    at = attempt.at if attempt.status == "running" else None
    if expected.waits_at not in (None, at):
        happened = at or f"nowhere: it {_ENDS[attempt.status]} at {attempt.at}"
        yield Miss(what="waits_at", expected=str(expected.waits_at), happened=happened, attempt=number)


_ENDS = {"completed": "completed", "exited": "was ended", "gave_up": "gave up"}


def _several(told: Sequence[str]) -> str:
    """Attempts in a line."""
    return f"{len(told)} ({'; '.join(told)})" if told else "none"


def _row(steps: Sequence[str]) -> str:
    return ", ".join(steps) or "none"


def _parting_step(plan: Plan, expectation: Expectation, attempts: Sequence[Attempt]) -> str | None:
    """The step of ``plan`` at which somebody's only one of ``attempts`` left the path of ``expectation``, if it
    waits there or chose there.
    """
    if expectation.path is None or len(attempts) != 1:
        return None
    both = zip(expectation.path.split(">"), attempts[0].path, strict=False)
    shared = [step for step, _ in takewhile(lambda pair: pair[0] == pair[1], both)]
    step = plan.journey.steps[shared[-1]] if shared else None
    return shared[-1] if step is not None and (waits(step) or isinstance(step, Split)) else None
