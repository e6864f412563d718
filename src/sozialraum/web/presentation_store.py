"""Presentations in the making, in the memory of the server.

They belong to a browser and to the person signed in there: the browser brings a random key as a
cookie that no script can read (:class:`PresentationKey`). So scenes can be collected on any page,
they survive a reload, and a link that somebody shares gives nothing away. They end with the server
or after some time without use; what shall stay is saved as a file.
"""

from __future__ import annotations

import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sozialraum.domain.scenes import MOST_SCENES, Presentation, Scene
from sozialraum.errors import UnreadableInput
from sozialraum.language import t

COOKIE = "sozialraum_szenen"
_KEY = re.compile(r"[A-Za-z0-9_-]{32}")
MOST_DRAFTS, MOST_TEMPLATES = 500, 20
OLDEST_SECONDS = 12 * 3600.0
LARGEST_BYTES = 1_000_000
Value = TypeVar("Value")


@dataclass(frozen=True)
class Owner:
    """Whose presentation it is: the person (empty for everybody) and the key of the browser."""

    subject: str
    key: str


class Kept(Generic[Value]):
    """One thing per owner, at most ``most`` of them; what was used least recently goes first."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._lock = Lock()
        self._kept: OrderedDict[Owner, tuple[float, Value]] = OrderedDict()

    def find(self, owner: Owner) -> Value | None:
        """What is kept for an owner, None where there is nothing."""
        with self._lock:
            self._clear()
            if owner not in self._kept:
                return None
            found = self._kept.pop(owner)[1]
            self._kept[owner] = (self._clock(), found)
            return found

    def keep(self, owner: Owner, value: Value) -> None:
        """Keep something in place of what was there."""
        with self._lock:
            self._kept.pop(owner, None)
            self._kept[owner] = (self._clock(), value)
            self._clear()

    def drop(self, owner: Owner) -> None:
        """Forget what is kept for an owner."""
        with self._lock:
            self._kept.pop(owner, None)

    def _clear(self) -> None:
        limit = self._clock() - OLDEST_SECONDS
        while self._kept:
            owner, (used, _) = next(iter(self._kept.items()))
            if len(self._kept) <= self._most and used >= limit:
                return
            del self._kept[owner]


class Drafts:
    """The presentation of each owner."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._kept: Kept[Presentation] = Kept(MOST_DRAFTS, clock)

    def get(self, owner: Owner) -> Presentation:
        """The presentation of an owner; an empty one where there is none."""
        return self._kept.find(owner) or Presentation(title="")

    def put(self, owner: Owner, presentation: Presentation) -> None:
        """Keep a presentation; raises :class:`UnreadableInput` where it is too large."""
        _check_size(presentation)
        self._kept.keep(owner, presentation)

    def add(self, owner: Owner, scene: Scene) -> int:
        """Append a scene; its number. Raises :class:`UnreadableInput` where there is no room."""
        before = self.get(owner)
        after = before.model_copy(update={"scenes": (*before.scenes, scene)})
        self.put(owner, after)
        return len(after.scenes)


def _check_size(presentation: Presentation) -> None:
    if len(presentation.scenes) > MOST_SCENES:
        raise UnreadableInput(
            t("Mehr als {n} Szenen passen nicht in eine Präsentation.", n=MOST_SCENES),
            t("Szenen löschen oder eine zweite Präsentation anlegen."),
        )
    if len(presentation.model_dump_json().encode()) > LARGEST_BYTES:
        raise UnreadableInput(
            t("Die Präsentation ist zu groß."), t("Texte oder Notizen kürzen oder Szenen löschen.")
        )


DRAFTS = Drafts()
"""The presentations of this server."""
TEMPLATES: Kept[bytes] = Kept(MOST_TEMPLATES)
"""PowerPoint templates that visitors brought for their slides."""


def key_of(cookies: Mapping[str, str]) -> str:
    """The key that a browser brings, empty where it brings none or another form."""
    key = cookies.get(COOKIE, "")
    return key if _KEY.fullmatch(key) else ""


def new_key() -> str:
    """A key that nobody can guess."""
    return secrets.token_urlsafe(24)


class PresentationKey:
    """ASGI middleware: gives every browser its key with the start page.

    ``base`` is the base path, empty or with a leading slash. The cookie ends with the browser.
    """

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._path = base or "/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the cookie to a page whose reader has none."""

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", self._cookie())
            await send(message)

        lacking = scope["type"] == "http" and not key_of(_cookies(scope))
        await self._app(scope, receive, send_on if lacking else send)

    def _cookie(self) -> str:
        return f"{COOKIE}={new_key()}; Path={self._path}; HttpOnly; SameSite=Lax"


def _cookies(scope: Scope) -> dict[str, str]:
    brought = [value for name, value in scope["headers"] if name == b"cookie"]
    return cookie_parser(b"; ".join(brought).decode("latin-1"))
