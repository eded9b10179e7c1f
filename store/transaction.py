"""Writes to the tables of a journal that are yet to be saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from store.lines import Patch, Tables
from store.view import Rows, TableView


class Transaction:
    """Changes on top of the saved tables, which it never touches. An empty one is a way to read them."""

    def __init__(self, saved: Tables) -> None:
        self._saved = saved
        self._unsaved: Patch = {}

    def names(self) -> list[str]:
        return [name for name in {**self._saved, **self._unsaved} if self._unsaved.get(name, {}) is not None]

    def view(self, name: str) -> TableView:
        """A table, to be read."""
        rows = self._unsaved.get(name, {})
        return TableView({} if rows is None else self._saved.get(name, {}), rows or {})

    @contextmanager
    def edit(self, name: str) -> Iterator[TableView]:
        """A table, to be changed. Should the block fail, none of its changes count."""
        rows = self._rows(name)
        changes: Rows = {}
        yield TableView(self._saved.get(name, {}), rows, changes)
        rows.update(changes)
        self._unsaved[name] = rows

    def _rows(self, name: str) -> Rows:
        rows = self._unsaved.get(name, {})
        dropped = rows is None  # to be filled again, it must stay, emptied
        return dict.fromkeys(self._saved.get(name, {})) if dropped else rows or {}

    def drop(self, name: str) -> None:
        self._unsaved[name] = None

    def patch(self) -> Patch:
        """Return what there is to save: without tables that are dropped but were never saved, or saved but did not
        change.
        """
        return {
            name: rows
            for name, rows in self._unsaved.items()
            if rows or (rows is None) == (name in self._saved)
        }
