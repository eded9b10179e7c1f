"""The workspace: one folder with designs, every saved version of them, drafts, settings, and people's progress.

A design is stored as its canonical document, plain data; what it means is the engine's business. Everything is in one
journal (``store.journal``), each kind of record in a table of its own, so a new kind is a new table and a module
beside this one that is handed the ``Database``, as ``store.drafts`` and ``store.settings`` are.

Removing a design keeps it: its record is marked as removed, with all versions and its draft, and ``restore`` brings
it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace
from tinydb import where
from tinydb.table import Document

from store.clock import Clock, now, timestamp
from store.drafts import Drafts
from store.errors import DamagedFile
from store.lock import PATIENCE
from store.names import NameTaken, NoSuchDesign, check, unused_slug
from store.schema import DocumentSchema
from store.settings import Settings
from store.table import Database
from store.targets import Targets

if TYPE_CHECKING:
    from store.outbox import Outbox
    from store.progress import ProgressBook
    from store.publications import Publications
    from store.runs import Runs

JOURNAL: Final = "workspace.journal"
SCHEMA: Final = DocumentSchema(needs="0.1.0")


class DesignListing(Struct, frozen=True, kw_only=True):
    """A row of ``waypost list --json``; ``updated`` is when the newest version was saved (RFC 3339)."""

    name: str
    id: str
    title: str
    versions: int
    updated: str


class StoredVersion(Struct, frozen=True, kw_only=True):
    """A design as it was saved: its number (1 is the first), when (RFC 3339), a note about it, the document."""

    name: str
    number: int
    saved: str
    note: str
    document: dict[str, object]


class NoSuchVersion(LookupError):
    """The design has no version of that number."""


class NewerVersion(Exception):
    """Somebody saved a design since: ``newest`` is what they saved, ``since`` the number that was known."""

    def __init__(self, since: int, newest: StoredVersion) -> None:
        super().__init__(
            f"{newest.name!r} was saved meanwhile by somebody else: version {newest.number} is newer than the version "
            f"{since} that this began from"
        )
        self.since = since
        self.newest = newest


class _Design(Struct, frozen=True, kw_only=True):
    """The record of a design. ``versions`` are ids in the table of versions, the first version first."""

    name: str
    id: str
    title: str
    versions: list[int]
    updated: str
    removed: str = ""  # when; empty: it is not

    def listing(self) -> DesignListing:
        return DesignListing(
            name=self.name, id=self.id, title=self.title, versions=len(self.versions), updated=self.updated
        )


class Workspace:
    """Open it with ``Workspace.open``. Nothing is created before the first write; readers never wait.

    Any method may raise StoreError or one of its kinds: the disk is full, another process writes, the file is newer.
    """

    def __init__(self, folder: Path, database: Database, clock: Clock) -> None:
        self.folder = folder
        self._database = database
        self._clock = clock
        self._designs = database.table("designs")
        self._versions = database.table("versions")
        self.drafts = Drafts(database, clock)
        self.settings = Settings(database)
        self.targets = Targets(database)

    @classmethod
    def open(cls, folder: Path, *, clock: Clock = now, patience: float = PATIENCE) -> Self:
        """The workspace in a folder, which need not exist. ``patience``: seconds to wait for another writer."""
        return cls(folder, Database(folder / JOURNAL, schema=SCHEMA, patience=patience), clock)

    # What takes long to load, or is opened by itself

    @cached_property
    def runs(self) -> Runs:
        from store.runs import Runs

        return Runs(self.folder, self._database, self._clock)

    @cached_property
    def progress(self) -> ProgressBook:
        from store.progress import ProgressBook

        return ProgressBook(self.folder)

    @cached_property
    def outbox(self) -> Outbox:
        from store.outbox import Outbox

        return Outbox(self.folder, self._clock)

    @cached_property
    def publications(self) -> Publications:
        from store.publications import Publications

        return Publications(self.folder, self._database, self._clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for name in ("progress", "outbox"):
            if name in vars(self):
                vars(self)[name].close()
        self._database.close()

    def transaction(self) -> AbstractContextManager[object]:
        """Group what is written in the block into one durable record, all or nothing."""
        return self._database.transaction()

    # Reading

    def names(self) -> list[str]:
        return sorted(design.name for design in self._live().values())

    def designs(self) -> list[DesignListing]:
        """All designs, by name."""
        return sorted((design.listing() for design in self._live().values()), key=lambda row: row.name)

    def load(self, name: str, version: int | None = None) -> StoredVersion:
        """A version of a design, the newest unless told. Raises NoSuchDesign, NoSuchVersion."""
        _, design = self._find(name)
        newest = len(design.versions)
        if version is not None and not 1 <= version <= newest:
            raise NoSuchVersion(f"{name!r} has no version {version}; it has 1 to {newest}")
        return self._version(design, version or newest)

    def versions(self, name: str) -> list[StoredVersion]:
        """All versions of a design, the first one first. Raises NoSuchDesign."""
        _, design = self._find(name)
        return [self._version(design, number) for number in range(1, len(design.versions) + 1)]

    def unused_name(self, title: str) -> str:
        """A slug of the title that no design has: ``-2``, ``-3`` … is added if one has."""
        return unused_slug(title, self.names())

    # Writing

    def save(
        self, name: str, document: Mapping[str, object], *, note: str = "", since: int | None = None
    ) -> StoredVersion:
        """Save a ``document`` as a new version of ``name`` with a ``note``, or as its first; the newest as it is if
        its content is the same.

        ``since`` is the number of the version that the document began from, or that its author has seen: if there is
        a newer one that says something else, nothing is saved. Raises NewerVersion, NoSuchDesign where ``since`` is
        given and the design is gone, BadName, and TypeError or ValueError for what JSON cannot say.
        """
        with self.transaction():
            key, design = self._find_by_name(check(name)) or (None, None)
            if design is None and since is not None:
                raise NoSuchDesign(name, self.names())
            if design is None or not self._is_newest(design, document):
                if design is not None and since is not None and since != len(design.versions):
                    raise NewerVersion(since, self._version(design, len(design.versions)))
                design = self._with_version(name, design, document, note)
                self._put(key, design)
            return self._version(design, len(design.versions))

    def add(self, document: Mapping[str, object], *, note: str = "") -> StoredVersion:
        """Save ``document`` as a new design with a ``note`` under an unused name, made from its title."""
        with self.transaction():
            return self.save(self.unused_name(str(document.get("name", ""))), document, note=note)

    def rename(self, old: str, new: str) -> None:
        """Rename the design ``old`` to ``new``. Raises NoSuchDesign, NameTaken, BadName."""
        with self.transaction():
            key, design = self._find(old)
            if check(new) == old:
                return
            if new in (names := self.names()):
                raise NameTaken(new, names)
            self._put(key, replace(design, name=new))
            self.drafts.move(old, new)

    def remove(self, name: str) -> None:
        """Take a design, its versions and its draft out of sight; ``restore`` brings them back. Raises NoSuchDesign."""
        with self.transaction():
            key, design = self._find(name)
            self._put(key, replace(design, removed=timestamp(self._clock)))
            self.drafts.move(name, key)

    def removed(self) -> list[DesignListing]:
        """Designs that were removed, the last one removed first."""
        gone = sorted(self._removed_designs().values(), key=lambda design: design.removed, reverse=True)
        return [design.listing() for design in gone]

    def restore(self, name: str) -> str:
        """Bring back the design of that name that was removed last; its name, another if that is taken by now.

        Raises NoSuchDesign.
        """
        with self.transaction():
            gone = {key: design for key, design in self._removed_designs().items() if design.name == name}
            if not gone:
                raise NoSuchDesign(name, [design.name for design in self._removed_designs().values()])
            key = max(gone, key=lambda key: (gone[key].removed, key))
            free = self.unused_name(name)
            self._put(key, replace(gone[key], name=free, removed=""))
            self.drafts.move(key, free)
            return free

    # Records

    def _live(self) -> dict[int, _Design]:
        return _by_key(self._designs.search(where("removed") == ""))

    def _removed_designs(self) -> dict[int, _Design]:
        return _by_key(self._designs.search(where("removed") != ""))

    def _find_by_name(self, name: str) -> tuple[int, _Design] | None:
        return next((found for found in self._live().items() if found[1].name == name), None)

    def _find(self, name: str) -> tuple[int, _Design]:
        if (found := self._find_by_name(name)) is None:
            raise NoSuchDesign(name, self.names())
        return found

    def _version(self, design: _Design, number: int) -> StoredVersion:
        row = self._versions.get(doc_id=design.versions[number - 1])
        if row is None:
            raise DamagedFile(
                f"version {number} of {design.name!r} was lost when the workspace was repaired; "
                f"look for it in the copy of the damaged file, {JOURNAL}.damaged."
            )
        return msgspec.convert({**row, "name": design.name, "number": number}, StoredVersion)

    def _is_newest(self, design: _Design, document: Mapping[str, object]) -> bool:
        row = self._versions.get(doc_id=design.versions[-1])
        return row is not None and _same(row["document"], document)

    def _with_version(
        self, name: str, design: _Design | None, document: Mapping[str, object], note: str
    ) -> _Design:
        saved = timestamp(self._clock)
        row = self._versions.insert({"saved": saved, "note": note, "document": document})
        return _Design(
            name=name,
            id=str(document.get("id", "")),
            title=str(document.get("name", "")),
            versions=[*(design.versions if design else ()), row],
            updated=saved,
        )

    def _put(self, key: int | None, design: _Design) -> None:
        if key is None:
            self._designs.insert(asdict(design))
        else:
            self._designs.update(asdict(design), doc_ids=[key])


def _by_key(documents: Iterable[Document]) -> dict[int, _Design]:
    return {document.doc_id: msgspec.convert(dict(document), _Design) for document in documents}


def _same(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Tell whether ``one`` and ``other`` say the same. The order of keys counts, as it does inside a condition; true
    is not 1.
    """
    return json.dumps(one) == json.dumps(other)
