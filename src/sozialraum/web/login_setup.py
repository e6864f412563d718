"""Is a login configured, and completely? Read from Streamlit's secrets at every run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sozialraum.domain.hosts import is_loopback
from sozialraum.web.audit import tell_operator

SHORTEST_SECRET = 32
"""Characters that ``cookie_secret`` needs at least: who guesses it could write any identity."""
_KEYS = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")


class Mode(Enum):
    """No login, a login that works, a login that cannot work as it is configured."""

    OFF = auto()
    READY = auto()
    BROKEN = auto()


@dataclass(frozen=True)
class LoginSetup:
    """``origin`` is scheme and host of the dashboard, ``client_id`` what tokens are issued for."""

    mode: Mode
    client_id: str = ""
    origin: str = ""


def login_setup() -> LoginSetup:
    """How the login is configured now; what is wrong with it is told to the operator only.

    A file of secrets that cannot be read counts as a broken login, never as none: on the loopback
    address none would mean every role.
    """
    section, problem = _section()
    if section is None and not problem:
        return LoginSetup(Mode.OFF)
    problem = problem or _problem(section or {})
    if problem or section is None:
        tell_operator(f"{problem} Bis dahin gibt es nur den öffentlichen Datenstand.")
        return LoginSetup(Mode.BROKEN)
    return LoginSetup(Mode.READY, section["client_id"], origin_of(section["redirect_uri"]))


def origin_of(address: str) -> str:
    """Scheme and host of an address, empty where it has none."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def _section() -> tuple[Mapping[str, Any] | None, str]:
    """The section ``[auth]`` of the secrets, None without one; and what is wrong with the files."""
    from streamlit import config
    from streamlit.runtime.secrets import secrets_singleton

    unreadable = "Die Datei secrets.toml lässt sich nicht lesen."
    try:
        if not secrets_singleton.load_if_toml_exists():
            there = any(Path(path).exists() for path in config.get_option("secrets.files"))
            return None, unreadable if there else ""
        if "auth" not in secrets_singleton:
            return None, ""
        section = secrets_singleton["auth"]
    except (OSError, ValueError):
        return None, unreadable
    if not isinstance(section, Mapping):
        return None, "In secrets.toml ist [auth] kein Abschnitt."
    return _resolved(dict(section)), ""


def _resolved(section: dict[str, Any]) -> dict[str, Any]:
    """``{port}`` of ``redirect_uri`` as Streamlit reads it."""
    from streamlit import config

    address = section.get("redirect_uri")
    if isinstance(address, str):
        port = str(config.get_option("server.port"))
        section["redirect_uri"] = address.replace("{port}", port)
    return section


def _problem(section: Mapping[str, Any]) -> str:
    """What keeps this section from working, as a German sentence; empty where nothing does."""
    from streamlit.auth_util import is_authlib_installed

    missing = [key for key in _KEYS if not isinstance(section.get(key), str) or not section[key]]
    if missing:
        return f"In secrets.toml fehlt unter [auth]: {', '.join(missing)}."
    if len(section["cookie_secret"]) < SHORTEST_SECRET:
        return f"„cookie_secret“ braucht mindestens {SHORTEST_SECRET} zufällige Zeichen."
    if not section["redirect_uri"].endswith("/oauth2callback"):
        return "„redirect_uri“ muss auf /oauth2callback enden."
    for key in ("redirect_uri", "server_metadata_url"):
        if not _is_safe(section[key]):
            return f"„{key}“ muss mit https:// beginnen."
    return "" if is_authlib_installed() else "Die Bibliothek Authlib fehlt."


def _is_safe(address: str) -> bool:
    """True for https, and for http on this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    )
