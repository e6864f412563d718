"""Who is looking. Looked up on the server at every run, never taken from the browser.

Three ways, in this order: a login is configured (then an identity is a sign-in of that login, and
everybody else is public), a local user at the machine itself (every role), everybody else (public).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sozialraum.domain.access import Role, Visitor
from sozialraum.domain.hosts import is_loopback
from sozialraum.language import n_, t
from sozialraum.storage.audit_log import NOBODY
from sozialraum.storage.home import var_folder
from sozialraum.web.audit import note, note_refusal, tell_operator
from sozialraum.web.cookies import claims_of, key_of, user_cookie
from sozialraum.web.login_setup import LoginSetup, Mode, login_setup
from sozialraum.web.roles_file import Grant, current_roles
from sozialraum.web.sessions import Ended, Limits, Sessions

if TYPE_CHECKING:
    from starlette.requests import Request

LOCAL = "lokal"
"""Subject of the local user."""
NO_LOGIN = n_("Die Anmeldung ist zurzeit nicht möglich. Gezeigt wird der öffentliche Datenstand.")
_LONGEST_SUBJECT = 200
_PROXIES = frozenset({"forwarded", "via", "x-real-ip", "x-client-ip", "x-original-host"})
_PUBLIC_DATA = n_("Gezeigt wird der öffentliche Datenstand.")
_NO_SESSIONS = "Die Datei der Sitzungen lässt sich nicht lesen oder schreiben."
_NOTED = "_anmeldung_vermerkt"
Refused = Callable[[str, str], None]
"""Takes the subject and the reason of a refusal, in the words of the audit log."""


def visitor_of_run() -> Visitor:
    """Who looks at the page of this run. Never raises for what a visitor or a file brings."""
    import streamlit as st

    setup = login_setup()
    if setup.mode is Mode.OFF:
        headers = {name.lower(): text for name, text in st.context.headers.items()}
        address = st.context.ip_address
        return _without_login(headers, address if isinstance(address, str) else None)
    if setup.mode is Mode.BROKEN:
        return Visitor(notice=t(NO_LOGIN))
    claims = st.user.to_dict()
    if not claims.get("is_logged_in"):
        cookies = st.context.cookies
        if user_cookie() in cookies and claims_of(cookies, setup.origin) is None:
            note_once("", "ungueltig")
        return Visitor()
    return _signed_in(claims, setup, note_once)


def visitor_of_request(request: Request) -> Visitor:
    """Who asks an own route; the cookie is read with Streamlit's functions. Never raises."""
    setup = login_setup()
    if setup.mode is Mode.OFF:
        headers = {name.lower(): text for name, text in request.headers.items()}
        return _without_login(headers, request.client.host if request.client else "")
    if setup.mode is Mode.BROKEN:
        return Visitor(notice=t(NO_LOGIN))
    if request.headers.get("origin", setup.origin) != setup.origin:
        note_refusal("", "fremde-herkunft")
        return Visitor()
    claims = claims_of(request.cookies, setup.origin)
    if claims is None:
        if user_cookie() in request.cookies:
            note_refusal("", "ungueltig")
        return Visitor()
    return _signed_in(claims, setup, note_refusal)


