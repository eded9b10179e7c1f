"""Where a callback must not go, however the address is written."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from listener import OK, Listener, answer

from designer.delivery import GuardedTransport
from designer.delivery.addresses import refusal
from designer.delivery.delivery_requests import DeliveryRequest, headers
from designer.delivery.exchange import DeliveryResult, send
from designer.delivery.transport import Resolve, resolve
from designer.delivery.trust import NoCertificates, ssl_context

CERTIFICATE = Path(__file__).parents[2] / "data" / "hooks.example.pem"

PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "169.254.170.2",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:10.0.0.1",
    "fe80::1",
    "fe80::1%eth0",
    "febf::1",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "100::1",
    "2001:db8::1",
    "3fff::1",
    "3fff:fff:ffff::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "4000::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
]

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.215.14",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "169.253.255.255",
    "223.255.255.254",
    "2606:4700:4700::1111",
    "2a00:1450:4001:800::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_it_does_not_go_to(address: str) -> None:
    assert refusal(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_it_goes_to(address: str) -> None:
    assert refusal(address) is None


@given(st.ip_addresses(v=4))
def test_an_address_is_as_good_as_what_it_is_wrapped_in(address: object) -> None:
    plain = refusal(str(address)) is None
    assert (refusal(f"::ffff:{address}") is None) == plain
    assert (refusal(f"64:ff9b::{address}") is None) == plain


def hook(url: str) -> DeliveryRequest:
    """A callback to a URL."""
    return DeliveryRequest(method="POST", url=url, headers=headers("effect"), body=b"{}")


def sent(url: str, **options: Any) -> DeliveryResult:
    async def sending() -> DeliveryResult:
        async with GuardedTransport(**options) as transport:
            return await send(transport, hook(url))

    return asyncio.run(sending())


def named(*addresses: str) -> Resolve:
    """Every name has these addresses."""

    async def known(host: str, port: int) -> list[str]:
        return list(addresses)

    return known


SPELLINGS = [
    "http://127.0.0.1",
    "http://127.1",
    "http://127.0.1",
    "http://2130706433",
    "http://0x7f000001",
    "http://0x7f.0.0.1",
    "http://0177.0.0.1",
    "http://0177.1",
    "http://127.0.0.1.",
    "http://localhost",
    "http://LOCALHOST",
    "http://localhost.",
    "http://0",
    "http://0.0.0.0",
    "http://[::1]",
    "http://[::]",
    "http://[::ffff:127.0.0.1]",
    "http://[::ffff:7f00:1]",
    "http://[0:0:0:0:0:ffff:127.0.0.1]",
    "http://[0000:0000:0000:0000:0000:0000:0000:0001]",
    "http://①②⑦.⓪.⓪.①",
    "http://127。0。0。1",
    "http://user@127.0.0.1",
    "http://example.org@127.0.0.1",
    "http://127.0.0.1%2eexample.org@127.0.0.1",
]


@pytest.mark.parametrize("url", SPELLINGS)
def test_this_machine_is_not_called_in_any_spelling(url: str) -> None:
    with Listener() as listener:
        scheme, host = url.split("//")
        found = sent(f"{scheme}//{host}:{listener.port}/hook")
        assert found.error
        assert found.status is None
        assert listener.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/x",
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/",
        "javascript:alert(1)",
        "//example.org/x",
        "/hook",
        "http://",
        "http:///hook",
        "https://user:secret@example.org/hook",
        "http://example.org:99999/",
        "http://[::1/",
        "http://example.org/\x00",
        "",
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    found = sent(url, allow_private=True, resolve=named("127.0.0.1"))
    assert found.refused
    assert "secret" not in found.error


def test_one_private_address_among_several_is_enough_to_refuse() -> None:
    with Listener() as listener:
        url = f"http://both.example:{listener.port}/hook"
        found = sent(url, resolve=named("93.184.215.14", "127.0.0.1"))
        assert (found.refused, listener.asked) == (True, [])
        assert "both.example is 127.0.0.1, which is this machine" in found.error


def test_a_name_that_changes_its_address_leads_nowhere_else() -> None:
    """It is asked once; the connection goes to what was checked, with the name in the request."""
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with Listener() as listener:
        found = sent(f"http://turns.example:{listener.port}/hook", allow_private=True, resolve=rebinding)
        assert (found, asked) == (DeliveryResult(status=200), ["turns.example"])
        assert listener.asked[0].headers["host"] == f"turns.example:{listener.port}"


def test_the_next_address_is_tried_when_one_is_down() -> None:
    with Listener() as listener:
        both = named("127.0.0.2", "127.0.0.1")  # it only listens on the second
        assert sent(f"http://two.example:{listener.port}/", allow_private=True, resolve=both).status == 200


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "//169.254.169.254/",
        "http://[::ffff:169.254.169.254]/",
        "http://metadata.example/",
        "http://2852039166/",
        "ftp://public.example/",
        "http://user:key@public.example/",
        "http://[::1",
    ],
)
def test_a_redirect_is_checked_as_well(status: int, location: str) -> None:
    """The listener stands for a public server: its own name may be reached, what it leads to may not."""

    async def known(host: str, port: int) -> list[str]:
        return {"metadata.example": ["169.254.169.254"]}.get(host) or await resolve(host, port)

    class PublicListener(GuardedTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            self._allow_private = request.url.port == listener.port
            return await super().handle_async_request(request)

    async def sending() -> DeliveryResult:
        async with PublicListener(resolve=known) as transport:
            return await send(transport, hook(f"{listener.url}/hook"))

    with Listener(answer(status, f"Location: {location}")) as listener:
        found = asyncio.run(sending())
        assert found.status == status
        assert found.error.startswith("it redirects to where it must not")
        assert not found.refused, "the first request was sent"
        assert len(listener.asked) == 1


def test_a_redirect_that_may_be_followed_stays_a_post() -> None:
    with Listener() as there, Listener(answer(302, f"Location: {there.url}/next")) as here:
        assert sent(f"{here.url}/hook", allow_private=True) == DeliveryResult(status=200)
        assert [each.line for each in there.asked] == ["POST /next HTTP/1.1"]
        assert there.asked[0].body == b"{}"
        assert there.keys() == here.keys() == ["effect"]


def test_redirects_come_to_an_end() -> None:
    with Listener(answer(307, "Location: /round")) as listener:
        found = sent(f"{listener.url}/hook", allow_private=True)
        assert (found.status, found.error) == (307, "it redirects more than 5 times")
        assert len(listener.asked) == 6


def test_what_was_taken_elsewhere_is_taken() -> None:
    with Listener(answer(303, "Location: http://169.254.169.254/")) as listener:
        assert sent(listener.url, allow_private=True) == DeliveryResult(status=303)


@pytest.fixture
def proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    with Listener() as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        yield proxy


def test_no_proxy_of_the_environment_is_used(proxies: Listener) -> None:
    with Listener() as listener:
        assert sent(listener.url, allow_private=True).status == 200
    assert proxies.asked == []


def test_no_password_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with Listener(OK) as listener:
        sent(listener.url, allow_private=True)
        assert "authorization" not in listener.asked[0].headers


def test_a_cookie_is_not_carried_on() -> None:
    with Listener(answer(307, "Location: /next", "Set-Cookie: a=b; Path=/"), OK) as listener:
        sent(listener.url, allow_private=True)
        assert [each.headers.get("cookie") for each in listener.asked] == [None, None]


@pytest.mark.parametrize("name", ["hooks.example", "hooks.example."])
def test_a_certificate_is_checked_for_the_name(name: str) -> None:
    ours = ssl.create_default_context(cafile=CERTIFICATE)
    with Listener(tls=CERTIFICATE) as listener:
        url = f"https://{name}:{listener.port}/hook"
        here = {"allow_private": True, "resolve": named("127.0.0.1")}
        assert sent(url, trust=ours, **here) == DeliveryResult(status=200)
        assert "CERTIFICATE_VERIFY_FAILED" in sent(url, **here).error
        other = url.replace("hooks", "others")
        assert "Hostname mismatch" in sent(other, trust=ours, **here).error
        assert len(listener.asked) == 1


def test_whom_ssl_cert_file_names_is_trusted_by_deliveries_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with Listener(tls=CERTIFICATE) as listener:
        url = f"https://hooks.example:{listener.port}/hook"
        assert sent(url, allow_private=True, resolve=named("127.0.0.1")).status == 200


@pytest.mark.parametrize(
    ("put", "reason"),
    [
        (Path.exists, "there is no such file"),
        (lambda path: path.write_text("nothing"), "it has no certificates"),
        (Path.mkdir, "Is a directory"),
    ],
)
def test_a_file_that_vouches_for_nobody_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, put: Callable[[Path], object], reason: str
) -> None:
    named = tmp_path / "ours.pem"
    put(named)
    monkeypatch.setenv("SSL_CERT_FILE", str(named))
    with pytest.raises(
        NoCertificates, match=f"^SSL_CERT_FILE names .*ours.pem, which cannot be trusted: {reason}"
    ):
        ssl_context()


def test_from_https_it_goes_to_nothing_less() -> None:
    ours = ssl.create_default_context(cafile=CERTIFICATE)
    with Listener() as plain, Listener(answer(307, f"Location: {plain.url}"), tls=CERTIFICATE) as listener:
        url = f"https://hooks.example:{listener.port}/hook"
        found = sent(url, allow_private=True, resolve=named("127.0.0.1"), trust=ours)
        assert "from https to something less" in found.error
        assert plain.asked == []
