"""Targets: where a server may be, and secrets that are shown to nobody."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import keyring
import pytest
from cli import Terminal
from journey_server import KEY, SECRET, LearningLockerServer, says
from keyring.backend import KeyringBackend
from keyring.compat.properties import classproperty
from keyring.errors import PasswordDeleteError

from designer.errors import Refused
from designer.publish.clients.learninglocker import LearningLocker
from designer.publish.connection import TargetConnection
from designer.publish.credentials import Credentials
from designer.publish.retries import RetryPolicy
from designer.publish.server_addresses import checked
from designer.publish.server_failures import ServerFailure, Unreachable
from store.targets import Target


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


@pytest.mark.parametrize(
    "url", ["http://localhost:8080", "http://127.0.0.1:8787/", "http://[::1]:1", "https://a.example/lrs"]
)
def test_addresses_of_this_machine_and_of_https_are_taken(url: str) -> None:
    assert checked(url, allow_http=False) == url.rstrip("/")


def test_plain_http_elsewhere_takes_a_flag(tmp_path: Path) -> None:
    waypost = Terminal(tmp_path)
    elsewhere = ("target", "add", "lrs", "--kind", "learninglocker", "--url", "http://lrs.example.org")
    assert waypost(*elsewhere).code == 2
    assert waypost(*elsewhere, "--allow-http").code == 0
    assert waypost("target", "list", "--json").json[0]["allow_http"] is True


def test_without_secrets_the_variables_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    waypost = Terminal(tmp_path)
    added = waypost(
        "target", "add", "the-lrs", "--kind", "learninglocker", "--url", "https://lrs.example.org"
    )
    assert "WAYPOST_TARGET_THE_LRS_KEY and WAYPOST_TARGET_THE_LRS_SECRET" in added.err
    tried = waypost("target", "test", "the-lrs")
    assert tried.code == 2
    assert "WAYPOST_TARGET_THE_LRS_SECRET" in tried.err
    assert waypost("target", "remove", "the-lrs").code == 0
    assert waypost("target", "list", "--json").json == []


FAILS = [says(500)] * 9


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("WAYPOST_TARGET_LRS_KEY", KEY)
    monkeypatch.setenv("WAYPOST_TARGET_LRS_SECRET", SECRET)
    return Terminal(tmp_path)


def test_a_server_that_fails_is_asked_each_question_once(known: Terminal) -> None:
    with LearningLockerServer() as server:
        known("target", "add", "lrs", "--kind", "learninglocker", "--url", server.url)
        for method in ("GET", "POST"):
            server.when(method, ".*", *FAILS)
        failed = known("target", "test", "lrs")
        assert (failed.code, "asked once" in failed.err, "(500)" in failed.err) == (3, True, True)
        assert len(server.labels) == len(set(server.labels))


def test_what_a_server_that_fails_here_and_there_lets_us_do(known: Terminal) -> None:
    with LearningLockerServer() as server:
        known("target", "add", "lrs", "--kind", "learninglocker", "--url", server.url)
        server.when("GET", "/api/v2/(organisation|journey/count)", *FAILS)
        tried = known("target", "test", "lrs", "--json")
        assert tried.code == 1
        assert [right["allowed"] for right in tried.json["rights"]] == [None, True, True, True]


def test_nobody_is_told_of_another_try_that_never_comes() -> None:
    with LearningLockerServer() as server:
        server.when("GET", ".*", *FAILS)
        target = Target(name="lrs", kind="learninglocker", url=server.url)
        patience = RetryPolicy(attempts=3, first=0.001, jitter=0.001)
        told: list[str] = []

        async def count() -> int:
            async with TargetConnection(
                target, Credentials({"key": KEY, "secret": SECRET}), patience, told.append
            ) as reached:
                return await LearningLocker(reached).count()

        with pytest.raises(ServerFailure, match="500"):
            asyncio.run(count())
        assert (len(server.asked), len(told)) == (3, 2)


@pytest.mark.parametrize(
    "words",
    [
        ("lrs", "--kind", "learninglocker", "--url", "https://a.example", "--space", "s"),
        ("cdp", "--kind", "segment", "--url", "https://a.example"),
        ("Not A Name", "--kind", "learninglocker", "--url", "https://a.example"),
        ("lrs", "--kind", "learninglocker", "--url", "a.example"),
    ],
)
def test_targets_that_make_no_sense_are_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    waypost = Terminal(tmp_path)
    assert waypost("target", "add", *words).code == 2
    assert waypost("target", "list", "--json").json == []


def test_whom_ssl_cert_file_names_is_trusted_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LearningLockerServer() as server:
        certificate = self_signed(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        target = Target(name="lrs", kind="learninglocker", url=with_tls(server, certificate))

        async def count() -> int:
            async with TargetConnection(target, Credentials({"key": KEY, "secret": SECRET})) as reached:
                return await LearningLocker(reached).count()

        assert asyncio.run(count()) == 0


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with LearningLockerServer() as server:
        target = Target(name="lrs", kind="learninglocker", url=with_tls(server, self_signed(tmp_path)))

        async def count() -> int:
            async with TargetConnection(target, Credentials({"key": KEY, "secret": SECRET})) as reached:
                return await LearningLocker(reached).count()

        with pytest.raises(ServerFailure, match=r"CERTIFICATE_VERIFY_FAILED.* in SSL_CERT_FILE"):
            asyncio.run(count())
        assert server.asked == []


def test_a_certificate_of_a_token_server_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with LearningLockerServer() as server:
        token_url = f"{with_tls(server, self_signed(tmp_path))}/token"
        target = Target(name="lrs", kind="lrs", url="http://127.0.0.1:9/xAPI", token_url=token_url)

        async def authorize() -> str:
            async with TargetConnection(target, Credentials({"key": KEY, "secret": SECRET})) as reached:
                return await reached.authorization()

        with pytest.raises(
            ServerFailure,
            match=r"/token gave no access token: .*CERTIFICATE_VERIFY_FAILED.* in SSL_CERT_FILE",
        ) as refused:
            asyncio.run(authorize())
        assert not isinstance(refused.value, Unreachable)


def with_tls(server: LearningLockerServer, certificate: Path) -> str:
    """Let the server speak TLS; return its URL then."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.speak_tls(context)
    return server.url.replace("http://127.0.0.1", "https://localhost")


