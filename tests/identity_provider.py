"""A real OpenID provider as a process of its own, and the dashboard that trusts it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from running_server import _healthy, serving

ROLES = """
leerlauf_minuten = {idle}
hoechstens_stunden = {total}
auskunft = "Team Sozialmonitoring, Telefon 50-00000"
gruppen_merkmal = "groups"
[personen."anna"]
rollen = ["planung"]
stadtbezirke = ["02"]
[personen."bert"]
rollen = ["verwaltung"]
[personen."gesa"]
rollen = ["verwaltung"]
gesperrt = true
[gruppen."dortmund-koordination"]
rollen = ["koordination"]
"""
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{{port}}{base}/oauth2callback"
cookie_secret = "nur-fuer-diesen-test-0123456789-abcdefghijkl"
client_id = "sozialraum"
client_secret = "nur-fuer-diesen-test"
server_metadata_url = "{provider}/.well-known/openid-configuration"
client_kwargs = {{ prompt = "login" }}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Provider:
    """A running provider; everybody may sign in there, with any claims."""

    base: str
    process: subprocess.Popen[bytes]

    def user(self, subject: str, **claims: Any) -> None:
        """Say who somebody is; claims such as ``aud`` or ``exp`` replace those of the token."""
        request = urllib.request.Request(
            f"{self.base}/users/{subject}",
            data=json.dumps(claims).encode(),
            headers={"Content-Type": "application/json"},
            method="PUT",
        )
        urllib.request.urlopen(request, timeout=5).close()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@contextmanager
def provider(port: int | None = None) -> Iterator[Provider]:
    """The provider on a free port of the loopback address."""
    port = port or free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    running = Provider(f"http://127.0.0.1:{port}", process)
    try:
        _healthy(f"{running.base}/.well-known/openid-configuration", process)
        yield running
    finally:
        if process.poll() is None:
            running.stop()


@dataclass
class Guarded:
    """A dashboard with login: its address, its folder ``var`` and its files of configuration."""

    base: str
    var: Path
    secrets: Path

    def roles(self, old: str, new: str) -> None:
        """Change the file of roles; it holds at the next run."""
        path = self.var / "rollen.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def audit(self) -> list[dict[str, Any]]:
        """The lines of the audit log."""
        path = self.var / "protokoll" / "audit.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def events(self) -> list[tuple[str, str, str]]:
        """Event, subject and reason of every line."""
        lines = self.audit()
        return [
            (line["event"], line["subject"], line["fields"].get("reason", "")) for line in lines
        ]


@contextmanager
def guarded_dashboard(
    folder: Path, trusted: str, *, idle: float = 30, total: float = 12, base: str = "", **more: str
) -> Iterator[Guarded]:
    """The dashboard of this checkout with a login at ``trusted``, its own home and its own var."""
    var, secrets = folder / "var", folder / ".streamlit" / "secrets.toml"
    var.mkdir(parents=True, exist_ok=True)
    secrets.parent.mkdir(exist_ok=True)
    secrets.write_text(SECRETS.format(provider=trusted, base=base), encoding="utf-8")
    (var / "rollen.toml").write_text(ROLES.format(idle=idle, total=total), encoding="utf-8")
    environment = {"HOME": str(folder), "SOZIALRAUM_VAR": str(var)} | more
    settings = {"baseUrlPath": base.strip("/")} if base else {}
    with serving(environment, **settings) as address:
        yield Guarded(address, var, secrets)
