"""nginx with our own configuration in front of two processes, everything on the loopback address."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PARTS = ("src", "static", "pages", "dashboard.py")
READY_SECONDS = 120


def nginx_path() -> str | None:
    """nginx, where there is one."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@dataclass
class Behind:
    """The running pair: ``address`` is that of nginx, ``ports`` are those of the processes."""

    folder: Path
    address: str
    ports: tuple[int, int]
    var: Path
    environment: dict[str, str]
    processes: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, port: int) -> None:
        """Start one process of the dashboard."""
        command = [sys.executable, "-m", "sozialraum.cli", "serve", f"--port={port}"]
        with (self.folder / f"prozess_{port}.log").open("ab") as log:
            self.processes[port] = subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=log, env=self.environment,
                start_new_session=True,
            )  # fmt: skip

    def stop(self, port: int, number: int = signal.SIGKILL) -> None:
        """End one process, by default without any warning, with everything that it started."""
        process = self.processes.pop(port)
        os.killpg(process.pid, number)
        process.wait(30)

    def wait(self, port: int) -> None:
        """Until the process is ready."""
        reachable(f"http://127.0.0.1:{port}/bereit", self.processes[port])

    def log(self) -> str:
        """Everything that the processes and nginx wrote."""
        return "\n".join(path.read_text("utf-8", "replace") for path in self.folder.glob("*.log"))


@contextmanager
def behind_nginx(home: Path, folder: Path, **environment: str) -> Iterator[Behind]:
    """Two processes on the data of ``home`` and nginx before them; all they write is in ``folder``."""
    nginx = nginx_path()
    assert nginx, "nginx is not installed"
    first, second, secure, plain = _free_ports(4)
    _install(folder)
    settings = {
        "SOZIALRAUM_HOME": str(home),
        "SOZIALRAUM_VAR": str(folder / "var"),
        "PYTHONPATH": str(folder / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    pair = Behind(
        folder, f"https://localhost:{secure}", (first, second), folder / "var",
        os.environ | settings | environment,
    )  # fmt: skip
    certificate(folder)
    (folder / "nginx.conf").write_text(_nginx_conf(folder, first, second, secure, plain), "utf-8")
    with ExitStack() as stack:
        stack.callback(lambda: [pair.stop(port) for port in list(pair.processes)])
        pair.start(first)
        pair.wait(first)
        pair.start(second)
        proxy = subprocess.Popen([nginx, "-c", str(folder / "nginx.conf"), "-p", str(folder)])
        stack.callback(lambda: (proxy.terminate(), proxy.wait(20)))
        pair.wait(second)
        reachable(f"{pair.address}/_stcore/health", proxy)
        yield pair


def certificate(folder: Path) -> None:
    """A certificate for localhost that nobody else has to believe, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(made.public_bytes(pem))
    plain = serialization.NoEncryption()
    text = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    (folder / "privkey.pem").write_bytes(text)


def unchecked() -> ssl.SSLContext:
    """For clients that believe every certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def reachable(address: str, process: subprocess.Popen[Any]) -> None:
    """Wait until ``address`` answers with 200."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=3, context=unchecked()) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{address} did not become reachable")


def changed(text: str, *changes: tuple[str, str]) -> str:
    """``text`` with every first part of a pair replaced; each must occur."""
    for old, new in changes:
        assert old in text, f"{old!r} is not in the file of deploy/"
        text = text.replace(old, new)
    return text


def _free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def _install(folder: Path) -> None:
    """The program as on a server: its parts, and ``deploy/config.toml`` as the configuration."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / part)
    text = (ROOT / "deploy" / "config.toml").read_text("utf-8")
    secrets = folder / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir()
    names = [("monitor.example.org", "localhost"), ("/etc/sozialraum/secrets.toml", str(secrets))]
    (folder / ".streamlit" / "config.toml").write_text(changed(text, *names), "utf-8")


def _nginx_conf(folder: Path, first: int, second: int, secure: int, plain: int) -> str:
    """``deploy/nginx.conf`` with our ports and folders; nothing else is changed."""
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    temporary = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    text = changed(
        text,
        ("user www-data;\n", ""),
        ("pid /run/nginx.pid", f"daemon off;\npid {folder}/nginx.pid"),
        ("/var/log/nginx/error.log", f"{folder}/nginx_error.log"),
        ("/var/log/nginx/sozialraum.log", f"{folder}/nginx_access.log"),
        ("http {\n", f"http {{\n{temporary}"),
        ("worker_processes auto", "worker_processes 1"),
        ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("listen 443", f"listen 127.0.0.1:{secure}"),
        ("server_name monitor.example.org", "server_name localhost"),
        ("/etc/sozialraum/tls/", f"{folder}/"),
    )
    for old, new in ((8501, first), (8502, second)):
        assert len(re.findall(rf":{old}\b", text)) == 3
        text = re.sub(rf":{old}\b", f":{new}", text)
    return text
