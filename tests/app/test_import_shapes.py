"""Reading in shapes on the page: asked, compared, published as a layer or handed to the tables."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import shapely
from streamlit import config
from streamlit.testing.v1 import AppTest

from sozialraum.publish.imports import imports
from sozialraum.publish.shape_imports import take_over_shapes
from sozialraum.storage.release import ReleaseStore
from toy_shapes import districts, geojson, playgrounds, point_mapping, square

PAGE = Path(__file__).resolve().parents[2] / "pages/daten.py"
STATISTICS, OUTLINES = "Sachdaten als Statistik einlesen", "Umrisse vergleichen"
LAYER, COUNTS = "als Ebene auf der Karte zeigen", "je Gebiet zählen"


@pytest.fixture
def home(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    own = shutil.copytree(published, tmp_path / "stadt")
    monkeypatch.setenv("SOZIALRAUM_HOME", str(own))
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield own
    config.set_option("server.address", before)


def _given(content: bytes, name: str = "gebiete.geojson") -> AppTest:
    test = AppTest.from_file(str(PAGE), default_timeout=60)
    test.query_params["bereich"] = "einlesen"
    test.run()
    test.file_uploader[0].upload(name, content).run()
    assert not test.exception
    return test


def _html(test: AppTest) -> str:
    return "".join(html.proto.body for html in test.get("html"))


def _button(test: AppTest, label: str) -> Any:
    return next(button for button in test.button if button.label == label)


def _choose(test: AppTest, question: str, option: str) -> None:
    """Answer the question that contains these words."""
    groups = [group for group in test.get("button_group") if question in group.label]
    assert len(groups) == 1, [group.label for group in test.get("button_group")]
    groups[0].set_value(option).run()
    assert not test.exception


def _labels(test: AppTest) -> list[str]:
    return [group.label for group in test.get("button_group") if group.label != "Bereich"]


def test_outlines_are_named_compared_and_left_as_they_are(home: Path) -> None:
    before = ReleaseStore(home).current_id()
    test = _given(geojson(districts(), crs=""))
    assert "Koordinatensystem ist nicht angegeben" in _html(test)
    assert "vermutet" in _html(test)
    _choose(test, "Koordinatensystem", "EPSG:4326 (WGS84, Grad)")
    assert "bestätigt" in _html(test)
    _choose(test, "Was soll damit geschehen?", OUTLINES)
    assert "dieselben 7 Gebiete der Ebene „Unterbezirk“" in _html(test)
    assert "sozialraum geo update" in test.info[0].value
    assert "Veröffentlichen" not in [button.label for button in test.button]
    _button(test, "Abbrechen").click().run()
    assert not test.exception
    assert "Was die Datei enthält" not in [heading.value for heading in test.subheader]
    assert ReleaseStore(home).current_id() == before
    assert imports(home) == ()


def test_attributes_go_on_in_the_wizard_of_the_tables(home: Path) -> None:
    features = [({"ub_nr": p["ub_nr"], "kinder_sgb2": p["hunde"]}, s) for p, s in districts()]
    test = _given(geojson(features))
    _choose(test, "Was soll damit geschehen?", STATISTICS)
    assert "Gebiet (Unterbezirk)" in [select.label for select in test.selectbox]
    _choose_text(test, "2025")
    _choose(test, "Quelle", "Stadt Musterstadt: Atlas")
    _button(test, "Veröffentlichen").click().run()
    assert not test.exception
    [entry] = imports(home)
    assert (entry.kind, entry.file, entry.values) == ("tabelle", "gebiete.geojson", 7)
    frame = ReleaseStore(home).current().observations
    found = frame[(frame["indicator"] == "kinder_sgb2") & (frame["period"] == "2025")]
    assert found.set_index("area")["value"]["013"] == 73.5
    assert not test.get("button_group")[1:]


def _choose_text(test: AppTest, text: str) -> None:
    next(field for field in test.text_input if field.label == "Antwort").set_value(text).run()
    assert not test.exception


def test_polygons_that_fit_half_are_confirmed_one_by_one(home: Path) -> None:
    features = [*districts()[1:], ({"ub_nr": "", "hunde": 1}, square("001", 0.2))]
    test = _given(geojson(features))
    _choose(test, "Was soll damit geschehen?", STATISTICS)
    assert "Zu bestätigen: 1 Flächen" in _html(test)
    _choose(test, "Objekt 7", "001 City-Ost")
    assert "Zu bestätigen" not in _html(test)
    assert "7 von 7 Flächen zugeordnet" in _html(test)


def test_points_become_a_layer_of_the_map(home: Path) -> None:
    test = _given(geojson(playgrounds()), "orte.geojson")
    assert "3 von 4 Punkten liegen in der Stadt." in _html(test)
    _choose(test, "Was soll damit geschehen?", LAYER)
    _choose(test, "einzelnen Menschen oder Privathäusern", "nein")
    _choose(test, "außerhalb der Stadt", "weglassen")
    assert _button(test, "Veröffentlichen").disabled
    _fill(test, "Name der Ebene", "Spielplätze")
    _button(test, "Angaben übernehmen").click().run()
    assert "Bitte noch ausfüllen: Was die Ebene zeigt, Quelle." in test.error[0].value
    test.selectbox[0].select("stadt").run()
    test.text_area[0].set_value("Öffentliche Spielplätze.")
    _button(test, "Angaben übernehmen").click().run()
    assert not test.exception
    assert "Neue Ebene mit 3 Orten." in _html(test)
    _button(test, "Veröffentlichen").click().run()
    assert not test.exception
    [entry] = imports(home)
    assert (entry.kind, entry.mapping, entry.values) == ("ebene", "spielplaetze", 3)
    assert "karte?ebenen=spielplaetze" in _html(test)
    points = ReleaseStore(home).current().layer_points("spielplaetze")
    assert points["name"].tolist() == ["Rutsche", "Schaukel; groß", "Sand"]


def _fill(test: AppTest, label: str, text: str) -> None:
    next(field for field in test.text_input if field.label == label).set_value(text)


def test_a_layer_about_persons_is_for_few_only(home: Path) -> None:
    test = _given(geojson(playgrounds()[:3]), "orte.geojson")
    _choose(test, "Was soll damit geschehen?", LAYER)
    _choose(test, "einzelnen Menschen oder Privathäusern", "ja")
    (roles,) = [select for select in test.multiselect if select.label == "Sichtbar für"]
    assert roles.options == ["Planung", "Verwaltung"]


def test_counts_go_on_in_the_wizard_of_the_tables(home: Path) -> None:
    test = _given(geojson(playgrounds()[:3]), "orte.geojson")
    _choose(test, "Was soll damit geschehen?", COUNTS)
    _choose(test, "einzelnen Menschen oder Privathäusern", "nein")
    _choose(test, "Für welche Gebiete", "Unterbezirke")
    _choose(test, "Ist die Liste vollständig?", "ja")
    assert "Gebiet (Unterbezirk)" in [select.label for select in test.selectbox]
    assert "Zu welchem Indikator gehören die Werte der Tabelle?" in _labels(test)


def test_nobody_publishes_what_is_no_shape(home: Path) -> None:
    before = ReleaseStore(home).current_id()
    line = shapely.LineString([(7.40, 51.5), (7.41, 51.51)])
    for content in (geojson([({"a": "1"}, line)]), geojson([]), b'{"type": "FeatureCollection"}'):
        test = _given(content)
        assert test.error
        assert "Veröffentlichen" not in [button.label for button in test.button]
    assert ReleaseStore(home).current_id() == before


def test_texts_of_a_file_are_text_and_no_markup(home: Path) -> None:
    evil = "<img src=x onerror=alert(1)> **fett** `${x}`"
    features = [({"name": evil}, square("001", 0.3))]
    test = _given(geojson(features), "<b>böse</b>.geojson")
    html = _html(test)
    assert "<img" not in html
    assert "<b>böse" not in html
    _choose(test, "Was soll damit geschehen?", STATISTICS)
    assert not [m.value for m in test.markdown if "**fett**" in m.value]


def test_a_table_with_coordinates_is_asked_about(home: Path) -> None:
    content = b"nr;name;geraete;lat;lon\ns1;Rutsche;3;51.505;7.405\n"
    test = _given(content, "orte.csv")
    assert "Was die Datei enthält" not in [heading.value for heading in test.subheader]
    _choose(test, "Wie wird die Tabelle gelesen?", "Punkte")
    assert "1 von 1 Punkten liegen in der Stadt." in _html(test)


def test_next_year_only_persons_are_asked_about(home: Path) -> None:
    take_over_shapes(home, geojson(playgrounds()), "a.geojson", point_mapping(), who="amt")
    test = _given(geojson(playgrounds()[:2]), "b.geojson")
    assert _labels(test) == ["Enthält die Datei Angaben zu einzelnen Menschen oder Privathäusern?"]
    _choose(test, "Enthält die Datei", "nein")
    assert "0 Orte neu, 0 geändert, 1 entfallen" in _html(test)
    _button(test, "Veröffentlichen").click().run()
    assert not test.exception
    assert len(ReleaseStore(home).current().layer_points("spielplaetze")) == 2


def test_a_known_file_can_be_used_otherwise(home: Path) -> None:
    take_over_shapes(home, geojson(playgrounds()), "a.geojson", point_mapping(), who="amt")
    test = _given(geojson(playgrounds()), "b.geojson")
    assert "Was soll damit geschehen?" not in _labels(test)
    _button(test, "Anders verwenden").click().run()
    assert not test.exception
    _choose(test, "Was soll damit geschehen?", COUNTS)
    assert "Für welche Gebiete wird gezählt?" in _labels(test)
