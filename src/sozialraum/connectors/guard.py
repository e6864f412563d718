"""Which addresses may be asked, and a connection that goes to no other.

The host of an address is checked against the declared ones before anything is sent. The name is
resolved once per connection, every answer is checked, and the connection goes to a checked answer:
there is no second look-up that could answer differently. TLS still verifies the name.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore2

from sozialraum.connectors.settings import Network
from sozialraum.domain.fetches import FetchRefused
from sozialraum.domain.hosts import is_loopback

_PORTS = {"https": 443, "http": 80}
_HOST = re.compile(r"[a-z0-9]([a-z0-9.\-]{0,251}[a-z0-9])?|[0-9a-f:]+")
_UNSAFE = re.compile(r"[^!-~]")
Address = IPv4Address | IPv6Address
Origin = tuple[str, int]
Resolver = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Place:
    """A checked address, in parts: what is sent is exactly what was checked."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def url(self) -> str:
        """The address as text."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"


@dataclass(frozen=True)
class Policy:
    """``origins`` are the (host, port) that may be asked, ``networks`` private ones that may be."""

    origins: frozenset[Origin]
    networks: tuple[Network, ...] = ()
    loopback_http: bool = False

    @classmethod
    def of(
        cls, address: str, hosts: Iterable[str], networks: tuple[Network, ...], http: bool
    ) -> Policy:
        """The policy of a declared source: its own host and the further ones that it lists."""
        own = _place(address)
        further = [_origin(host) for host in hosts]
        return cls(frozenset({(own.host, own.port), *further}), networks, http)

    def place(self, url: str, base: str = "") -> Place:
        """The address in parts; ``url`` may be relative to ``base``. Raises FetchRefused."""
        place = _place(_joined(base, url))
        shown = f"{place.scheme}://{place.host}"
        if place.scheme == "http" and not (self.loopback_http and is_loopback(place.host)):
            what = f"Die Adresse {shown} ist nicht verschlüsselt."
            raise FetchRefused(what, "Nur Adressen mit https:// werden abgerufen.")
        if (place.host, place.port) not in self.origins:
            what = f"Die Quelle verweist auf einen anderen Rechner ({place.host}:{place.port})."
            fix = "Ist das gewollt, den Rechner in der Angabe unter „weitere_hosts“ eintragen."
            raise FetchRefused(what, fix)
        return place

    def allows(self, address: Address) -> bool:
        """True for public addresses and for those in a network that the operator allowed."""
        if any(address in network for network in self.networks):
            return True
        return all(_is_public(inner) for inner in _embedded(address))


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name, in the order of the system."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects to checked addresses only, and lets no read outlast ``deadline``.

    ``deadline`` is a moment of ``time.monotonic``; whoever uses the backend sets it per answer.
    """

    def __init__(self, policy: Policy, resolver: Resolver = resolve) -> None:
        self._policy = policy
        self._resolver = resolver
        self._inner = httpcore2.SyncBackend()
        self.deadline = float("inf")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Resolve, check, connect; raises FetchRefused for a forbidden address."""
        try:
            addresses = self._resolver(host, port)
        except OSError as error:
            what = f"Der Rechner „{host}“ ist nicht zu finden."
            raise FetchRefused(what, "Adresse und Netzverbindung prüfen.") from error
        for text in addresses:
            if not self._policy.allows(ip_address(text.partition("%")[0])):
                what = f"„{host}“ führt zu {text}, einer Adresse in einem privaten Netz."
                fix = "Ist das gewollt, das Netz in abruf.toml unter „private_netze“ eintragen."
                raise FetchRefused(what, fix)
        failure: Exception = httpcore2.ConnectError("no address")
        for text in addresses:
            left = self.remaining(timeout)
            try:
                stream = self._inner.connect_tcp(text, port, left, local_address, socket_options)
                return _TimedStream(stream, self)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    def remaining(self, timeout: float | None) -> float:
        """``timeout``, but not beyond the deadline; raises a timeout when that has passed."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("deadline")
        return left if timeout is None else min(timeout, left)


class _TimedStream(httpcore2.NetworkStream):
    """A stream whose every step ends at the deadline, however slowly the other side drips."""

    def __init__(self, inner: httpcore2.NetworkStream, backend: GuardedBackend) -> None:
        self._inner = inner
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._backend.remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._backend.remaining(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = self._backend.remaining(timeout)
        return _TimedStream(
            self._inner.start_tls(ssl_context, server_hostname, left), self._backend
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _place(url: str) -> Place:
    if not url or _UNSAFE.search(url):
        raise FetchRefused(f"„{url[:80]}“ ist keine Adresse.", "Adresse in der Angabe prüfen.")
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise FetchRefused(f"„{url[:80]}“ ist keine Adresse.", "Angabe prüfen.") from error
    if parts.username is not None or parts.password is not None:
        what = "Die Adresse enthält Zugangsdaten; solche Adressen werden nicht abgerufen."
        raise FetchRefused(what, "Eine Adresse ohne Benutzername und Kennwort angeben.")
    if scheme not in _PORTS:
        what = f"Adressen, die mit „{scheme}:“ beginnen, werden nicht abgerufen."
        raise FetchRefused(what, "Nur Adressen mit https:// sind erlaubt.")
    if not _HOST.fullmatch(host) or "\\" in url:
        raise FetchRefused(f"„{host[:80]}“ ist kein Rechnername.", "Adresse prüfen.")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(scheme, host, port or _PORTS[scheme], target)


def _joined(base: str, url: str) -> str:
    """``url`` seen from ``base``; what ``urljoin`` would tidy up silently is left to be refused."""
    return url if not base or _UNSAFE.search(url) else urljoin(base, url)


def _origin(host: str) -> Origin:
    place = _place(f"https://{host}")
    return place.host, place.port


def _embedded(address: Address) -> Iterable[Address]:
    """The address and every IPv4 address that it carries."""
    yield address
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            yield address.ipv4_mapped
        if address.sixtofour:
            yield address.sixtofour


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return True  # judged by the IPv4 address inside
    return address.is_global and not (address.is_multicast or address.is_reserved)
