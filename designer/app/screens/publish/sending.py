"""Sending: to a server, back to an earlier version, into a file; and taking in what others changed there."""

from __future__ import annotations

import asyncio
from typing import Final

from textual import work

from designer.app.actions import Action
from designer.app.dialogs import Ask, Choice, Choose
from designer.app.screens.publish.looking import SERVER, Looking
from designer.app.troubles import TROUBLES
from designer.publish import PublishOptions, PublishPlan, SendProgress, pull, rollback, send
from designer.publish.presentation import plan_lines
from designer.reports.number_text import bar, count
from engine.edit.restore import difference
from engine.journey import from_document
from store.publications import Publication
from store.targets import Target

SENDING: Final = (
    Action("publish", "p", "Publish to this server, and read it back", "Publish", "Publish"),
    Action("pull", "P", "Pull what others changed on this server", "Publish"),
    Action("rollback", "B", "Publish an earlier version again", "Publish"),
)

_WIDTH: Final = 20
"""Columns of the bar of progress."""


class Sending(Looking):
    """Everything is shown before it is sent."""

    @work(exclusive=True, group=SERVER)
    async def action_publish(self) -> None:
        target = self.server()
        if target is None or not await self._is_saved():
            return
        plan = await self.planned(target)
        if plan is not None:
            await self._carry_out(plan)

    async def _is_saved(self) -> bool:
        """Servers get versions: what has changed since the last one is saved first, if that is wanted."""
        if not self.desk.unsaved:
            return True
        body = "What is published is a version of the design, so that one can go back to it."
        if not await self.app.push_screen_wait(
            Ask("There are unsaved changes.", body, "Save and go on", "Leave it")
        ):
            return False
        with self.waypost.report_errors():
            await asyncio.to_thread(self.desk.save, self.workspace)
            self.draw_title()
            return True
        return False

    async def _carry_out(self, plan: PublishPlan) -> None:
        """Show what would be done, and do it if that is wanted."""
        said = "\n".join([*plan_lines(plan, requests=False), *plan.notes, "", _requests(plan)])
        if plan.refusal:
            self.action_look("changes")
            self.waypost.say(plan.refusal, wrong=True)
        elif not plan.moves and not plan.learnt:
            self.waypost.say(f"{plan.target.name} has it already.")
        elif await self.app.push_screen_wait(
            Ask(f"Publish to {plan.target.name}?", said, "Publish", "Do not")
        ):
            await self._send(plan)

    async def _send(self, plan: PublishPlan) -> None:
        try:
            done = await send(self.workspace, plan, self._watch, self.doing)
            self.waypost.say(_sent(plan, done))
        except TROUBLES as trouble:
            self.waypost.say(str(trouble), wrong=True)
        await self.planned(plan.target)

    def _watch(self, progress: SendProgress) -> None:
        filled = bar((progress.done / progress.total if progress.total else 1,), _WIDTH)
        self.doing(f"{filled}  {progress.done}/{progress.total}  {progress.now}")

    @work(exclusive=True, group=SERVER)
    async def action_rollback(self) -> None:
        target = self.server()
        if target is None:
            return
        past = [each for each in self.known.history if each.target == target.name]
        if not past:
            self.waypost.say(f"Nothing was published to {target.name} yet.")
            return
        if (
            version := await self.app.push_screen_wait(
                Choose("Publish which version again?", _versions(past))
            )
        ) is None:
            return
        try:
            self.doing(f"asking {target.name} …")
            plan = await rollback(
                self.workspace, self.desk.name, target.name, PublishOptions(version=int(version)), self.doing
            )
        except TROUBLES as trouble:
            self.waypost.say(str(trouble), wrong=True)
        else:
            await self._carry_out(plan)
        finally:
            self.doing("")

    @work(exclusive=True, group=SERVER)
    async def action_pull(self) -> None:
        target = self.server()
        if target is None or not await self._is_saved():
            return
        try:
            self.doing(f"pulling from {target.name} …")
            await self._pulled(target)
        except TROUBLES as trouble:
            self.waypost.say(str(trouble), wrong=True)
        finally:
            self.doing("")

    async def _pulled(self, target: Target) -> None:
        """The server's changes are a version, and an edit that can be undone."""
        brought = await pull(self.workspace, self.desk.name, target.name, say=self.doing)
        theirs = from_document(brought.version.document)
        self.desk.apply(difference(self.desk.journey, theirs))
        self.desk.save(self.workspace)
        said = count(len(brought.changes), "change") if brought.changes else "nothing new"
        self.waypost.say(f"Pulled from {target.name}: {said}.")
        self.catch_up()


def _requests(plan: PublishPlan) -> str:
    return f"{count(len(plan.requests), 'request')} will be made; r shows them."


def _sent(plan: PublishPlan, done: Publication | None) -> str:
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