def self_signed(folder: Path) -> Path:
    """A certificate for localhost that it signed itself, with its key, in a file."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1)
        )
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(private + certificate.public_bytes(pem))
    return file


class Ring(KeyringBackend):
    """A keyring in memory, which is never taken unless it is put in place."""

    @classproperty
    def priority(cls) -> float:  # noqa: N805
        raise RuntimeError("not viable")

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


@pytest.fixture
def ring() -> Iterator[Ring]:
    before, ring = keyring.get_keyring(), Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


def test_secrets_are_kept_in_the_keyring(tmp_path: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    waypost = Terminal(tmp_path)
    with LearningLockerServer() as server:
        waypost("target", "add", "lrs", "--kind", "learninglocker", "--url", server.url)
        monkeypatch.setattr("sys.stdin", StringIO(f"{KEY}\n{SECRET}\n"))
        assert waypost("target", "secrets", "lrs").code == 0
        assert set(ring.kept.values()) == {KEY, SECRET}
        assert waypost("target", "test", "lrs").code == 0
        assert waypost("target", "list", "--json").json[0]["missing"] == []
        waypost("target", "remove", "lrs")
    assert ring.kept == {}
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert SECRET.encode() not in kept


def test_half_of_the_secrets_are_none(tmp_path: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    waypost = Terminal(tmp_path)
    waypost("target", "add", "lrs", "--kind", "learninglocker", "--url", "https://lrs.example.org")
    monkeypatch.setattr("sys.stdin", StringIO(f"{KEY}\n"))
    assert waypost("target", "secrets", "lrs").code == 2
    assert ring.kept == {}
