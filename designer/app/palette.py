"""The command palette: everything that can be done here, found by name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from designer.app.actions import Acting, Action, available_actions, key_names


class Actions(Provider):
    """Offers what the help lists."""

    async def discover(self) -> Hits:
        for node, action in self._offered():
            yield DiscoveryHit(_title(action), partial(node.run_action, action.name), help=_help(action))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for node, action in self._offered():
            if (score := matcher.match(_title(action))) > 0:
                run = partial(node.run_action, action.name)
                yield Hit(score, matcher.highlight(_title(action)), run, help=_help(action))

    def _offered(self) -> Iterator[tuple[Acting, Action]]:
        return available_actions(self.screen)


def _title(action: Action) -> str:
    return action.title


def _help(action: Action) -> str:
    return f"{action.group} · {key_names(action)}"
