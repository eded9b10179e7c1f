"""Names of the logs that a workspace keeps of files and servers."""

from __future__ import annotations

from store.log_folders import server_log_name


def test_targets_of_one_name_at_addresses_that_are_nearly_the_same_have_a_log_each() -> None:
    urls = [f"https://lrs.example.org/{path}" for path in ("a/b", "a-b", "A/b")]
    names = [server_log_name("campus", url) for url in urls]
    assert len(set(names)) == 3
    assert all(name.startswith("campus-") for name in names)
