"""Which requests get in at all: the right host, no foreign origin, no route for outsiders.

Streamlit compares the origin of a websocket too, but lets pages of other programs on this computer
in, and for every foreign origin it first asks a foreign server for its own address (reproduced with
1.67.0: ``net_util.get_external_ip``). So foreign origins are refused before they reach it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sozialraum.domain.hosts import is_loopback
from sozialraum.language import n_, t
from sozialraum.web.audit import note_refusal

CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/")
"""Beginnings of Streamlit's routes that nobody needs from outside."""
FOREIGN_ORIGIN, FOREIGN_HOST = "fremde-herkunft", "fremder-rechnername"
_SAFE = {"GET", "HEAD", "OPTIONS"}
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
_TEXTS = {
    FOREIGN_ORIGIN: n_("Diese Anfrage kam von einer fremden Internetseite und wurde abgelehnt."),
    FOREIGN_HOST: n_("Unter diesem Rechnernamen ist der Sozialraum-Monitor nicht erreichbar."),
}


class RequestGate:
    """ASGI middleware that refuses before anything else runs.

    ``base`` is the base path, empty or with a leading slash.
    """

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._closed = tuple(base + path for path in CLOSED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may come in."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        reason = refusal(scope)
        if reason:
            await run_in_threadpool(note_refusal, "", reason)
            await _refuse(scope, receive, send, t(_TEXTS[reason]), 403)
        elif str(scope["path"]).startswith(self._closed):
            await _refuse(scope, receive, send, t("Nicht gefunden."), 404)
        else:
            await self._app(scope, receive, send)


def refusal(scope: Scope) -> str:
    """Why a request is refused; empty where it is not."""
    headers = Headers(scope=scope)
    host, origin = headers.get("host", ""), headers.get("origin")
    if not _is_our_host(host, forwarded=any(name in headers for name in _FORWARDED)):
        return FOREIGN_HOST
    changes = scope["type"] == "websocket" or scope["method"] not in _SAFE
    if changes and origin is not None and origin.partition("://")[2].lower() != host.lower():
        return FOREIGN_ORIGIN
    return ""


def _is_our_host(host: str, *, forwarded: bool) -> bool:
    """False for a name that somebody else made point to this computer (DNS rebinding).

    ``server.allowedHosts`` names ours. Without it every name is right where a proxy forwards or
    the server listens to the outside; on the loopback address alone only the names of that are.
    """
    from streamlit import config
    from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

    if not forwarded and is_loopback(_name(host)):
        return True
    if config.get_option("server.allowedHosts"):
        return is_host_allowed(host)
    return forwarded or not is_loopback(str(config.get_option("server.address") or ""))


def _name(host: str) -> str:
    """The name without port, empty where the text is no host."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


async def _refuse(scope: Scope, receive: Receive, send: Send, text: str, status: int) -> None:
    """A German sentence; a websocket is not opened."""
    await PlainTextResponse(text, status_code=status)(scope, receive, send)
