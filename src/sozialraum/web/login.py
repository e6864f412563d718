"""Around Streamlit's routes of the login: a sign-in begins and ends on this server too.

Streamlit's routes write and clear cookies and know nothing else. This middleware enters a sign-in
when the identity provider sent somebody back, ends it at the sign-out, brings people back to the
page they came from and says in German what went wrong.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sozialraum.language import Language, speaking
from sozialraum.render.links import page_link
from sozialraum.storage.audit_log import record
from sozialraum.storage.home import var_folder
from sozialraum.web.audit import note_refusal, tell_operator
from sozialraum.web.cookies import claims_of, key_of, user_cookie
from sozialraum.web.identity import end_sign_in, issued_for, role_words, subject_of
from sozialraum.web.login_page import CANCELLED, FAILED, OUTCOME, SIGNED_OUT, UNREACHABLE
from sozialraum.web.login_setup import LoginSetup, Mode, login_setup
from sozialraum.web.roles_file import current_roles
from sozialraum.web.sessions import Sessions
from sozialraum.web.spoken import language_of_address

WAY_BACK = "sozialraum_ziel"
"""Cookie with the page that somebody signed in from, for ten minutes."""
_LOGIN, _LOGOUT, _CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"
_LONGEST_WAY = 1500
_LOCAL_PATH = re.compile(r"/(?![/\\])[\w./~%-]*(\?[\w.,;:~%&=+*!()'-]*)?", re.ASCII)


class LoginGate:
    """ASGI middleware; ``base`` is the base path, empty or with a leading slash."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Accompany the routes of the login; everything else passes as it is."""
        path = scope.get("path", "").removeprefix(self._base)
        known = scope["type"] == "http" and path in {_LOGIN, _LOGOUT, _CALLBACK}
        setup = login_setup() if known else None
        if setup is None or setup.mode is Mode.OFF:
            await self._app(scope, receive, send)
            return
        with speaking(_language(Request(scope))):
            if setup.mode is Mode.BROKEN:
                await self._leave(UNREACHABLE)(scope, receive, send)
            else:
                await self._accompany(path, setup, scope, receive, send)

    async def _accompany(
        self, path: str, setup: LoginSetup, scope: Scope, receive: Receive, send: Send
    ) -> None:
        request = Request(scope)
        if path == _LOGOUT:
            await run_in_threadpool(end_sign_in, claims_of(request.cookies, setup.origin) or {})
        answer = _Answer()
        try:
            await self._app(scope, receive, answer)
            failed = answer.status >= 400
        except Exception as error:
            tell_operator(
                f"Der Anmeldedienst antwortet nicht wie erwartet: {type(error).__name__}."
            )
            failed = True
        if failed:
            await run_in_threadpool(note_refusal, "", "anmeldedienst")
            await self._leave(UNREACHABLE)(scope, receive, send)
            return
        headers = MutableHeaders(raw=answer.headers)
        if path == _LOGIN:
            self._remember_way(request, setup, headers)
        elif path == _LOGOUT:
            self._say(headers, SIGNED_OUT)
        else:
            await run_in_threadpool(self._came_back, request, setup, headers)
        await send({**answer.start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": answer.body})

    def _came_back(self, request: Request, setup: LoginSetup, headers: MutableHeaders) -> None:
        """After the identity provider: enter the sign-in, or say why there is none."""
        cookies = _cookies_set(headers)
        if user_cookie() in cookies:
            if _enter(claims_of(cookies, setup.origin) or {}, setup):
                self._lead_back(request, headers)
                _tighten(headers, setup)
                return
            _drop_cookies(headers)
        elif not request.query_params:
            self._say(headers, SIGNED_OUT)
            return
        cancelled = request.query_params.get("error") == "access_denied"
        note_refusal("", "abgebrochen" if cancelled else "anmeldung")
        self._say(headers, CANCELLED if cancelled else FAILED)

    def _remember_way(self, request: Request, setup: LoginSetup, headers: MutableHeaders) -> None:
        came_from = request.headers.get("referer", "")
        way = came_from.removeprefix(setup.origin).partition("#")[0]
        if came_from.startswith(f"{setup.origin}/") and self._is_ours(way):
            secure = "; Secure" if setup.origin.startswith("https:") else ""
            value = f"{WAY_BACK}={quote(way, safe='')}; Path={self._base or '/'}; Max-Age=600"
            headers.append("set-cookie", f"{value}; HttpOnly; SameSite=Lax{secure}")

    def _lead_back(self, request: Request, headers: MutableHeaders) -> None:
        way = unquote(request.cookies.get(WAY_BACK, ""))
        if self._is_ours(way):
            headers["location"] = way
            gone = f"{WAY_BACK}=; Path={self._base or '/'}; Max-Age=0; HttpOnly; SameSite=Lax"
            headers.append("set-cookie", gone)

    def _is_ours(self, way: str) -> bool:
        """True for a path of this dashboard; never for an address of another host."""
        inside = way.startswith(f"{self._base}/") and len(way) <= _LONGEST_WAY
        return inside and f"{OUTCOME}=" not in way and bool(_LOCAL_PATH.fullmatch(way))

    def _say(self, headers: MutableHeaders, outcome: str) -> None:
        """Lead to the start page with the outcome, unless the answer leads to the provider."""
        if urlsplit(headers.get("location", "")).netloc == "":
            headers["location"] = self._address(outcome)

    def _leave(self, outcome: str) -> RedirectResponse:
        return RedirectResponse(self._address(outcome), status_code=302)

    def _address(self, outcome: str) -> str:
        return f"{self._base}/{page_link('', {OUTCOME: outcome}).removeprefix('./')}"


def _language(request: Request) -> Language:
    """The language of the page that somebody signs in from, or that is kept for the way back."""
    way = unquote(request.cookies.get(WAY_BACK, ""))
    came_from = language_of_address(request.headers.get("referer", ""))
    return language_of_address(way) if came_from is Language.GERMAN else came_from


class _Answer:
    """Collects an answer, so that its headers can still be changed."""

    def __init__(self) -> None:
        self.start: Message = {}
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    @property
    def status(self) -> int:
        return int(self.start.get("status", 500))

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        return list(self.start.get("headers", []))


def _enter(claims: Mapping[str, Any], setup: LoginSetup) -> bool:
    """Enter a sign-in and its line in the audit log; false where either is impossible."""
    subject = subject_of(claims)
    if not subject or not issued_for(claims, setup.client_id):
        return False
    roles = current_roles()
    words = role_words(roles.grant(subject, claims).roles)
    try:
        Sessions(var_folder()).begin(key_of(claims), words, time.time(), roles.limits)
        record("anmeldung", subject=subject)
    except OSError as error:
        tell_operator(f"Eine Anmeldung lässt sich nicht eintragen ({type(error).__name__}).")
        return False
    return True


def _cookies_set(headers: MutableHeaders) -> dict[str, str]:
    """Cookies that an answer sets, without those that it clears."""
    found: dict[str, str] = {}
    for line in headers.getlist("set-cookie"):
        try:
            cookies = SimpleCookie(line)
        except CookieError:
            continue
        found |= {name: c.value for name, c in cookies.items() if c["max-age"] != "0"}
    return found


def _drop_cookies(headers: MutableHeaders) -> None:
    kept = [line for line in headers.getlist("set-cookie") if not line.startswith(user_cookie())]
    del headers["set-cookie"]
    for line in kept:
        headers.append("set-cookie", line)


def _tighten(headers: MutableHeaders, setup: LoginSetup) -> None:
    """Cookies live no longer than the sign-in, and travel over https only where there is https."""
    lines = headers.getlist("set-cookie")
    del headers["set-cookie"]
    longest = f"Max-Age={int(current_roles().limits.total)}"
    secure = "; Secure" if setup.origin.startswith("https:") else ""
    for line in lines:
        kept = line.startswith(user_cookie()) and "Max-Age=0" not in line
        shorter = re.sub(r"Max-Age=\d+", longest, line, flags=re.IGNORECASE) + secure
        headers.append("set-cookie", shorter if kept else line)
