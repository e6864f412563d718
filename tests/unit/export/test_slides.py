"""Slides read back: native titles, texts, notes, charts with gaps, tables, words for pictures."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.enum.shapes import PP_PLACEHOLDER

from sozialraum.domain.scenes import SceneContent
from sozialraum.errors import UnreadableInput
from sozialraum.export.slides import slides_file
from sozialraum.export.slides_chart import course_points
from sozialraum.language import Language, speaking
from sozialraum.storage.release import Release, ReleaseStore
from toy_exhibits import BARS, CITY, COURSE, NORTH
from toy_scenes import NOTE, TEXT, map_of, scenes, show, view_of

DAY = date(2026, 3, 1)


@pytest.fixture
def release(published: Path) -> Release:
    return ReleaseStore(published).current()


@pytest.fixture
def body(release: Release) -> bytes:
    views = scenes(release)
    return slides_file(show(views), views, release, made_on=DAY).body


@pytest.fixture
def slides(body: bytes) -> list[Any]:
    return list(pptx.Presentation(io.BytesIO(body)).slides)


def texts(slide: Any) -> str:
    return "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)


def chart_of(slide: Any) -> Any:
    return next(s for s in slide.shapes if s.has_chart).chart


def table_of(slide: Any) -> list[list[str]]:
    table = next(s for s in slide.shapes if s.has_table).table
    return [[cell.text.replace("\u00a0", " ") for cell in row.cells] for row in table.rows]


def test_there_is_a_slide_per_scene_between_title_and_sources(slides: list[Any]) -> None:
    assert [slide.shapes.title.text for slide in slides] == [
        "Musterstadt heute",
        *(f"Szene {id_}" for id_ in ("karte", "verlauf", "balken", "tabelle", "fort")),
        "Quellen und Lizenzen",
    ]
    assert all(TEXT in texts(slide) for slide in slides[1:6])
    notes = [s.notes_slide.notes_text_frame.text if s.has_notes_slide else "" for s in slides]
    assert notes == ["", NOTE, NOTE, "", NOTE, NOTE, ""]
    assert "Den Indikator gibt es nicht mehr." in texts(slides[5])


def test_no_placeholder_is_empty_and_every_slide_is_numbered(slides: list[Any]) -> None:
    for slide in slides:
        assert all(holder.text_frame.text.strip() for holder in slide.placeholders)
    numbers = [
        holder.text_frame.text
        for slide in slides[1:]
        for holder in slide.placeholders
        if holder.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER
    ]
    assert numbers == ["2", "3", "4", "5", "6", "7"]


def test_lines_break_where_a_year_is_missing(slides: list[Any]) -> None:
    chart = chart_of(slides[2])
    values = {s.name: list(s.values) for s in chart.plots[0].series}
    assert values["Musterstadt"] == [573.0, None, 6800.0, 8000.0, 9039.0]
    assert values["Musterstadt (weitere Angaben)"] == [9500.0]
    assert values["Große Heide"] == [4000.0, 4750.0, None, 5000.0]
    assert chart._chartSpace.chart.xpath("c:dispBlanksAs/@val") == ["gap"]


def test_neighbours_that_must_not_be_compared_are_not_joined() -> None:
    cut = replace(NORTH, segments=())
    values = [value for _at, value, _mark in course_points(cut, by_year=True)]
    assert values == [4000.0, None, 4750.0, None, 5000.0]
    years = [at for at, _value, _mark in course_points(CITY, by_year=True)]
    assert years == sorted(years)


def test_missing_bars_are_words_and_zero_is_zero(slides: list[Any]) -> None:
    plot = chart_of(slides[3]).plots[0]
    assert list(plot.categories) == [
        "Süd",
        "Mitte (geschätzt)",
        "Heide",
        "Nord (geheim)",
        "West (unbekannt)",
    ]
    assert list(plot.series[0].values) == [12.5, 4.0, 0.0, None, None]


def test_tables_are_native_and_say_what_is_left_out(release: Release, slides: list[Any]) -> None:
    rows = table_of(slides[4])
    assert rows[0][:3] == ["Angabe", "Gebiet", "Stichtag"]
    assert [row[rows[0].index("Wert")] for row in rows[1:4]] == [
        "9.039 Personen (unsicher)",
        "9.500 Personen (weitere Angabe)",
        "geheim",
    ]
    table = replace(COURSE.table, rows=COURSE.table.rows * 20, formats=COURSE.table.formats * 20)
    views = (view_of("lang", SceneContent(exhibit=replace(COURSE, chart=None, table=table))),)
    made = slides_file(show(views), views, release, made_on=DAY).body
    slide = pptx.Presentation(io.BytesIO(made)).slides[1]
    kept = len(table_of(slide)) - 1
    assert 3 < kept < 100
    assert f"Gezeigt sind {kept} von 100 Zeilen; alle stehen in der Live-Ansicht." in texts(slide)


def test_nothing_leaves_its_slide(body: bytes) -> None:
    show_ = pptx.Presentation(io.BytesIO(body))
    for slide in show_.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= show_.slide_width
            assert shape.top + shape.height <= show_.slide_height
    assert show_.slide_width * 9 == show_.slide_height * 16


def test_pictures_charts_and_tables_are_described(release: Release, slides: list[Any]) -> None:
    for slide in slides:
        for shape in slide.shapes:
            if shape.shape_type == 13 or shape.has_chart or shape.has_table:
                said = shape._element.xpath(".//p:cNvPr/@descr")
                assert said
                assert said[0]
    picture = next(shape for shape in slides[1].shapes if shape.shape_type == 13)
    words = picture._element.xpath(".//p:cNvPr/@descr")[0]
    assert map_of(release).current.sentence in words
    assert picture.image.size[0] >= 2 * picture.width / 12_700


def test_every_scene_names_source_date_and_licence(slides: list[Any]) -> None:
    for slide in slides[1:5]:
        assert "Quelle: Stadt Musterstadt: Statistik" in texts(slide)
        assert "Stichtag: " in texts(slide)
        assert "Lizenz: " in texts(slide)
    assert "Beispieldaten (erfunden)" in texts(slides[2])
    assert "Beispieldaten (erfunden)" not in texts(slides[1])
    assert "Übermittlung & Söhne: Bericht „Größe“" in texts(slides[-1])
    assert "Szenen 2, 3, 4" in texts(slides[-1])


@pytest.mark.parametrize(("language", "tag"), [("de", "de-DE"), ("en", "en-GB")])
def test_every_text_says_its_language(release: Release, language: str, tag: str) -> None:
    with speaking(Language(language)):
        views = scenes(release)
        body = slides_file(show(views), views, release, made_on=DAY).body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {n: archive.read(n).decode() for n in archive.namelist() if n.endswith(".xml")}
    for name, text in parts.items():
        for other in ("en-US", "de-DE" if tag == "en-GB" else "en-GB"):
            assert f'lang="{other}"' not in text, name
    assert f'<a:rPr lang="{tag}"' in parts["ppt/slides/slide2.xml"]
    assert f"<dc:language>{tag}</dc:language>" in parts["docProps/core.xml"]


def test_the_same_scenes_give_the_same_file(release: Release, body: bytes) -> None:
    views = scenes(release)
    assert slides_file(show(views), views, release, made_on=DAY).body == body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert "2026-03-01T00:00:00Z" in archive.read("docProps/core.xml").decode()


def test_progress_counts_scenes(release: Release) -> None:
    heard: list[tuple[int, int, str]] = []
    views = scenes(release)[1:3]
    made = slides_file(show(views), views, release, progress=lambda *said: heard.append(said))
    assert heard == [(0, 2, "Szene verlauf"), (1, 2, "Szene balken"), (2, 2, "")]
    assert made.name == "musterstadt-heute.pptx"


def test_texts_of_any_length_and_any_sign_are_kept(release: Release) -> None:
    nasty = view_of("wild", SceneContent(exhibit=BARS), note="a\x0bb\x00c", text="Wort " * 119)
    nasty = replace(nasty, scene=nasty.scene.model_copy(update={"title": "Lang " * 32}))
    body = slides_file(show((nasty,)), (nasty,), release, made_on=DAY).body
    slide = pptx.Presentation(io.BytesIO(body)).slides[1]
    assert slide.shapes.title.text.strip() == ("Lang " * 32).strip()
    assert slide.notes_slide.notes_text_frame.text == "a b c"


def test_without_scenes_there_is_no_file(release: Release) -> None:
    with pytest.raises(UnreadableInput, match="noch keine Szene"):
        slides_file(show(()), (), release)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_every_slide(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "folien.pptx").write_bytes(body)
    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "folien.pptx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    assert (tmp_path / "folien.pdf").read_bytes().count(b"/Type/Page/") == 7
