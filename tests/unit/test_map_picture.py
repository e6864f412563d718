"""The map as a file: the overlays and words of the view, as SVG and as PNG with our font."""

from __future__ import annotations

import re
import struct
from datetime import date
from pathlib import Path

import pytest

from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.views import MapView
from sozialraum.errors import UnknownEntry
from sozialraum.export.map_picture import PICTURES, map_picture, picture_file
from sozialraum.export.raster import svg_png
from sozialraum.service import Monitor
from sozialraum.storage.release import Release, ReleaseStore

KIDS = LayerQuery("kinder_sgb2", "unterbezirk", "2024", Scheme.EQUAL, 2)
PEOPLE = LayerQuery("einwohner", "stadtbezirk", "2024", Scheme.EQUAL, 2)
LAYERS = (("aktionsraeume", 100), ("angebote", 60))


@pytest.fixture
def release(published: Path) -> Release:
    return ReleaseStore(published).current()


@pytest.fixture
def view(release: Release) -> MapView:
    return Monitor(release).map_view(KIDS)


def svg_of(view: MapView, release: Release, **choice: object) -> str:
    """The picture with wrapped lines joined."""
    text = map_picture(view, release, kind="svg", **choice).decode().replace("\u00a0", " ")
    return re.sub(r"</text><text[^>]*>", " ", text)


def test_the_picture_has_the_words_and_overlays_of_the_view(
    view: MapView, release: Release
) -> None:
    text = svg_of(view, release, layers=LAYERS, area="012")
    for word in (
        "Kinder unter 15 Jahren",
        "Musterstadt · 7 Unterbezirke",
        "Stadt Musterstadt: Atlas (aus zweiter Hand)",
        "Umrisse vereinfacht: Stadt Musterstadt: Statistik",
        date.today().strftime("Export vom %d.%m.%Y"),
        "Ebenen „Aktionsräume“ und „Angebote“ nach Stadt Musterstadt: Statistik.",
        "davon 1 außerhalb des Ausschnitts, 1 ohne bekannten Ort",
        "Grenzen der Stadtbezirke",
        "Phoenix (Unterbezirk 012): 8,1 %",
    ):
        assert word in text, word
    assert 'opacity="0.6"' in text
    assert text.index("#0b5540") < text.index('fill="#0f6f83" stroke="#fff"')


def test_names_of_single_places_are_not_in_the_picture(view: MapView, release: Release) -> None:
    text = svg_of(view, release, layers=LAYERS)
    assert "Anlaufstelle" not in text
    assert "Beratung" not in text


def test_without_overlays_none_is_mentioned(view: MapView, release: Release) -> None:
    text = svg_of(view, release)
    assert "Ebenen" not in text
    assert "Angebote" not in text


def test_the_level_of_the_borders_can_be_shown_itself(release: Release) -> None:
    text = svg_of(Monitor(release).map_view(PEOPLE), release, area="01")
    assert "Mitte (Stadtbezirk 01): 55.000 Personen" in text
    assert "Mitte</text>" in text or ">Mitte " in text
    assert "unbekannt" in text


@pytest.mark.parametrize("wrong", [{"layers": (("gibtesnicht", 100),)}, {"area": "999"}])
def test_what_does_not_exist_is_refused(
    view: MapView, release: Release, wrong: dict[str, object]
) -> None:
    with pytest.raises(UnknownEntry):
        map_picture(view, release, **wrong)


@pytest.mark.parametrize("kind", PICTURES)
def test_the_download_says_what_it_is(view: MapView, release: Release, kind: str) -> None:
    file = picture_file(view, release, kind, layers=LAYERS)
    assert file.name == f"kinderarmut-unterbezirke-2024.{kind}"
    assert file.media_type == {"png": "image/png", "svg": "image/svg+xml"}[kind]
    assert file.body.startswith({"png": b"\x89PNG", "svg": b"<svg "}[kind])


def test_a_png_has_two_pixels_per_unit(view: MapView, release: Release) -> None:
    width, _height = struct.unpack(">II", map_picture(view, release, kind="png")[16:24])
    assert width == 2400


def test_pictures_are_set_in_our_font() -> None:
    def line(family: str, weight: int = 400) -> bytes:
        return svg_png(
            '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="30">'
            f'<text y="20" font-family="{family}" font-weight="{weight}">Größe 1.234 ≈ 5</text></svg>'
        )

    pictures = {line("Sozialraum Sans", weight) for weight in (400, 600, 700)}
    assert len(pictures) == 3
    assert line("Gibt es nicht") not in pictures
