"""Identity of owners in calls of the track spec: ``alias``, and ``identify`` with both ids, make one owner of two.

Owners are the classes of the union over all such calls up to the clock, so they do not depend on what came first. A
class is named by one of its ids: one that is no alias's ``previousId`` before one that is, then a user id before an
anonymous one, then the first in the order of text.
Sources: Segment's documentation, "Spec: Identify" and "Spec: Alias".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from engine.events import Event, call_owner, named_owner


class Link(Struct, frozen=True, array_like=True):
    """The link of two owners from ``time`` on (microseconds); an alias takes ``previous`` for a name that is
    given up.
    """

    time: int
    owner: str
    other: str
    previous: bool = False


def links_of(event: Event) -> tuple[Link, ...]:
    """Return what an event says about who is who: nothing, most often."""
    call = event.document
    match call.get("type"):
        case "identify":
            others = {"anonymousId": call.get("anonymousId")} if call.get("userId") else {}
            return tuple(_links(event, others, previous=False))
        case "alias":
            # A previous id may be of either kind.
            others = dict.fromkeys(("userId", "anonymousId"), call.get("previousId"))
            return tuple(_links(event, others, previous=True))
    return ()


def _links(event: Event, others: dict[str, object], *, previous: bool) -> Iterator[Link]:
    owner = call_owner(event.document)
    for key, other in others.items():
        if owner is not None and isinstance(other, str) and other and named_owner(key, other) != owner:
            yield Link(event.time, owner, named_owner(key, other), previous)


class Links:
    """Takes in links in any order; of those that say the same, the earliest is kept."""

    def __init__(self, links: Iterable[Link] = ()) -> None:
        self._times: dict[tuple[str, str, bool], int] = {}
        for link in links:
            self.add(link)

    def add(self, link: Link) -> bool:
        """Take in a link; whether it says anything new."""
        pair = (link.owner, link.other, link.previous)
        if self._times.get(pair, link.time + 1) <= link.time:
            return False
        self._times[pair] = link.time
        return True

    def names(self, until: int | None) -> dict[str, str]:
        """The name of the class of each owner that has another one, as of a clock in microseconds."""
        identities = Identities()
        for (owner, other, previous), time in self._times.items():
            if until is not None and time <= until:
                identities.unite(Link(time, owner, other, previous))
        return identities.names


class Identities:
    """The classes of owners, as links come in; each counts at once, whatever its time.

    ``names`` has the name of the class of each owner that goes by another one.
    """

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._classes: dict[str, set[str]] = {}  # by name, without those of one owner
        self._given_up: set[str] = set()

    def name(self, owner: str) -> str:
        """Return by what name an owner goes."""
        return self.names.get(owner, owner)

    def members(self, owner: str) -> frozenset[str]:
        """All owners that are one with this one, itself among them."""
        return frozenset(self._classes.get(self.name(owner), {owner}))

    def unite(self, link: Link) -> tuple[str, frozenset[str]]:
        """Take in a link. Answers the name of the class that it makes, and the names of classes that go up in it."""
        before = candidates = {self.name(link.owner), self.name(link.other)}
        if link.previous and link.other not in self._given_up:
            self._given_up.add(link.other)
            candidates = {*self.members(link.owner), *self.members(link.other)}
        name = min(candidates, key=self._rank)
        gone = before - {name}
        moved = {owner for each in gone for owner in self._classes.pop(each, {each})}
        if gone:
            self._classes.setdefault(name, {name}).update(moved)
            self.names |= dict.fromkeys(moved, name)
            self.names.pop(name, None)
        return name, frozenset(gone)

    def _rank(self, owner: str) -> tuple[bool, bool, str]:
        """The lowest of a class names it."""
        return (owner in self._given_up, not owner.startswith('{"userId"'), owner)
