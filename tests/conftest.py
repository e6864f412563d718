"""Fixtures for all tests: small invented home folders."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sozialraum.publish import build_release
from toy_home import make_home


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOZIALRAUM_HOME", raising=False)
    monkeypatch.delenv("SOZIALRAUM_VAR", raising=False)


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
