"""Texts in the current language."""

from pathlib import Path
from threading import Thread

import pytest

from sozialraum import language
from sozialraum.language import Language, catalogue, current, n_, read_catalogue, speaking, t


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"{n} Gebiete": "{n} areas", "Karte": "Map"}
    monkeypatch.setattr(language, "catalogue", lambda _: words)


def test_german_is_what_the_code_says() -> None:
    assert t("{n} Gebiete", n=3) == "3 Gebiete"
    assert t("100 % {unverändert}") == "100 % {unverändert}"


@pytest.mark.usefixtures("english")
def test_english_comes_from_the_catalogue_and_ends_with_its_block() -> None:
    with speaking(Language.ENGLISH):
        assert t("{n} Gebiete", n=3) == "3 areas"
        assert t(n_("Karte")) == "Map"
        with speaking(Language.GERMAN):
            assert t("Karte") == "Karte"
    assert t("Karte") == "Karte"


@pytest.mark.usefixtures("english")
def test_a_text_without_translation_stays_german() -> None:
    with speaking(Language.ENGLISH):
        assert t("{n} Bezirke", n=2) == "2 Bezirke"


def test_outside_of_a_block_the_source_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_sources", [])
    language.asked_of(lambda: Language.ENGLISH)
    assert current() is Language.ENGLISH
    with speaking(Language.GERMAN):
        assert current() is Language.GERMAN


def test_another_thread_has_its_own_language() -> None:
    heard: list[Language] = []
    with speaking(Language.ENGLISH):
        thread = Thread(target=lambda: heard.append(current()))
        thread.start()
        thread.join()
    assert heard == [Language.GERMAN]


def test_a_file_is_read_without_what_is_not_translated(tmp_path: Path) -> None:
    file = tmp_path / "a.po"
    file.write_text('msgid "Karte"\nmsgstr "Map"\n\nmsgid "Ort"\nmsgstr ""\n', encoding="utf-8")
    assert read_catalogue(file) == {"Karte": "Map"}


def test_german_needs_no_catalogue() -> None:
    assert catalogue(Language.GERMAN) == {}
