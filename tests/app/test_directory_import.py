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


def _opened() -> AppTest:
    test = AppTest.from_function(_page, default_timeout=60)
    test.session_state["angebote_einlesen"] = True
    return test.run()


def _given(name: str, content: bytes) -> AppTest:
    test = _opened()
    return test.file_uploader[0].upload(name, content).run()


def _html(test: AppTest) -> str:
    return "".join(html.proto.body for html in test.get("html"))


def _labels(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def test_the_panel_is_drawn_only_when_it_is_opened() -> None:
    closed = AppTest.from_function(_page, default_timeout=60).run()
    assert [each.label for each in closed.expander] == ["Verzeichnis einlesen"]
    assert not closed.file_uploader
    test = _opened()
    assert not test.exception
    assert test.file_uploader[0].allowed_type == [".csv", ".xlsx", ".json"]
    assert "ersetzt das ganze Verzeichnis" in test.caption[0].value
    assert "ergänzt das Verzeichnis" in test.caption[0].value


def test_nobody_without_the_role_sees_the_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory_import, "may_import", lambda *_: False)
    assert not _opened().expander


def test_a_good_file_is_shown_and_taken_over(taken: list[bytes]) -> None:
    lines = FILE.decode("utf-8-sig").splitlines(keepends=True)
    test = _given("angebote.csv", "".join(lines[:-1]).encode())
    assert not test.exception
    assert f"{len(lines) - 2} Einträge gelesen" in test.markdown[0].value
    assert "Mit Hinweis behalten" in _html(test)
    assert "1 entfallen" in _html(test)
    assert not test.error
    assert taken == []
    test.button[0].click().run()
    assert not test.exception
    assert len(taken) == 1
    assert "1 entfallen" in test.success[0].value
    assert not test.button, "the file is taken away after it was taken over"


def test_problems_stop_the_import_until_the_rows_are_left_out(taken: list[bytes]) -> None:
    bad = FILE.rstrip(b"\r\n") + b"\n;<script>Ohne Nummer\nZ9\n"
    cells = bad.splitlines()[0].count(b";")
    rows = bad.split(b"\n")
    padded = [row + b";" * (cells - row.count(b";")) if n >= len(rows) - 3 else row
              for n, row in enumerate(rows) if row]  # fmt: skip
    test = _given("angebote.csv", b"\n".join(padded))
    assert not test.exception
    assert "2 Fehler. Nichts wurde geändert." in test.error[0].value
    assert "<script>" not in _html(test)
    assert _labels(test) == []
    test.checkbox[0].check().run()
    assert not test.exception
    assert "Weggelassen: 2 von 99 Einträgen." in test.warning[0].value
    assert _labels(test) == ["Übernehmen und veröffentlichen"]
    test.file_uploader[0].upload("zweite.csv", b"\n".join(padded)).run()
    assert not test.checkbox[0].value, "the choice holds for one file only"
    assert taken == []


def test_an_unreadable_file_is_refused_with_a_remedy(taken: list[bytes]) -> None:
    test = _given("orte.json", b"{}")
    assert not test.exception
    assert "1 Fehler" in test.error[0].value
    assert "Integreat" in _html(test)
    assert not test.checkbox
    assert _labels(test) == []
