from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any

import httpcore2
import pytest

from sozialraum.connectors.guard import GuardedBackend, Policy
from sozialraum.domain.fetches import FetchRefused

CLOSED = Policy.of("https://daten.example/api", ["dateien.example", "x.example:8443"], (), False)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
        "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:db8::1",
    ],
)  # fmt: skip
def test_private_and_reserved_addresses_are_refused(address: str) -> None:
    assert not CLOSED.allows(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert CLOSED.allows(ip_address(address))


def test_the_operator_can_allow_a_private_network() -> None:
    policy = Policy.of("https://daten.example", [], (ip_network("10.1.0.0/16"),), False)
    assert policy.allows(ip_address("10.1.2.3"))
    assert not policy.allows(ip_address("10.2.0.1"))


@pytest.mark.parametrize(
    "url",
    [
        "https://daten.example/x", "https://DATEN.example:443/x", "https://dateien.example/",
        "https://x.example:8443/a?b=c",
    ],
)  # fmt: skip
def test_declared_hosts(url: str) -> None:
    assert CLOSED.place(url).host in {"daten.example", "dateien.example", "x.example"}


@pytest.mark.parametrize(
    "url",
    [
        "http://daten.example/", "https://daten.example.evil.example/", "https://daten.example:8080/",
        "https://evil.example/?https://daten.example", "https://daten.example@evil.example/",
        "https://x.example/", "ftp://daten.example/", "https://", "https://daten.example:99999/",
        "https://dåten.example/", "https://[::1]/", "https://daten.example.:443/x", "",
    ],
)  # fmt: skip
def test_everything_else_is_refused(url: str) -> None:
    with pytest.raises(FetchRefused):
        CLOSED.place(url)


@pytest.mark.parametrize("url", ["/x\r\nHost: evil.example", "/a b", "/\t/evil.example", "/ä"])
def test_unsafe_characters_are_refused_also_in_relative_addresses(url: str) -> None:
    with pytest.raises(FetchRefused, match="keine Adresse"):
        CLOSED.place(url, base="https://daten.example/")


def test_what_is_checked_is_what_is_sent() -> None:
    place = CLOSED.place("neu?x=1#teil", base="https://daten.example/api/alt")
    assert place.url == "https://daten.example/api/neu?x=1"


class _Recorder:
    def __init__(self, failing: frozenset[str] = frozenset()) -> None:
        self.connected: list[str] = []
        self.failing = failing

    def connect_tcp(self, host: str, port: int, *_: Any) -> httpcore2.NetworkStream:
        self.connected.append(host)
        if host in self.failing:
            raise httpcore2.ConnectError("closed")
        return httpcore2.NetworkStream()


def _backend(answers: list[list[str]], recorder: _Recorder) -> GuardedBackend:
    backend = GuardedBackend(CLOSED, lambda host, port: answers.pop(0))
    backend._inner = recorder  # type: ignore[assignment]
    return backend


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """A name that first answers with a public and then with a private address (rebinding)."""
    answers, recorder = [["93.184.216.34"], ["127.0.0.1"]], _Recorder()
    backend = _backend(answers, recorder)
    backend.connect_tcp("daten.example", 443)
    assert recorder.connected == ["93.184.216.34"]
    assert answers == [["127.0.0.1"]]
    with pytest.raises(FetchRefused, match="privaten Netz"):
        backend.connect_tcp("daten.example", 443)
    assert recorder.connected == ["93.184.216.34"]


def test_one_private_answer_among_public_ones_is_enough_to_refuse() -> None:
    recorder = _Recorder()
    with pytest.raises(FetchRefused):
        _backend([["93.184.216.34", "10.0.0.1"]], recorder).connect_tcp("daten.example", 443)
    assert recorder.connected == []


def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    recorder = _Recorder(frozenset({"93.184.216.34"}))
    backend = _backend([["93.184.216.34", "93.184.216.35"]], recorder)
    backend.connect_tcp("daten.example", 443)
    assert recorder.connected == ["93.184.216.34", "93.184.216.35"]


def test_an_unknown_name_is_a_refusal() -> None:
    def nothing(host: str, port: int) -> list[str]:
        raise OSError("unknown")

    with pytest.raises(FetchRefused, match="nicht zu finden"):
        GuardedBackend(CLOSED, nothing).connect_tcp("daten.example", 443)


def test_no_step_begins_after_the_deadline() -> None:
    backend = _backend([["93.184.216.34"]], _Recorder())
    backend.deadline = 0.0
    with pytest.raises(httpcore2.TimeoutException):
        backend.connect_tcp("daten.example", 443)
