"""Targets: where a server may be, and secrets that are shown to nobody."""

from __future__ import annotations

import pytest
from journey_server import KEY, SECRET

from designer.console import Refused
from designer.publish.addresses import checked
from designer.publish.credentials import Credentials


@pytest.mark.parametrize(
    "url",
    ["http://lrs.example.org", "ftp://lrs.example.org", "https://", "https://key:secret@lrs.example.org", "https://lrs.example.org/?a=b"],
)  # fmt: skip
def test_addresses_that_would_betray_or_lead_nowhere_are_refused(url: str) -> None:
    with pytest.raises(Refused):
        checked(url, allow_http=False)


def test_printing_credentials_shows_none() -> None:
    held = Credentials({"key": KEY, "secret": SECRET})
    for text in (repr(held), str(held), f"{[held]}"):
        assert KEY not in text
        assert SECRET not in text
