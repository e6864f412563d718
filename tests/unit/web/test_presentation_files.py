"""Presentations as files: read with the roles of whoever asks."""

from __future__ import annotations

import io
from pathlib import Path

import pptx
import pytest

from sozialraum.domain.scenes import Presentation, Scene
from sozialraum.errors import UnknownEntry, UnreadableInput
from sozialraum.service import Monitor
from sozialraum.storage.release import ReleaseStore
from sozialraum.web.presentation_files import presentation_file

KIDS = {"indikator": "kinder_sgb2", "ebene": "unterbezirk"}


@pytest.fixture
def monitor(published: Path) -> Monitor:
    return Monitor(ReleaseStore(published).current())


def show(**query: str) -> Presentation:
    scene = Scene(id="eins", page="karte", query=query, title="Kinder", text="Ein Satz.")
    return Presentation(title="Probe", scenes=(scene,))


def test_slides_and_handout_show_the_view_of_the_scene(monitor: Monitor) -> None:
    slides = presentation_file(monitor, frozenset(), show(**KIDS), "pptx")
    slide = pptx.Presentation(io.BytesIO(slides.body)).slides[1]
    described = [shape._element.xpath(".//p:cNvPr/@descr") for shape in slide.shapes]
    assert any("Kinder unter 15 Jahren" in said[0] for said in described if said)
    handout = presentation_file(monitor, frozenset(), show(**KIDS), "pdf")
    assert handout.body.startswith(b"%PDF")


def test_what_is_gone_is_named_on_its_slide(monitor: Monitor) -> None:
    slides = presentation_file(monitor, frozenset(), show(indikator="weg"), "pptx")
    slide = pptx.Presentation(io.BytesIO(slides.body)).slides[1]
    assert "weg" in slide.placeholders[1].text_frame.text


def test_unknown_kinds_and_bad_templates_are_refused(monitor: Monitor) -> None:
    with pytest.raises(UnknownEntry):
        presentation_file(monitor, frozenset(), show(**KIDS), "odp")
    with pytest.raises(UnreadableInput, match="keine PowerPoint-Datei"):
        presentation_file(monitor, frozenset(), show(**KIDS), "pptx", template=b"x")
