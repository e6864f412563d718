"""One guarded way to ask: declared hosts, checked addresses, limits, retries, no side effects.

There are no cookies, no credentials, no proxies of the environment, no automatic redirects and no
automatic decompression: the library below only speaks HTTP over the connection that the guard made.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import TracebackType

import httpcore2

from sozialraum import __version__
from sozialraum.connectors.guard import GuardedBackend, Place, Policy, Resolver, resolve
from sozialraum.connectors.settings import FetchSettings
from sozialraum.connectors.streams import Headers, bounded, headers_of, media_type, retry_after
from sozialraum.domain.connectors import Remote
from sozialraum.domain.fetches import FetchRefused

CONNECT_SECONDS, READ_SECONDS = 10.0, 30.0
MOST_REDIRECTS, MOST_REQUESTS = 5, 2000
LONGEST_WAIT = 120.0
"""Seconds that a ``Retry-After`` is honoured at most; a longer one ends the fetch."""
_BODY_OF_ERROR = 65_536
_REDIRECTS = {301, 302, 303, 307, 308}
_AGAIN = {429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Conditions:
    """What is known of the last good answer; empty texts are not sent."""

    etag: str = ""
    modified: str = ""

    def headers(self) -> Headers:
        """``If-None-Match`` and ``If-Modified-Since``."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Answer:
    """``status`` is 200, or 304 where nothing changed; ``content`` is unpacked and complete."""

    url: str
    status: int
    content: bytes
    media_type: str
    headers: Headers = field(default_factory=dict)

    @property
    def conditions(self) -> Conditions:
        """What to send next time."""
        return Conditions(self.headers.get("etag", ""), self.headers.get("last-modified", ""))


