"""Reading in a table and taking it back on the page, in an invented city."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from delivered_tables import toy_file
from sozialraum.domain.access import Role, Visitor
from sozialraum.publish.imports import imports
from sozialraum.storage.audit_check import entries
from sozialraum.storage.release import ReleaseStore
from sozialraum.web import guard

PAGE = Path(__file__).resolve().parents[2] / "pages/daten.py"


@pytest.fixture
def home(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    own = shutil.copytree(published, tmp_path / "stadt")
    monkeypatch.setenv("SOZIALRAUM_HOME", str(own))
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield own
    config.set_option("server.address", before)


def _open(section: str) -> AppTest:
    test = AppTest.from_file(str(PAGE), default_timeout=60)
    test.query_params["bereich"] = section
    test.run()
    assert not test.exception
    return test


def _given(content: bytes, name: str = "lage.csv") -> AppTest:
    test = _open("einlesen")
    test.file_uploader[0].upload(name, content).run()
    assert not test.exception
    return test


def _html(test: AppTest) -> str:
    return "".join(html.proto.body for html in test.get("html"))


def _button(test: AppTest, label: str) -> Any:
    return next(button for button in test.button if button.label == label)


def _simple(*rows: str) -> bytes:
    return "\n".join(["unterbezirk;kinder_sgb2", *rows]).encode()


def test_a_complete_table_is_published_and_taken_back(home: Path) -> None:
    before = ReleaseStore(home).current_id()
    test = _given(_simple("001;10,5", "002;20,5", "Insgesamt;15"), "kinder_2025.csv")
    assert "Stichtag" in _html(test)
    _decide(test)
    _button(test, "Veröffentlichen").click().run()
    assert not test.exception
    assert ReleaseStore(home).current_id() != before
    [entry] = imports(home)
    assert (entry.rows, entry.values, entry.who) == (3, 2, "lokal")
    diary = _open("verlauf")
    assert "aktiv" in _html(diary) and "kinder_2025.csv" in _html(diary)
    diary.selectbox[0].select(1).run()
    _button(diary, "Import 1 zurücknehmen und veröffentlichen").click().run()
    assert not diary.exception
    assert "zurückgenommen am" in _html(_open("verlauf"))
    assert ReleaseStore(home).current_id() == before
    events = [entry.event for entry in entries(home / "var/protokoll")]
    assert events == ["upload", "einlesen", "veroeffentlichung", "ruecknahme"]


def _decide(test: AppTest) -> None:
    """Answer what is open with the first choice."""
    for _ in range(5):
        if not _button(test, "Veröffentlichen").disabled:
            return
        groups = [group for group in test.get("button_group") if group.label != "Bereich"]
        if groups:
            groups[0].set_value(groups[0].options[0]).run()
        else:
            test.selectbox[0].select_index(0).run()


def test_a_messy_file_names_everything_and_changes_nothing(home: Path) -> None:
    before = ReleaseStore(home).current_id()
    test = _given(toy_file())
    shown = _html(test)
    assert "Windows-1252" in shown
    assert "Zuordnung zu den Gebieten" in "".join(h.value for h in test.subheader)
    assert any("Zeilen ohne Gebiet" in heading.value for heading in test.subheader)
    assert _button(test, "Veröffentlichen").disabled
    _button(test, "Abbrechen").click().run()
    assert not test.exception
    assert "Was verstanden wurde" not in [heading.value for heading in test.subheader]
    assert ReleaseStore(home).current_id() == before
    assert imports(home) == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leer"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Excel"),
    ],
)
def test_files_that_cannot_be_read_are_refused_in_german(
    home: Path, content: bytes, words: str
) -> None:
    test = _given(content, "datei.csv")
    assert any("Nichts wurde geändert" in error.value for error in test.error)
    assert words in _html(test)
    assert imports(home) == ()


def test_nobody_without_a_role_reads_in_or_sees_who_did(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "visitor_of_run", lambda: Visitor(held=frozenset({Role.PUBLIC})))
    test = _open("einlesen")
    assert not test.file_uploader
    assert any("Bitte anmelden" in info.value for info in test.info)
    assert "Noch ist nichts eingelesen" in _html(_open("verlauf"))
