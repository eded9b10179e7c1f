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
        if until is None:
            return {}
        from networkx.utils import UnionFind  # it takes long to load, and the app is shown without

        united: UnionFind[str] = UnionFind()
        given_up: set[str] = set()
        for (owner, other, previous), time in self._times.items():
            if time <= until:
                united.union(owner, other)
                given_up |= {other} if previous else set()
        return {
            owner: name
            for together in united.to_sets()
            for name in [min(together, key=lambda owner: _rank(owner, given_up))]
            for owner in together
            if owner != name
        }


def _rank(owner: str, given_up: set[str]) -> tuple[bool, bool, str]:
    """The lowest of a class names it."""
    return (owner in given_up, not owner.startswith('{"userId"'), owner)
