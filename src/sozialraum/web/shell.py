"""The frame around Streamlit's page: its language, Streamlit's own words, an early start.

Streamlit's start page says ``lang="en"`` and its own controls speak English. Screen readers would
read German with English sounds, and people meet words like "Skip to main content". One small script
(``static/engine/page.js``) translates what Streamlit draws itself where German is spoken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, MutableMapping
from html import escape
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sozialraum.language import current

_DROPPED = {b"accept-encoding", b"if-none-match", b"if-modified-since"}


class Shell:
    """ASGI middleware that sets the language of the start page and adds ``head`` to it.

    ``head`` is asked for on every page: what is fetched ahead changes with the release. It is asked
    in a thread: the first visitor of a language waits for its monitor, nobody else does.
    """

    def __init__(self, app: ASGIApp, head: Callable[[], str]) -> None:
        self._app = app
        self._head = head

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything through, but rewrite the start page."""
        if scope["type"] != "http" or not _asks_for_page(scope):
            await self._app(scope, receive, send)
            return
        headers = [pair for pair in scope["headers"] if pair[0] not in _DROPPED]
        head = await run_in_threadpool(self._head)
        await self._app({**scope, "headers": headers}, receive, _Rewriter(send, head))


class _Rewriter:
    """Collects an HTML answer and sends it on, rewritten; other answers pass as they are."""

    def __init__(self, send: Send, head: str) -> None:
        self._send = send
        self._head = head
        self._start: MutableMapping[str, Any] | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)

    async def _finish(self, start: MutableMapping[str, Any]) -> None:
        body = spoken_page(self._body.decode("utf-8"), self._head).encode()
        dropped = {b"content-length", b"etag", b"last-modified"}
        headers = [pair for pair in start["headers"] if pair[0].lower() not in dropped]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def page_head(base: str, script: str, ahead: Iterable[str], elements: Iterable[str]) -> str:
    """The tag of our script with what it needs to know.

    ``base`` is the base path, empty or with a leading slash; the others are paths below it:
    ``ahead`` to fetch at once, ``elements`` to run as soon as Streamlit stands.
    """
    data = {
        "base": base,
        "ahead": " ".join(f"{base}/{path}" for path in ahead),
        "elements": " ".join(f"{base}/{path}" for path in elements),
    }
    attributes = " ".join(f'data-{name}="{escape(text)}"' for name, text in data.items())
    return f'<script src="{escape(base)}/{escape(script)}" {attributes}></script>'


def spoken_page(html: str, head: str) -> str:
    """``html`` in the current language, with the tags ``head`` first in its head."""
    spoken = re.sub(r'(<html[^>]*\blang=)"[^"]*"', rf'\1"{current()}"', html, count=1)
    return spoken.replace("<head>", f"<head>{head}", 1)


def _asks_for_page(scope: Scope) -> bool:
    accepted = dict(scope["headers"]).get(b"accept", b"")
    return b"text/html" in accepted and "." not in scope["path"].rsplit("/", 1)[-1]


def _is_html(message: Message) -> bool:
    kind = dict(message["headers"]).get(b"content-type", b"")
    return bool(kind.startswith(b"text/html"))