class Fetcher:
    """Asks the hosts of one declared source; used as a context manager.

    ``limit`` is the number of bytes that all answers together may have, unpacked. ``wait`` and
    ``resolver`` are exchanged in tests.
    """

    def __init__(
        self,
        source: Remote,
        settings: FetchSettings,
        wait: Callable[[float], None] = time.sleep,
        resolver: Resolver = resolve,
    ) -> None:
        self.policy = Policy.of(
            source.address, source.hosts, settings.networks, settings.loopback_http
        )
        self._seconds = source.seconds
        self._left = source.megabytes * 1_000_000
        self._limit = source.megabytes
        self._attempts = settings.attempts
        self._wait = wait
        self._requests = 0
        contact = f" ({settings.contact})" if settings.contact else ""
        self._agent = f"Sozialraum/{__version__}{contact}"
        self._backend, self._pool = _connections(settings, self.policy, resolver)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._pool.close()

    def get(
        self,
        url: str,
        accept: tuple[str, ...],
        conditions: Conditions | None = None,
        base: str = "",
    ) -> Answer:
        """The complete answer of one address; ``accept`` are the media types that may come.

        ``url`` may be relative to ``base``. Raises :class:`FetchRefused` for everything that is
        not a complete answer of an allowed type from an allowed host.
        """
        place = self.policy.place(url, base)
        for attempt in range(1, self._attempts + 1):
            try:
                return self._follow(place, accept, conditions or Conditions())
            except _Later as later:
                pause = later.seconds or 2 ** (attempt - 1) * (1 + random.random() / 4)  # noqa: S311
                if attempt == self._attempts or pause > LONGEST_WAIT:
                    raise later.refusal from None
                self._wait(pause)
        raise AssertionError("unreachable")

    def _follow(self, place: Place, accept: tuple[str, ...], conditions: Conditions) -> Answer:
        """One attempt: the answer after redirects, each of which is checked like the first."""
        self._backend.deadline = time.monotonic() + self._seconds
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._once(place, accept, conditions)
            if answer.status not in _REDIRECTS:
                return answer
            location = answer.headers.get("location", "")
            if not location:
                raise FetchRefused("Die Quelle leitet weiter, nennt aber kein Ziel.")
            place = self.policy.place(location, base=place.url)
        raise FetchRefused(f"Die Quelle leitet mehr als {MOST_REDIRECTS}-mal weiter.")

    def _once(self, place: Place, accept: tuple[str, ...], conditions: Conditions) -> Answer:
        self._requests += 1
        if self._requests > MOST_REQUESTS:
            raise FetchRefused(f"Die Quelle braucht mehr als {MOST_REQUESTS} Anfragen.")
        url = httpcore2.URL(
            scheme=place.scheme, host=place.host, port=place.port, target=place.target
        )
        headers = {
            "User-Agent": self._agent,
            "Accept": ", ".join(accept),
            "Accept-Encoding": "gzip",
            **conditions.headers(),
        }
        timeout = {"connect": CONNECT_SECONDS, "read": READ_SECONDS, "write": READ_SECONDS}
        try:
            with self._pool.stream(
                "GET", url, headers=list(headers.items()), extensions={"timeout": timeout}
            ) as response:
                return self._read(place, response, accept)
        except httpcore2.TimeoutException as error:
            what = f"„{place.host}“ hat nicht rechtzeitig geantwortet."
            raise _Later(
                FetchRefused(what, "Später noch einmal abrufen.", transient=True)
            ) from error
        except httpcore2.ProtocolError as error:
            what = f"Die Antwort von „{place.host}“ ist unvollständig oder kein HTTP."
            raise FetchRefused(what, "Später noch einmal abrufen.", transient=True) from error
        except (httpcore2.NetworkError, httpcore2.ProxyError) as error:
            what = f"„{place.host}“ ist nicht zu erreichen ({error})."
            fix = "Netzverbindung und Zertifikat prüfen, später noch einmal abrufen."
            raise FetchRefused(what, fix, transient=True) from error

    def _read(self, place: Place, response: httpcore2.Response, accept: tuple[str, ...]) -> Answer:
        headers = headers_of(response.headers)
        kind = media_type(headers)
        answer = Answer(place.url, response.status, b"", kind, headers)
        if response.status in _REDIRECTS or response.status == 304:
            return answer
        if response.status != 200:
            raise _refused(place, response.status, headers, self._error_body(response, headers))
        if kind and not _accepted(kind, accept):
            what = f"„{place.host}“ liefert „{kind}“ statt {' oder '.join(accept[:2])}."
            raise FetchRefused(what, "Adresse der Quelle prüfen; oft ist es eine Fehlerseite.")
        content = b"".join(self._bounded(response, headers, self._left))
        self._left -= len(content)
        return replace(answer, content=content)

    def _bounded(
        self, response: httpcore2.Response, headers: Headers, limit: int
    ) -> Iterator[bytes]:
        encoding = headers.get("content-encoding", "").strip().lower()
        return bounded(response.iter_stream(), encoding, limit, self._limit)

    def _error_body(self, response: httpcore2.Response, headers: Headers) -> bytes:
        """The beginning of a refused answer, for the words that the source may have put there."""
        body = b""
        with suppress(FetchRefused):
            for part in self._bounded(response, headers, self._left):
                body += part
                if len(body) >= _BODY_OF_ERROR:
                    break
        return body[:_BODY_OF_ERROR]


class _Later(Exception):
    """The same question may be asked again, after ``seconds`` where the source says so."""

    def __init__(self, refusal: FetchRefused, seconds: float = 0) -> None:
        super().__init__(refusal.what)
        self.refusal = refusal
        self.seconds = seconds


def _refused(place: Place, status: int, headers: Headers, body: bytes) -> Exception:
    again = status in _AGAIN
    what = f"„{place.host}“ antwortet mit Fehler {status}."
    fix = "Später noch einmal abrufen." if again else "Adresse und Kennung der Quelle prüfen."
    refusal = FetchRefused(what, fix, transient=again, status=status, body=body)
    return _Later(refusal, retry_after(headers)) if again else refusal


def _accepted(kind: str, accept: tuple[str, ...]) -> bool:
    return kind in accept or (kind.endswith("+json") and "application/json" in accept)


def _connections(
    settings: FetchSettings, policy: Policy, resolver: Resolver
) -> tuple[GuardedBackend, httpcore2.ConnectionPool]:
    """A pool whose connections the guard makes; through a proxy only where one is configured.

    A proxy resolves names itself: then the guard checks the host of the source and the address of
    the proxy.
    """
    backend = GuardedBackend(policy, resolver)
    if settings.proxy:
        return backend, httpcore2.HTTPProxy(proxy_url=settings.proxy, network_backend=backend)
    return backend, httpcore2.ConnectionPool(network_backend=backend)
