"""The verbs that mean something to a store of statements."""

from __future__ import annotations

from typing import Final

VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"
"""Of a statement that takes another one back."""
