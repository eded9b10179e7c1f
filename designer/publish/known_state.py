"""The state of a design on a server as this workspace knows it before it looks there."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from designer.publish.records import Document
from engine.journey import Journey
from store.publications import Publication, UnfinishedPublication


class DesignVersion(Struct, frozen=True):
    """The version of a design that is to be published."""

    name: str
    number: int
    journey: Journey


class KnownState(Struct, frozen=True):
    """The last publication, and a sending that was broken off."""

    last: Publication | None = None
    sending: UnfinishedPublication | None = None

    @property
    def remote(self) -> str:
        """The journey's id on the server; or the one that was asked for."""
        return next((each.remote for each in (self.sending, self.last) if each and each.remote), "")

    @property
    def ids(self) -> Mapping[str, str]:
        """Return what the server calls the steps."""
        return next((each.ids for each in (self.sending, self.last) if each and each.ids), {})

    @property
    def meant(self) -> Document | None:
        """Return what the server should have, as far as this workspace has seen to it."""
        known = self.last or self.sending
        return known.meant if known else None

    @property
    def doubtful(self) -> UnfinishedPublication | None:
        """The sending that began a create of which nothing was heard."""
        sending = self.sending
        return sending if sending and sending.fresh and sending.begun and not sending.answered else None

    @property
    def moment(self) -> str:
        """Another one whenever something was published, or begun, since."""
        return f"{self.last.at if self.last else ''}/{self.sending.started if self.sending else ''}"

    def of_one_journey(self, *, anew: bool) -> KnownState:
        """The state without what was before a journey that is made, or about to be made, anew."""
        if self.sending is not None and self.sending.fresh:
            return replace(self, last=None)
        return KnownState() if anew else self
