"""The method texts: complete, readable, and in the words and numbers of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sozialraum.analysis import similarity
from sozialraum.domain.indicators import Quality
from sozialraum.domain.layers import Precision
from sozialraum.domain.queries import Scheme
from sozialraum.domain.records import State
from sozialraum.domain.status import Status
from sozialraum.geometry import embedding, repair
from sozialraum.service import profile_places

FOLDER = Path(__file__).parents[2] / "data" / "methoden"
METHODS = {
    "aehnliche_gebiete", "entfernungen", "gemeinsame_werte", "klassen", "luecken_im_verlauf",
    "raenge_und_vergleiche", "vereinfachung", "widersprueche", "zeitleiste_flaechen", "zuordnung", "fusswege", "abdeckung",
    "standortwahl", "geheimhaltung", "gebietsstaende", "neun_schritte",
}  # fmt: skip
TEXTS = sorted(FOLDER.glob("*.md"))
_NUMBERS = {2: "zwei", 3: "drei", 4: "vier", 5: "fünf"}


def _text(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def test_all_methods_are_described() -> None:
    assert {path.stem for path in TEXTS} >= METHODS


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_method_text_has_a_title_a_size_and_its_sources(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    title, _, rest = text.partition("\n")
    assert re.fullmatch(r"# \S.*", title)
    assert not re.search(r"^#{1,2} ", rest, re.MULTILINE), "sections begin with ###"
    assert 150 <= len(rest.split()) <= 400
    assert re.search(r"^### (Quellen?|Grundlage)$", rest, re.MULTILINE)


def test_titles_are_different() -> None:
    titles = [path.read_text(encoding="utf-8").partition("\n")[0] for path in TEXTS]
    assert len(set(titles)) == len(titles)


def test_all_statuses_are_explained() -> None:
    text = _text("zuordnung")
    assert not [status.label for status in Status if status.label not in text]


def test_all_schemes_are_explained() -> None:
    text = _text("klassen")
    assert not [scheme.label for scheme in Scheme if f"**{scheme.label}**" not in text]


def test_all_states_are_explained() -> None:
    text = _text("zeitleiste_flaechen")
    assert not [state.label for state in State if f"**{state.label}**" not in text]


def test_all_qualities_are_explained() -> None:
    text = _text("widersprueche").casefold()
    assert not [quality.label for quality in Quality if f"*{quality.label.casefold()}*" not in text]


def test_all_precisions_are_named() -> None:
    text = _text("entfernungen").replace("Straße ohne", "Straße, ohne")
    assert not [precision.label for precision in Precision if precision.label not in text]


def test_similar_areas_are_told_with_the_limits_of_the_code() -> None:
    text = _text("aehnliche_gebiete")
    assert f"mindestens {_NUMBERS[similarity.MINIMUM]}** gemeinsame Indikatoren" in text
    assert f"bis zu {_NUMBERS[similarity.COUNT]} ähnliche" in text
    assert f"weniger als {_NUMBERS[similarity.FEWEST_AREAS]} Gebieten" in text
    assert similarity.COMMON_SHARE == 0.6
    assert "sechs von zehn" in text


def test_simplification_is_told_with_the_limits_of_the_code() -> None:
    text = _text("vereinfachung")
    assert f"bis {repair.SPLINTER:.0f} m²" in text
    assert f"bis {repair.SLIVER:.0f} m Breite" in text
    assert f"mehr als {embedding.AREA_LIMIT:.0f} % seiner Fläche" in text
    assert f"mehr als {embedding.CITY_LIMIT:.2f} %".replace(".", ",") in text


def test_distances_are_told_with_the_limits_of_the_code() -> None:
    text = _text("entfernungen")
    assert f"gerundet auf {profile_places.STEP} m" in text
    assert f"{_NUMBERS[profile_places.NEAREST]} nächsten Angebote" in text
