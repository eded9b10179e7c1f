"""Sending: to a server, back to an earlier version, into a file; and taking in what others changed there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Final

from msgspec.structs import replace

from designer.app.actions import Action
from designer.app.conversation import in_own_task
from designer.app.dialogs import Ask, Choice, Choose
from designer.app.expected_errors import EXPECTED_ERRORS
from designer.app.screens.decision import Decision
from designer.app.screens.publish.destinations import SERVER, Destinations
from designer.app.screens.tab import TabScreen
from designer.publish import PublishOptions, PublishPlan, SendProgress, pull, rollback, send
from designer.publish.journey_import import BothChanged, WhereBothChanged
from designer.publish.presentation import STATES, plan_lines, ways_out
from designer.reports.number_text import bar, count
from engine.edit.restore import difference
from engine.journey import from_document
from store.publications import Publication
from store.targets import Target

TRANSFER: Final = (
    Action("publish", "p", "Publish to this server, and read it back", "Publish", "Publish"),
    Action("pull", "P", "Pull what others changed on this server", "Publish"),
    Action("rollback", "B", "Publish an earlier version again", "Publish"),
)

_WAYS_OUT: Final = {
    "look": "see what is different; nothing is changed",
    "take theirs in": "their changes become a version of the design",
    "overwrite theirs": "the requests are shown before anything is sent",
    "make it again": "as another journey, beside what is there",
}
"""What can be done where a journey cannot be published as it is, and what that means."""
_WIDTH: Final = 20
"""Columns of the bar of progress."""


class Transfer:
    """Everything is shown before it is sent."""

    ACTIONS: ClassVar[Sequence[Action]] = TRANSFER

    def __init__(self, screen: TabScreen, destinations: Destinations) -> None:
        self._screen, self._destinations = screen, destinations

    def publish(self) -> None:
        """Publish to the server that is chosen."""
        self._screen.converse(self._publish, exclusive=True, group=SERVER)

    async def _publish(self) -> None:
        target = await self._destinations.server_at_hand()
        if target is None or not await self._is_saved():
            return
        plan = await self._destinations.plan_for(target)
        if plan is not None:
            await self._carry_out(plan)

    async def _is_saved(self) -> bool:
        """Tell whether the design is saved as a version, as servers get versions; offer to save what has changed."""
        if not self._screen.desk.unsaved:
            return True
        body = "What is published is a version of the design, so that one can go back to it."
        if not await self._screen.waypost.ask(
            Ask("There are unsaved changes.", body, "Save and go on", "Leave it")
        ):
            return False
        with self._screen.waypost.report_errors():
            await asyncio.to_thread(self._screen.desk.save, self._screen.workspace)
            self._screen.draw_title()
            return True
        return False

    async def _carry_out(self, plan: PublishPlan) -> None:
        """Show what would be done, and do it if that is wanted."""
        said = "\n".join([*plan_lines(plan, requests=False), *plan.notes, "", _requests(plan)])
        if plan.refusal:
            self._destinations.look("changes")
            self._screen.waypost.say(plan.refusal, wrong=True)
            await self._offer_ways_out(plan)
        elif not plan.moves and not plan.learnt:
            self._screen.waypost.say(f"{plan.target.name} has it already.")
        elif await self._screen.waypost.ask(
            Ask(f"Publish to {plan.target.name}?", said, "Publish", "Do not")
        ):
            await self._send(plan)

    async def _offer_ways_out(self, plan: PublishPlan) -> None:
        """Offer what can be done where the server has something else than ``plan`` knew, or no longer has it."""
        name = plan.target.name
        offered = ways_out(plan.state, plan.design, name)
        choices = [Choice(what, what, about) for what, about in _WAYS_OUT.items() if what in offered]
        if not choices:
            return
        match await self._screen.waypost.ask(Choose(f"{name}: {STATES[plan.state]}. What now?", choices)):
            case "take theirs in":
                await self._pull()
            case "overwrite theirs":
                await self._plan_again(plan, replace(plan.options, force=True))
            case "make it again":
                await self._plan_again(plan, replace(plan.options, anew=True))

    async def _plan_again(self, plan: PublishPlan, options: PublishOptions) -> None:
        """Go on as ``options`` have it, unless that is refused, too."""
        again = await self._destinations.plan_for(plan.target, options)
        if again is not None and not again.refusal:
            await self._carry_out(again)

    async def _send(self, plan: PublishPlan) -> None:
        try:
            done = await send(self._screen.workspace, plan, self._watch, self._destinations.doing)
            self._screen.waypost.say(_result_text(plan, done))
        except EXPECTED_ERRORS as error:
            self._screen.waypost.say(str(error), wrong=True)
        await self._destinations.plan_for(plan.target)

    def _watch(self, progress: SendProgress) -> None:
        filled = bar((progress.done / progress.total if progress.total else 1,), _WIDTH)
        self._destinations.doing(f"{filled}  {progress.done}/{progress.total}  {progress.now}")

    def rollback(self) -> None:
        """Publish an earlier version again."""
        self._screen.converse(self._rollback, exclusive=True, group=SERVER)

    async def _rollback(self) -> None:
        target = await self._destinations.server_at_hand()
        if target is None:
            return
        past = [each for each in self._destinations.known.history if each.target == target.name]
        if not past:
            self._screen.waypost.say(f"Nothing was published to {target.name} yet.")
            return
        if (
            version := await self._screen.waypost.ask(Choose("Publish which version again?", _versions(past)))
        ) is None:
            return
        try:
            self._destinations.doing(f"asking {target.name} …")
            plan = await rollback(
                self._screen.workspace,
                self._screen.desk.name,
                target.name,
                PublishOptions(version=int(version)),
                self._destinations.doing,
            )
        except EXPECTED_ERRORS as error:
            self._screen.waypost.say(str(error), wrong=True)
        else:
            await self._carry_out(plan)
        finally:
            self._destinations.doing("")

    def pull(self) -> None:
        """Take in what others changed on the server that is chosen."""
        self._screen.converse(self._pull, exclusive=True, group=SERVER)

    async def _pull(self) -> None:
        target = await self._destinations.server_at_hand()
        if target is None or not await self._is_saved():
            return
        await self._take_in(target, "ask")

    async def _take_in(self, target: Target, where_both_changed: WhereBothChanged) -> None:
        """Take in what others changed; where both sides changed a thing, ask what becomes of it."""
        try:
            self._destinations.doing(f"pulling from {target.name} …")
            await self._take_changes(target, where_both_changed)
        except BothChanged as both:
            if answer := await self._screen.waypost.ask(_question(target, both)):
                await self._take_in(target, "theirs" if answer == "theirs" else "all theirs")
        except EXPECTED_ERRORS as error:
            self._screen.waypost.say(str(error), wrong=True)
        finally:
            self._destinations.doing("")

    async def _take_changes(self, target: Target, where_both_changed: WhereBothChanged) -> None:
        """The server's changes are a version, and an edit that can be undone."""
        brought = await in_own_task(
            pull(
                self._screen.workspace,
                self._screen.desk.name,
                target.name,
                where_both_changed=where_both_changed,
                say=self._destinations.doing,
            )
        )
        theirs = from_document(brought.version.document)
        self._screen.desk.apply(difference(self._screen.desk.journey, theirs))
        self._screen.desk.save(self._screen.workspace)
        said = count(len(brought.changes), "change") if brought.changes else "nothing new"
        self._screen.waypost.say(f"Pulled from {target.name}: {said}.")
        self._screen.catch_up()


def _question(target: Target, both: BothChanged) -> Decision:
    """The question what becomes of the things that ``both`` sides changed, here and on ``target``."""
    return Decision(
        f"Both sides changed, here and on {target.name}:",
        both.conflicts,
        [
            Choice("theirs", "Take both, and theirs in these", "yours stays as the version before"),
            Choice("all theirs", "Take theirs whole", "yours stays as the version before"),
        ],
    )


def _requests(plan: PublishPlan) -> str:
    return f"{count(len(plan.requests), 'request')} will be made; Esc, then r, lists them."


def _result_text(plan: PublishPlan, done: Publication | None) -> str:
    if done is None:
        return f"{plan.target.name} has it already."
    back = "and read back the same" if done.found is not None else "it cannot be read back"
    return f"Version {done.version} is on {done.target} as {done.remote}, {back}."


def _versions(past: list[Publication]) -> list[Choice]:
    """The versions that were published, the last one first."""
    by_version = {each.version: each for each in past}
    return [
        Choice(str(number), f"version {number}", f"{each.how} {each.at[:16].replace('T', ' ')}")
        for number, each in sorted(by_version.items(), reverse=True)
    ]
