"""A login without a browser: secrets, roles and sign-ins as a page finds them on a server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from sozialraum.web.cookies import key_of, user_cookie
from sozialraum.web.sessions import Limits, Sessions

SECRET = "nur-fuer-diesen-test-0123456789-abcdefghijkl"
ORIGIN = "http://127.0.0.1:8501"
SECRETS = f"""
[auth]
redirect_uri = "{ORIGIN}/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "sozialraum"
client_secret = "nur-fuer-diesen-test"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
"""
ROLES = """
auskunft = "Team Sozialmonitoring"
gruppen_merkmal = "groups"
[personen."anna"]
rollen = ["planung"]
stadtbezirke = ["02"]
[personen."bert"]
rollen = ["verwaltung"]
[personen."karl"]
rollen = ["koordination"]
[personen."gesa"]
rollen = ["verwaltung"]
gesperrt = true
[personen."frida"]
rollen = ["chefin"]
[gruppen."sozialplanung"]
rollen = ["planung"]
stadtbezirke = ["01"]
"""


@dataclass
class Login:
    """A configured login; ``var`` holds roles, sign-ins and the audit log."""

    var: Path
    secrets: Path

    def claims(self, subject: str, **more: Any) -> dict[str, Any]:
        """What the provider says about somebody, not yet signed in here."""
        now = int(time.time())
        said = {"sub": subject, "aud": "sozialraum", "iss": "http://127.0.0.1:9", "iat": now}
        return said | {"nonce": f"n-{subject}", "name": subject.title()} | more

    def sign_in(self, subject: str, begun: float | None = None, **more: Any) -> dict[str, Any]:
        """The content of ``st.user`` after a sign-in of somebody."""
        claims = self.claims(subject, **more)
        begun = time.time() if begun is None else begun
        Sessions(self.var).begin(key_of(claims), "oeffentlich", begun, Limits())
        return claims | {"is_logged_in": True}

    def cookie(
        self, claims: dict[str, Any], origin: str = ORIGIN, secret: str = SECRET
    ) -> dict[str, str]:
        """The cookie that Streamlit would have set."""
        import json

        content = json.dumps(claims | {"origin": origin, "is_logged_in": True})
        return {user_cookie(): create_signed_value(secret, user_cookie(), content).decode()}

    def roles(self, text: str) -> None:
        """Replace the file of roles."""
        (self.var / "rollen.toml").write_text(text, encoding="utf-8")

    def audit(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Event, subject and fields of every line of the audit log."""
        import json

        path = self.var / "protokoll" / "audit.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        entries = [json.loads(line) for line in lines]
        return [(entry["event"], entry["subject"], entry["fields"]) for entry in entries]


@contextmanager
def secrets_file(path: Path | None) -> Iterator[None]:
    """Streamlit reads its secrets from this file, and from none where it is None."""
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(path)] if path else [])
    secrets_singleton._reset()
    try:
        yield
    finally:
        config.set_option("secrets.files", before)
        secrets_singleton._reset()


@contextmanager
def listening_at(address: str) -> Iterator[None]:
    """The server is configured to listen there."""
    before = config.get_option("server.address")
    config.set_option("server.address", address)
    try:
        yield
    finally:
        config.set_option("server.address", before)


@contextmanager
def configured_login(folder: Path, var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Login]:
    """A login at a provider that nobody can reach; everything else is in place."""
    folder.mkdir(exist_ok=True)
    secrets = folder / "secrets.toml"
    secrets.write_text(SECRETS, encoding="utf-8")
    monkeypatch.setenv("SOZIALRAUM_VAR", str(var))
    login = Login(var, secrets)
    login.roles(ROLES)
    with secrets_file(secrets):
        yield login
