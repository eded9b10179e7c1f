"""Documents of states and profiles, found by what they belong to."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from designer.sandbox.ids import number_of_text
from designer.sandbox.persistence import KeptDocument
from store.shelf import Shelf

Owner = tuple[str, ...]


class DocumentShelf:
    """Documents by owner, registration and id. May raise StoreError."""

    def __init__(self, shelf: Shelf[KeptDocument]) -> None:
        self._shelf = shelf
        self._numbers: dict[Owner, dict[int, str]] = {}  # of each owner, with the registration
        for number, document in shelf.items():
            self._numbers.setdefault(document.owner, {})[number] = document.registration

    def get(self, owner: Owner, registration: str, id: str) -> KeptDocument | None:
        return self._shelf.get(_number(owner, registration, id))

    def all(self, owner: Owner, registration: str = "") -> Iterator[KeptDocument]:
        """Those of an owner; of one registration, if one is given."""
        for number, of in self._numbers.get(owner, {}).items():
            document = self._shelf.get(number) if registration in ("", of) else None
            if document is not None:
                yield document

    def put(self, document: KeptDocument) -> None:
        number = _number(document.owner, document.registration, document.id)
        self._shelf.put(number, document)
        self._numbers.setdefault(document.owner, {})[number] = document.registration

    def remove(self, document: KeptDocument) -> None:
        number = _number(document.owner, document.registration, document.id)
        self._shelf.remove(number)
        self._numbers.get(document.owner, {}).pop(number, None)


def _number(owner: Owner, registration: str, id: str) -> int:
    return number_of_text(msgspec.json.encode((owner, registration, id)).decode())
