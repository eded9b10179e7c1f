"""Publishing from a notebook: what would change on a server, and making it so."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from designer.editing.design_argument import name_for
from designer.editing.divergence import save_document
from designer.notebook.code.arguments import WORKSPACE, Design, File, design_of
from designer.notebook.code.coroutine import run_coroutine
from designer.notebook.code.findings_table import Findings
from designer.publish import PublishOptions, PublishPlan, plan, send
from designer.publish.presentation import plan_lines, publication_line, ways_out_lines
from engine.rules import checked
from store.publications import Publication
from store.targets import NoSuchTarget
from store.targets import Target as Target
from store.workspace import Workspace


class Published(Struct, frozen=True):
    """The plan, and the publication; none if it was a dry run, was refused, or everything was in step."""

    plan: PublishPlan
    publication: Publication | None
    dry_run: bool

    @property
    def findings(self) -> Findings:
        """Return what the server cannot hold, or holds otherwise."""
        return Findings(self.plan.findings)

    def __repr__(self) -> str:
        said = list(plan_lines(self.plan, requests=self.dry_run))
        if self.plan.refusal:
            said.append(f"not sent: {self.plan.refusal}")
            said += ways_out_lines(self.plan.state, self.plan.design, self.plan.target.name)
        elif self.publication is not None:
            said.append(publication_line(self.publication))
        return "\n".join(said)

    def _repr_html_(self) -> str:
        from designer.notebook.rendering.html import around, preformatted

        findings = [self.findings._repr_html_()] if self.findings else []
        return around(preformatted(repr(self)), *findings)


def publish(
    journey: Design,
    to: Target | str,
    workspace: File = WORKSPACE,
    *,
    dry_run: bool = False,
    force: bool = False,
) -> Published:
    """Save the design in the workspace and make the server's journey the same; ``dry_run`` sends nothing.

    ``to`` is a target of the workspace, or one to remember there. Its secrets come from the environment or the keyring,
    as on the command line. ``force`` overwrites what others changed on the server. Raises InvalidJourney, NoSuchTarget,
    StoreError, and Refused, which says what to do.

    >>> import os
    >>> from tempfile import TemporaryDirectory
    >>> from designer import sandbox
    >>> from designer.notebook import Journey, Target, publish, verb
    >>> journey = Journey.new("Read").waypoint("read", verb("http://example.org/read")).exit()
    >>> with TemporaryDirectory() as folder, sandbox.running(folder) as server:
    ...     os.environ["WAYPOST_TARGET_PRACTICE_KEY"] = server.keys.learninglocker.key
    ...     os.environ["WAYPOST_TARGET_PRACTICE_SECRET"] = server.keys.learninglocker.secret
    ...     practice = Target(name="practice", kind="learninglocker", url=server.url)
    ...     planned, done = publish(journey, practice, folder, dry_run=True), publish(journey, practice, folder)
    >>> planned.plan.state, done.publication.version
    ('new', 1)
    """
    design = checked(design_of(journey))
    with Workspace.open(Path(workspace)) as kept:
        target = _keep_target(kept, to)
        name = save_document(kept, name_for(kept, design), design, go_on=_GO_ON).name
        planned = run_coroutine(plan(kept, name, target.name, PublishOptions(force=force)))
        sends = not (dry_run or planned.refusal)
        publication = run_coroutine(send(kept, planned)) if sends else None
    return Published(planned, publication, dry_run)


_GO_ON = (
    "Take the workspace's newest version as a start, or save this one there first: "
    "`waypost import FILE --merge` or `--overwrite`."
)


def _keep_target(workspace: Workspace, to: Target | str) -> Target:
    """The target ``to`` in ``workspace``, by its name; one that is handed over takes the place of what had its name.

    Raises NoSuchTarget.
    """
    if isinstance(to, str):
        return workspace.targets.get(to)
    with workspace.transaction():
        try:
            if workspace.targets.get(to.name) != to:
                workspace.targets.remove(to.name)
        except NoSuchTarget:
            pass
        if to not in workspace.targets.all():
            workspace.targets.add(to)
    return to
