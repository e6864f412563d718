"""The handout: all texts, tagged, in the language that is spoken, the same twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pymupdf
import pytest

from sozialraum.errors import UnreadableInput
from sozialraum.export.handout import handout_file
from sozialraum.language import Language, speaking
from sozialraum.storage.release import Release, ReleaseStore
from toy_scenes import TEXT, scenes, show

DAY = date(2026, 3, 1)


@pytest.fixture
def release(published: Path) -> Release:
    return ReleaseStore(published).current()


def words(document: pymupdf.Document) -> str:
    return " ".join(" ".join(page.get_text() for page in document).split())


def test_the_handout_is_tagged_and_the_same_twice(release: Release) -> None:
    views = scenes(release)
    heard: list[tuple[int, int, str]] = []
    first = handout_file(show(views), views, release, lambda *s: heard.append(s), made_on=DAY)
    assert first.body == handout_file(show(views), views, release, made_on=DAY).body
    assert first.name == "musterstadt-heute-handzettel.pdf"
    assert first.media_type == "application/pdf"
    document = pymupdf.open(stream=first.body)
    catalog = document.xref_object(document.pdf_catalog())
    assert "/Lang (de" in catalog
    assert "/Marked true" in catalog
    assert "pdfuaid" in document.get_xml_metadata()
    assert document.metadata["title"] == "Musterstadt heute"
    text = words(document)
    for said in (TEXT, "Dann weiter.", "Den Indikator gibt es nicht mehr.", "Seite 1 von"):
        assert said in text
    assert "Beispieldaten (erfunden)" in text
    assert "Übermittlung & Söhne: Bericht „Größe“" in text
    assert heard[0] == (0, 5, "Szene karte")
    assert heard[-1] == (5, 5, "")


def test_notes_can_be_left_out_and_the_language_follows(release: Release) -> None:
    views = scenes(release)
    with speaking(Language.ENGLISH):
        english = handout_file(show(views), views, release, made_on=DAY, notes=False)
    document = pymupdf.open(stream=english.body)
    assert "/Lang (en" in document.xref_object(document.pdf_catalog())
    assert "Page 1 of" in words(document)
    assert "Dann weiter." not in words(document)


def test_without_scenes_there_is_no_handout(release: Release) -> None:
    with pytest.raises(UnreadableInput, match="noch keine Szene"):
        handout_file(show(()), (), release)
