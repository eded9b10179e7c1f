"""Errors that may happen and are said in a sentence; anything else is a bug."""

from __future__ import annotations

from typing import Final

from designer.errors import Refused
from engine.conditions import ConditionError
from engine.edit import InvalidEdit
from engine.finding import Invalid
from store.errors import StoreError
from store.names import BadName, NameTaken, NoSuchDesign
from store.workspace import NoSuchVersion

EXPECTED_ERRORS: Final = (
    StoreError,
    InvalidEdit,
    Invalid,
    ConditionError,
    Refused,
    BadName,
    NameTaken,
    NoSuchDesign,
    NoSuchVersion,
)
