"""Templates from outside: used where they do, refused with the reason where they do not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.util import Inches

from sozialraum.errors import UnreadableInput
from sozialraum.export.slides import slides_file
from sozialraum.export.slides_template import open_deck
from sozialraum.storage.release import Release, ReleaseStore
from toy_scenes import scenes, show


@pytest.fixture
def release(published: Path) -> Release:
    return ReleaseStore(published).current()


def template(change: Callable[[Any], None] = lambda _show: None) -> bytes:
    made = pptx.Presentation()
    change(made)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def repacked(archive: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def keep(*places: int) -> Callable[[Any], None]:
    def change(made: Any) -> None:
        for place, layout in enumerate(list(made.slide_layouts)):
            if place not in places:
                made.slide_layouts.remove(layout)

    return change


def test_a_template_brings_its_size_and_layouts_and_loses_its_slides(release: Release) -> None:
    def change(made: Any) -> None:
        made.slide_width, made.slide_height = Inches(10), Inches(7.5)
        made.slides.add_slide(made.slide_layouts[0]).shapes.title.text = "Alte Folie"
        for layout in made.slide_layouts:
            layout.name = "Ohne Namen"

    views = scenes(release)
    body = slides_file(show(views), views, release, template=template(change)).body
    made = pptx.Presentation(io.BytesIO(body))
    assert made.slide_width == Inches(10)
    assert [s.shapes.title.text for s in made.slides][:2] == ["Musterstadt heute", "Szene karte"]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        slides = [n for n in archive.namelist() if n.startswith("ppt/slides/slide")]
        assert len(slides) == len(made.slides)
        assert not any(b"Alte Folie" in archive.read(name) for name in slides)
    for slide in made.slides:
        assert all(holder.text_frame.text.strip() for holder in slide.placeholders)
        assert all(s.top + s.height <= made.slide_height for s in slide.shapes)


def test_a_potx_is_a_template_too() -> None:
    def change(name: str, content: bytes) -> bytes:
        old, new = b"presentation.main+xml", b"template.main+xml"
        return content.replace(old, new) if name == "[Content_Types].xml" else content

    assert open_deck(repacked(template(), change)).own


def test_a_layout_with_picture_and_text_will_do() -> None:
    deck = open_deck(template(keep(0, 8)))
    assert deck.content.name == "Picture with Caption"
    assert open_deck(template()).content.name == "Title and Content"


@pytest.mark.parametrize(
    ("kept", "missing", "there"),
    [
        ((1, 6), "Titelfolie", "Titel und Inhalt"),
        ((0, 6), "Titel und Inhalt", "Titelfolie"),
    ],
)
def test_missing_layouts_are_named(kept: tuple[int, ...], missing: str, there: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        open_deck(template(keep(*kept)))
    assert missing in caught.value.what
    assert there not in caught.value.what


def damaged(archive: bytes) -> bytes:
    return repacked(
        archive, lambda name, b: b[: len(b) // 2] if name.endswith("slideMaster1.xml") else b
    )


def with_macro(archive: bytes) -> bytes:
    wanted = b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
    kept = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    return repacked(archive, lambda _name, content: content.replace(kept, wanted))


def document() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return buffer.getvalue()


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("ppt/presentation.xml", "<x/>")
        for number in range(26):
            archive.writestr(f"ppt/media/{number}.bin", bytes(10_000_000))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: b"%PDF-1.7 keine Folien", "keine PowerPoint-Datei"),
        (lambda: b"", "keine PowerPoint-Datei"),
        (document, "keine PowerPoint-Datei"),
        (lambda: template()[:5000], "keine PowerPoint-Datei"),
        (lambda: damaged(template()), "beschädigt"),
        (lambda: with_macro(template()), "Makros"),
        (bomb, "entpackt zu groß"),
        (lambda: bytes(20_000_001), "größer als 20 MB"),
    ],
)
def test_what_is_no_template_is_refused_with_the_reason(
    content: Callable[[], bytes], said: str
) -> None:
    with pytest.raises(UnreadableInput, match=said) as caught:
        open_deck(content())
    assert "ohne Makros" in caught.value.fix


def test_links_are_dropped_and_content_from_elsewhere_is_refused(release: Release) -> None:
    def link(made: Any) -> None:
        holder = made.slide_layouts[1].placeholders[0]
        run = holder.text_frame.paragraphs[0].runs[0]
        run.hyperlink.address = "https://example.org/haus"

    views = scenes(release)[1:2]
    body = slides_file(show(views), views, release, template=template(link)).body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert not any(b"example.org/haus" in archive.read(name) for name in archive.namelist())

    def picture(made: Any) -> None:
        made.slide_master.part.rels.get_or_add_ext_rel(RT.IMAGE, "http://example.org/a.png")

    with pytest.raises(UnreadableInput, match=r"außerhalb der Datei \(http://example.org/a.png\)"):
        open_deck(template(picture))
