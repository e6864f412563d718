"""For all tests: small invented home folders, no network, a loud word where the browser is missing."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_socket
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

from sozialraum.publish import build_release
from toy_home import make_home

settings.register_profile("busy", deadline=None, max_examples=50)
settings.load_profile("busy")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOZIALRAUM_HOME", raising=False)
    monkeypatch.delenv("SOZIALRAUM_VAR", raising=False)
    monkeypatch.delenv("SOZIALRAUM_ABRUF", raising=False)
    monkeypatch.delenv("SOZIALRAUM_ROLLEN", raising=False)
    monkeypatch.delenv("SOZIALRAUM_LOKAL", raising=False)


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest) -> Iterator[None]:
    """Sockets are blocked, except where a browser or a test server talks on the loopback address."""
    if "browser" in request.keywords:
        yield
        return
    if "loopback" in request.keywords:
        pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
        yield
        return
    pytest_socket.disable_socket(allow_unix_socket=True)
    yield
    pytest_socket.enable_socket()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: they are slow, and Playwright keeps an event loop running from then on."""
    items.sort(key=lambda item: "browser" in item.keywords)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One loud line where the browser tests could not run."""
    names = ("chromium", "chromium-browser")
    if not os.environ.get("CHROMIUM") and not any(shutil.which(name) for name in names):
        line = "KEIN CHROMIUM GEFUNDEN: die Browser-Tests wurden übersprungen."
        terminalreporter.write_line(line, red=True, bold=True)


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """The invented city, not yet published."""
    return make_home(tmp_path / "toy")


@pytest.fixture(scope="session")
def _published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = make_home(tmp_path_factory.mktemp("published") / "toy")
    build_release(home, home / "var")
    return home


@pytest.fixture
def published(_published: Path, tmp_path: Path) -> Path:
    """The invented city with one live release, free to be changed."""
    return Path(shutil.copytree(_published, tmp_path / "published"))