def subject_of(claims: Mapping[str, Any]) -> str:
    """The stable id of the provider; empty where it is missing, too long or one of our words."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        return ""
    return subject if subject.isprintable() and subject not in {LOCAL, NOBODY} else ""


def role_words(roles: frozenset[Role]) -> str:
    """Roles as words of the audit log."""
    return " ".join(sorted(roles))


def end_sign_in(claims: Mapping[str, Any]) -> None:
    """Sign out on this server; whoever brings the same cookie again is refused."""
    try:
        if Sessions(var_folder()).end(key_of(claims)):
            note("abmeldung", subject_of(claims))
    except OSError:
        tell_operator(_NO_SESSIONS)


def note_once(subject: str, reason: str) -> None:
    """Note a refusal at the first run of a session, not at every click."""
    import streamlit as st

    noted = st.session_state.setdefault(_NOTED, set())
    if reason not in noted:
        noted.add(reason)
        note_refusal(subject, reason)


# -- without a login ---------------------------------------------------------------------------


def _without_login(headers: Mapping[str, str], client: str | None) -> Visitor:
    """The local user at this machine, everybody else public.

    A server that listens on the loopback address alone may still be offered to the world by a proxy
    beside it, so the request itself must have come from here. ``client`` is None where Streamlit
    says that it is this machine.
    """
    from streamlit import config

    listens = is_loopback(str(config.get_option("server.address") or ""))
    allowed = os.environ.get("SOZIALRAUM_LOKAL", "ja") == "ja"
    came = (client is None or is_loopback(client)) and _is_direct(headers)
    if not (listens and allowed and came):
        return Visitor()
    return Visitor(subject=LOCAL, held=frozenset(Role))


def _is_direct(headers: Mapping[str, str]) -> bool:
    """True where no proxy left a trace and host and origin are this machine."""
    if any(name in _PROXIES or name.startswith("x-forwarded") for name in headers):
        return False
    hosts = [f"//{headers['host']}"] if "host" in headers else []
    hosts += [headers["origin"]] if "origin" in headers else []
    try:
        return all(is_loopback(urlsplit(host).hostname or "") for host in hosts)
    except ValueError:
        return False


# -- with a login ------------------------------------------------------------------------------


def _signed_in(claims: Mapping[str, Any], setup: LoginSetup, refused: Refused) -> Visitor:
    """Somebody with a genuine cookie: is the sign-in still valid, and which roles come with it?"""
    subject = subject_of(claims)
    if not subject or not issued_for(claims, setup.client_id):
        refused(subject, "ungueltig")
        return Visitor(
            notice=t("Ihre Anmeldung gilt hier nicht. {public_data}", public_data=t(_PUBLIC_DATA))
        )
    roles = current_roles()
    grant = roles.grant(subject, claims)
    words = role_words(grant.roles)
    try:
        use = Sessions(var_folder()).use(key_of(claims), words, time.time(), roles.limits)
    except OSError:
        tell_operator(_NO_SESSIONS)
        return Visitor(
            notice=t(
                "Ihre Anmeldung lässt sich gerade nicht prüfen. {public_data}",
                public_data=t(_PUBLIC_DATA),
            )
        )
    if use.ended:
        if use.just_now:
            note("abmeldung", subject)
        else:
            refused(subject, use.ended.value)
        return Visitor(notice=_ended_notice(use.ended, roles.limits))
    if use.roles_before is not None:
        note("rollenwechsel", subject, before=use.roles_before, after=words)
    return _known(subject, claims, grant)


def issued_for(claims: Mapping[str, Any], client_id: str) -> bool:
    """True where the identity was issued for this dashboard."""
    audience = claims.get("aud")
    return client_id in audience if isinstance(audience, list) else audience == client_id


def _known(subject: str, claims: Mapping[str, Any], grant: Grant) -> Visitor:
    names = (claims.get(key) for key in ("name", "preferred_username", "email"))
    name = next((name for name in names if isinstance(name, str) and name.strip()), "")
    visitor = Visitor(subject=subject, name=name, signed_in=True)
    return replace(visitor, held=grant.roles, districts=grant.districts, notice=grant.notice)


def _ended_notice(reason: Ended, limits: Limits) -> str:
    what = {
        Ended.SIGNED_OUT: t("Diese Anmeldung wurde beendet."),
        Ended.IDLE: t(
            "Sie wurden nach {idle} ohne Eingabe abgemeldet.", idle=_minutes(limits.idle)
        ),
        Ended.TOO_OLD: t("Ihre Anmeldung ist abgelaufen."),
        Ended.UNKNOWN: t("Ihre Anmeldung gilt nicht mehr."),
    }[reason]
    return f"{what} {t(_PUBLIC_DATA)}"


def _minutes(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return t("einer Minute") if minutes == 1 else t("{minutes} Minuten", minutes=minutes)
