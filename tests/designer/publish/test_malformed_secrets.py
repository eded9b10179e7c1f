"""No secret is in what any command says, however malformed it is: it is refused with a sentence that names it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from cli import Said, Terminal
from journey_server import LearningLockerServer, SegmentServer
from keyring.backends.null import Keyring as NoKeyring
from keyring.errors import KeyringError

from designer.publish.credentials import Credentials
from designer.publish.retries import RetryPolicy

MARK = "s3cr3t-MARK"
MALFORMED = [
    *(
        f"{MARK}{end}"
        for end in ("\n", "\r\n", "\r", "\t", "\x1b[31m", "\x7f", " ", "\u2028", "\u0085", "\u200b")
    ),
    *(f"{start}{MARK}" for start in ("\n", " ", "\t", "\ufeff", "\u202e", "\x01")),
    *(f"{MARK}{inside}{MARK}" for inside in ("\n", "\r\nX-Other: 1\r\n", "\u00e9", "\U0001f511", "\udce9")),
    *(f"{MARK}{more}" for more in (":", "'", '"', "\\", "\\n", "%0a", "{}", " and another")),
    MARK * 1000,
]
COMMANDS = [
    ("target", "test", "lrs"),
    ("target", "test", "cdp"),
    ("target", "list"),
    ("target", "list", "--json"),
    ("publish", "course", "--to", "lrs"),
    ("publish", "course", "--to", "lrs", "--dry-run", "--json"),
    ("publish", "course", "--to", "cdp", "--dry-run"),
    ("status", "course", "--to", "lrs", "--to", "cdp"),
    ("pull", "course", "--from", "lrs", "--id", "f" * 24),
    ("rollback", "course", "1", "--to", "lrs"),
    ("log", "pull", "lrs"),
    ("log", "pull", "any"),
    ("log", "follow", "any"),
    ("deliver", "--statements-to", "any", "--calls-to", "crm"),
    ("deliver", "--statements-to", "any", "--dry-run"),
]
VARIABLES = [
    *(f"WAYPOST_TARGET_{target}_{part}" for target in ("LRS", "ANY") for part in ("KEY", "SECRET")),
    "WAYPOST_TARGET_CDP_TOKEN",
    "WAYPOST_TARGET_CRM_WRITE_KEY",
]


@pytest.fixture
def waypost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Somebody who knows a server of each kind; all of them are there and turn away whatever they do not know."""
    monkeypatch.setattr(keyring, "get_keyring", NoKeyring)
    quick = RetryPolicy(attempts=1, answer=5.0)
    monkeypatch.setattr("designer.publish.operations.PATIENCE", quick)
    monkeypatch.setattr("designer.publish.recipients.PATIENCE", quick)
    waypost = Terminal(tmp_path)
    with LearningLockerServer() as locker, SegmentServer() as segment:
        waypost("new", "Course", "--template", "seed")
        for name, kind, url, *more in (
            ("lrs", "learninglocker", locker.url),
            ("any", "lrs", locker.url),
            ("crm", "track", locker.url),
            ("cdp", "segment", segment.url, "--space", "spa"),
        ):
            assert waypost("target", "add", name, "--kind", kind, "--url", url, *more).code == 0
        yield waypost


def keeps_quiet(said: Said) -> None:
    """A sentence and an exit code, and nothing of the secret."""
    assert MARK not in said.out + said.err
    assert "Traceback" not in said.err
    assert said.code in (0, 1, 2, 3)


@pytest.mark.parametrize("secret", MALFORMED, ids=[str(number) for number in range(len(MALFORMED))])
def test_no_command_says_a_malformed_secret(
    waypost: Terminal, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in VARIABLES:
        monkeypatch.setenv(variable, secret)
    for command in COMMANDS:
        keeps_quiet(waypost(*command))


def test_there_are_thirty() -> None:
    assert len(set(MALFORMED)) == 30


@pytest.mark.parametrize(
    ("secret", "fault"),
    [
        (f"{MARK}\n", "has a line break in it"),
        (f"{MARK} ", "has a space at its beginning or its end"),
        (f"{MARK}\x1b", "has a character in it that cannot be printed"),
        (f"{MARK}\u00e9", "has a character beyond ASCII in it"),
    ],
)
def test_what_is_wrong_is_said_where_the_secret_is_taken(
    waypost: Terminal, secret: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYPOST_TARGET_CDP_TOKEN", secret)
    said = waypost("target", "test", "cdp")
    assert (said.code, f"the token of cdp {fault}" in said.err) == (2, True)


def test_a_secret_that_is_typed_is_checked_and_never_said(
    waypost: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"key\n{MARK}\x00\n"))
    said = waypost("target", "secrets", "lrs")
    keeps_quiet(said)
    assert "the secret that was given has a character in it that cannot be printed" in said.err


def test_words_of_a_keyring_are_not_passed_on(waypost: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*words: str) -> None:
        raise KeyringError(f"cannot keep {words}") if len(words) == 3 else RuntimeError("no such thing")

    monkeypatch.setattr(keyring, "set_password", fail)
    monkeypatch.setattr(keyring, "get_password", fail)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"key\n{MARK}\n"))
    said = waypost("target", "secrets", "lrs")
    keeps_quiet(said)
    assert "this machine has no keyring; set WAYPOST_TARGET_LRS_KEY" in said.err


class AtATerminal(io.StringIO):
    """Standard input where somebody sits."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    "command",
    [("publish", "course", "--to", "lrs"), ("status", "course", "--to", "lrs"), ("log", "pull", "lrs")],
)
def test_without_a_keyring_somebody_is_asked_once_for_the_run(
    waypost: Terminal, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    asked: list[str] = []

    def prompt(part: str, **how: object) -> str:
        asked.append(part)
        return f"{MARK}-{part}"

    monkeypatch.setattr("sys.stdin", AtATerminal())
    monkeypatch.setattr("typer.prompt", prompt)
    monkeypatch.setattr("designer.publish.credentials._held", {})
    said = waypost(*command)
    keeps_quiet(said)
    assert asked == ["key", "secret"]
    assert "kept for this run alone" in said.err
    keeps_quiet(waypost("target", "test", "lrs"))
    assert asked == ["key", "secret"]


def test_a_mask_finds_a_secret_as_headers_and_literals_have_it() -> None:
    credentials = Credentials({"key": "k\u00e9y", "secret": f"{MARK}\n"})
    for said in (f"b'{credentials.header()}'", repr(f"{MARK}\n"), ascii("k\u00e9y")):
        masked = credentials.masked(said)
        assert MARK not in masked
        assert "xe9" not in masked
        assert credentials.header().partition(" ")[2] not in masked
    assert repr(credentials) == "Credentials(key=•••, secret=•••)"
