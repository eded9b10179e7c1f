"""Choices that last: a key and a JSON value. Secrets belong in the keyring, never here."""

from __future__ import annotations

from tinydb import where

from store.table import Database


class Settings:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._table = database.table("settings")

    def get(self, key: str, default: object = None) -> object:
        found = self._table.get(where("key") == key)
        return default if found is None else found["value"]

    def all(self) -> dict[str, object]:
        return {row["key"]: row["value"] for row in self._table}

    def set(self, key: str, value: object) -> None:
        """Set ``key`` to ``value``. Raises TypeError or ValueError for what JSON cannot say, and StoreError."""
        self._table.upsert({"key": key, "value": value}, where("key") == key)

    def clear(self, key: str) -> None:
        self._table.remove(where("key") == key)
