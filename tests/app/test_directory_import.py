"""Reading in a directory on the page part upkeep; nothing is written, the take-over is recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from sozialraum.publish.lists import import_records
from sozialraum.web import directory_import

ROOT = Path(__file__).resolve().parents[2]
FILE = (ROOT / "data/orte/angebote.csv").read_bytes()


@pytest.fixture(autouse=True)
def _local_user() -> Any:
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield
    config.set_option("server.address", before)


@pytest.fixture(autouse=True)
def taken(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What would have been imported and published."""
    found: list[bytes] = []

    def record(home: Path, list_id: str, content: bytes, **_: Any) -> Any:
        found.append(content)
        return import_records(home, list_id, content, dry_run=True), None

    monkeypatch.setattr(directory_import, "import_and_publish", record)
    return found


def _page() -> None:
    from sozialraum.web.directory_import import directory_import
    from sozialraum.web.guard import enter

    directory_import(enter())


def _given(name: str, content: bytes) -> AppTest:
    test = AppTest.from_function(_page, default_timeout=60).run()
    test.session_state["angebote_offen"] = True
    test.run()
    test.file_uploader[0].upload(name, content).run()
    return test


def _html(test: AppTest) -> str:
    return "".join(html.proto.body for html in test.get("html"))


def _labels(test: AppTest) -> list[str]:
    return [button.label for button in test.button]
