"""Shapes on their way in: what they are, what is asked, what becomes of them, and back again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import shapely

from sozialraum.domain.access import Role
from sozialraum.domain.imports import ImportState, Question
from sozialraum.domain.mapping import ColumnRole, MappedColumn, NumberForm, TableMapping
from sozialraum.domain.shape_imports import MatchState, ShapeKind, ShapeUse
from sozialraum.errors import ProblemsFound, PublicationRefused, SozialraumError, UnreadableInput
from sozialraum.publish import check
from sozialraum.publish.import_wishes import Wishes
from sozialraum.publish.imports import imports, rollback
from sozialraum.publish.shape_imports import take_over_shapes
from sozialraum.publish.shape_look import ShapeLook
from sozialraum.publish.shape_plan import plan_of, plan_shapes
from sozialraum.publish.shape_points import known_layer
from sozialraum.publish.shape_questions import answered
from sozialraum.render.shape_plan import matching_words, report_lines
from sozialraum.storage.release import ReleaseStore
from toy_home import SQUARES, change
from toy_imports import NEW, OFFICE, everything
from toy_shapes import districts, geojson, place, playgrounds, point_mapping, square

NAME = "datei.geojson"


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _handle: None)


def _topics(plan) -> list[str]:
    return [question.topic for question in plan.questions]


def _answer(mapping, plan, topic: str, value: str):
    question = next(q for q in plan.questions if q.topic == topic)
    return answered(mapping, question, value)


def _dogs(title: str = "Gebiet (Unterbezirk)", column: str = "hunde") -> TableMapping:
    """How the number of dogs is read."""
    return TableMapping.model_validate({
        "id": "hunde_2025", "titel": "Hunde", "form": "breit", "kopfzeilen": [0],
        "ebene": "unterbezirk", "stichtag": "2025", "indikator": "hunde", "quelle": "steueramt",
        "spalten": [
            MappedColumn(title=title, role=ColumnRole.KEY),
            MappedColumn(title=column, role=ColumnRole.VALUE),
        ],
        "neue_indikatoren": [NEW.model_copy(update={"decimals": 1})], "neue_quellen": [OFFICE],
    })  # fmt: skip


# -- coordinates --------------------------------------------------------------------------------


def test_a_declared_system_that_fits_is_not_asked_about(published: Path) -> None:
    before = everything(published)
    plan = plan_shapes(published, geojson(districts()), "C:/x/datei.geojson")
    assert everything(published) == before
    assert (plan.file, plan.kind, plan.count) == ("datei.geojson", ShapeKind.AREAS, 7)
    assert plan.reading is not None
    assert (plan.reading.epsg, plan.reading.share) == (4326, 1.0)
    assert _topics(plan) == ["verwendung"]
    assert not plan.problems
    assert not plan.ready


def test_a_system_that_nobody_declared_has_to_be_confirmed(published: Path) -> None:
    plan = plan_shapes(published, geojson(districts(), crs=""), NAME)
    asked = next(q for q in plan.questions if q.topic == "koordinatensystem")
    assert "nicht angegeben" in asked.text
    assert "EPSG:4326 (WGS84, Grad)" in asked.text
    mapping = answered(plan.mapping, asked, "4326")
    again = plan_shapes(published, geojson(districts(), crs=""), NAME, mapping)
    assert "koordinatensystem" not in _topics(again)
    assert again.areas is not None
    assert again.areas.matched == 7


def test_swapped_axes_are_named_and_read_the_right_way(published: Path) -> None:
    turned = [(p, shapely.transform(s, lambda xy: xy[:, ::-1])) for p, s in districts()]
    plan = plan_shapes(published, geojson(turned, crs=""), NAME)
    asked = next(q for q in plan.questions if q.topic == "koordinatensystem")
    assert "Die Achsen sind vertauscht." in asked.text
    assert asked.choices[0][0] == "4326 vertauscht"
    mapping = answered(plan.mapping, asked, "4326 vertauscht")
    again = plan_shapes(published, geojson(turned, crs=""), NAME, mapping)
    assert again.outlines is not None
    assert again.outlines.same


def test_a_wrong_declaration_is_a_question_with_the_likely_system(published: Path) -> None:
    from sozialraum.geometry.reference import transformed

    shapes = transformed([s for _, s in districts()], 4326, 31466)
    moved = [(p, s) for (p, _), s in zip(districts(), shapes, strict=True)]
    plan = plan_shapes(published, geojson(moved, crs="EPSG:25832"), NAME)
    asked = next(q for q in plan.questions if q.topic == "koordinatensystem")
    assert "Angegeben ist EPSG:25832" in asked.text
    assert "EPSG:31466 (Gauß-Krüger, 2. Streifen, Meter)" in asked.text
    mapping = answered(plan.mapping, asked, "31466")
    again = plan_shapes(published, geojson(moved, crs="EPSG:25832"), NAME, mapping)
    assert again.areas is not None
    assert again.areas.matched == 7


def test_shapes_of_another_place_are_refused(published: Path) -> None:
    berlin = [({"ub_nr": "001"}, shapely.box(13.4, 52.5, 13.41, 52.51))]
    plan = plan_shapes(published, geojson(berlin), NAME)
    assert [p.key for p in plan.problems] == ["Koordinatensystem"]
    assert plan.areas is None
    mapping = plan_shapes(published, geojson(districts()), NAME).mapping
    wrong = mapping.model_copy(update={"epsg": 3035})
    assert plan_shapes(published, geojson(districts()), NAME, wrong).problems


# -- polygons -----------------------------------------------------------------------------------


def test_the_same_areas_are_found_by_key_and_position(published: Path) -> None:
    plan = plan_shapes(published, geojson(districts()), NAME)
    assert plan.areas is not None
    assert (plan.areas.level, plan.areas.column, plan.areas.matched) == ("unterbezirk", "ub_nr", 7)
    assert {m.state for m in plan.areas.matches} == {MatchState.SAME}
    assert plan.outlines is not None
    assert plan.outlines.same
    assert plan.outlines.words.startswith(
        "Die Datei enthält dieselben 7 Gebiete der Ebene „Unterbezirk“."
    )
    assert max(d.distance for d in plan.outlines.differences) < 0.01


def test_polygons_of_an_unknown_numbering_are_matched_by_position_alone(published: Path) -> None:
    codes = sorted(SQUARES)
    turned = [
        ({"ub_nr": codes[n - 1], "zelle": f"Q{n}"}, square(code)) for n, code in enumerate(codes)
    ]
    plan = plan_shapes(published, geojson(turned), NAME)
    assert plan.areas is not None
    assert [m.code for m in plan.areas.matches] == codes
    assert plan.areas.column == ""
    assert "andere Zählung" in plan.areas.notes[0]
    unnamed = [({"zelle": f"Q{n}"}, square(code)) for n, code in enumerate(codes)]
    found = plan_shapes(published, geojson(unnamed), NAME).areas
    assert found is not None
    assert [(m.code, m.label) for m in found.matches] == [(c, f"Q{n}") for n, c in enumerate(codes)]


def test_the_level_is_found_by_position(published: Path) -> None:
    north = shapely.union_all([square(c) for c in ("001", "002", "003", "004")])
    south = shapely.union_all([square(c) for c in ("011", "012", "013")])
    plan = plan_shapes(published, geojson([({"x": "a"}, south), ({"x": "b"}, north)]), NAME)
    assert plan.areas is not None
    assert (plan.areas.level, [m.code for m in plan.areas.matches]) == ("stadtbezirk", ["02", "01"])


def test_everything_that_does_not_fit_is_said(published: Path) -> None:
    features = [
        ({"ub_nr": "001"}, square("001")),
        ({"ub_nr": "002"}, square("011")),
        ({"ub_nr": ""}, square("003", 0.3)),
        ({"ub_nr": "004"}, square("004").intersection(square("004", 0.7))),
        ({"ub_nr": "004"}, square("004").intersection(square("004", -0.3))),
        ({"ub_nr": ""}, square("013", 3.0)),
        ({"ub_nr": "012"}, None),
    ]
    mapping = plan_shapes(published, geojson(features), NAME, level="unterbezirk").mapping
    plan = plan_shapes(published, geojson(features), NAME, mapping, use=ShapeUse.STATISTICS)
    areas = plan.areas
    assert areas is not None
    assert [m.state for m in areas.matches] == [
        MatchState.SAME, MatchState.CONTRADICTION, MatchState.OPEN, MatchState.KEY, MatchState.KEY,
        MatchState.NONE, MatchState.KEY,
    ]  # fmt: skip
    assert areas.several == {"004": (4, 5)}
    assert areas.missing == ("002", "003", "011", "013")
    asked = {q.column: q for q in plan.questions if q.topic == "gebiet"}
    assert [value for value, _ in asked["2"].choices] == ["002", "011", "weglassen"]
    assert [value for value, _ in asked["3"].choices] == ["003", "weglassen"]
    told = " ".join(matching_words(areas, _catalog(published)))
    for words in ("Schlüssel 002, Lage 011", "Zu bestätigen: 1", "Ohne Gebiet: 1", "Objekte 4, 5"):
        assert words in told
    chosen = answered(answered(plan.mapping, asked["2"], "011"), asked["3"], "weglassen")
    again = plan_shapes(published, geojson(features), NAME, chosen)
    assert again.areas is not None
    assert [m.code for m in again.areas.matches] == ["001", "011", "", "004", "004", "", "012"]
    assert "gebiet" not in _topics(again)
    assert again.outlines is not None
    assert not again.outlines.same


def _catalog(home: Path):
    return ReleaseStore(home).current().catalog


def test_faults_of_the_file_are_named(published: Path) -> None:
    bow = shapely.Polygon([(7.40, 51.5), (7.41, 51.51), (7.41, 51.5), (7.40, 51.51)])
    content = geojson([*districts()[1:], ({"ub_nr": "001", "hunde": 1}, bow)], crs="")
    content = content.replace(b'"001"', '"Süd"'.encode("cp1252"))
    plan = plan_shapes(published, content, NAME)
    told = " ".join(report_lines(plan, _catalog(published)))
    for words in ("Windows-1252", "Koordinatensystem ist nicht angegeben", "schneidet. Objekte: 7"):
        assert words in told


def test_heights_are_named_and_not_read(published: Path, tmp_path: Path) -> None:
    import geopandas as gpd

    high = [(p, shapely.force_3d(s, 80.0)) for p, s in districts()[:2]] + districts()[2:]
    frame = gpd.GeoDataFrame([p for p, _ in high], geometry=[s for _, s in high], crs=4326)
    frame.to_file(tmp_path / "x.gpkg", driver="GPKG")
    for content in (geojson(high), (tmp_path / "x.gpkg").read_bytes()):
        plan = plan_shapes(published, content, NAME)
        told = [fault.text for fault in plan.faults]
        assert "2 Objekte haben Höhenangaben (Z); sie werden nicht gelesen." in told
        assert plan.areas is not None
        assert plan.areas.matched == 7


def test_attributes_become_statistics(published: Path) -> None:
    content = geojson(districts())
    plan = plan_shapes(published, content, NAME, use=ShapeUse.STATISTICS)
    assert plan.table is not None
    assert {q.topic for q in plan.table.questions} == {"indikator", "stichtag", "quelle"}
    assert not plan.ready
    mapping = plan.mapping.model_copy(update={"table": _dogs()})
    ready = plan_shapes(published, content, NAME, mapping)
    assert ready.ready, (ready.problems, ready.table)
    entry, release = take_over_shapes(published, content, NAME, mapping, who="amt")
    assert (entry.kind, entry.values, entry.file) == ("tabelle", 7, NAME)
    assert entry.sha256 == plan.sha256
    frame = release.observations
    found = frame[frame["indicator"] == "hunde"].set_index("area")["value"]
    assert found["001"] == 10.5
    assert found["013"] == 73.5
    rollback(published, entry.number, who="amt")
    assert "hunde" not in set(ReleaseStore(published).current().observations["indicator"])


def test_a_number_with_three_decimals_is_no_thousand(published: Path) -> None:
    features = [({"ub_nr": c, "hunde": 1.234}, square(c)) for c in sorted(SQUARES)]
    content = geojson(features)
    plan = plan_shapes(published, content, NAME, use=ShapeUse.STATISTICS)
    assert plan.table is not None
    assert "zahlenform" not in {q.topic for q in plan.table.questions}
    assert plan.table.mapping is not None
    (column,) = plan.table.mapping.of_role(ColumnRole.VALUE)
    assert column.number_form is NumberForm.GERMAN
    text = geojson([({"ub_nr": c, "hunde": "1,234"}, square(c)) for c in sorted(SQUARES)])
    asked = plan_shapes(published, text, NAME, use=ShapeUse.STATISTICS).table
    assert asked is not None
    assert "zahlenform" in {q.topic for q in asked.questions}


def test_a_polygon_without_area_goes_the_way_of_all_rows_without_area(published: Path) -> None:
    features = [*districts(), ({"ub_nr": "", "hunde": 3}, square("013", 3.0))]
    plan = plan_shapes(published, geojson(features), NAME, use=ShapeUse.STATISTICS)
    assert plan.table is not None
    (report,) = plan.table.reports
    (lost,) = report["data_without_area"]
    assert lost["key"] == "Objekt 8"
    assert lost["row"] == 8


def test_outlines_are_compared_and_never_taken_over(published: Path) -> None:
    plan = plan_shapes(published, geojson(districts()), NAME, use=ShapeUse.OUTLINES)
    assert not plan.questions
    assert not plan.ready
    before = everything(published)
    with pytest.raises(SozialraumError, match="geo update"):
        take_over_shapes(published, geojson(districts()), NAME, plan.mapping, who="amt")
    assert everything(published) == before


# -- points -------------------------------------------------------------------------------------


def test_points_are_joined_and_what_lies_outside_is_listed(published: Path) -> None:
    features = [*playgrounds(), ({"nr": "s5", "name": "Nirgends", "geraete": ""}, None)]
    plan = plan_shapes(published, geojson(features), NAME)
    assert plan.points is not None
    assert plan.kind is ShapeKind.POINTS
    assert (plan.points.points, plan.points.inside) == (5, 3)
    assert plan.points.areas == {"001": 2, "013": 1}
    assert plan.points.districts == {"01": 2, "02": 1}
    assert plan.points.outside == ((4, "Nachbar"),)
    assert plan.points.far == ()
    assert plan.points.nowhere == ((5, "Nirgends"),)
    assert _topics(plan) == ["verwendung"]


def test_a_layer_asks_for_persons_outside_and_its_declaration(published: Path) -> None:
    plan = plan_shapes(published, geojson(playgrounds()), NAME, use=ShapeUse.LAYER)
    assert _topics(plan) == ["personenbezug", "ausserhalb", "ebene_karte"]
    mapping = _answer(plan.mapping, plan, "personenbezug", "nein")
    assert mapping.personal is False
    mapping = _answer(mapping, plan, "ausserhalb", "aufnehmen")
    mapping = mapping.model_copy(update={"points": point_mapping().points})
    again = plan_shapes(published, geojson(playgrounds()), NAME, mapping)
    assert again.ready, (again.questions, again.problems)
    assert again.layer is not None
    assert (again.layer.added, again.layer.replaces) == (4, False)


def test_points_become_a_layer_and_go_again(published: Path) -> None:
    content = geojson(playgrounds())
    entry, release = take_over_shapes(published, content, NAME, point_mapping(), who="amt")
    assert (entry.kind, entry.rows, entry.values, entry.added) == ("ebene", 4, 3, 3)
    assert entry.words == ("Spielplätze: 3 Orte neu, 1 außerhalb der Stadt nicht übernommen.")
    layer = release.catalog.layer("spielplaetze")
    assert (layer.name, layer.roles) == ("Spielplätze", (Role.PUBLIC,))
    points = release.layer_points("spielplaetze")
    assert points["area"].tolist() == ["001", "001", "013"]
    assert points["name"].tolist() == ["Rutsche", "Schaukel; groß", "Sand"]
    assert points["genauigkeit"].tolist() == ["unbekannt"] * 3
    assert points["geraete"].tolist() == ["3", "5", ""]
    assert points["latitude"].tolist()[0] == pytest.approx(51.505, abs=1e-7)
    assert check(published).ok
    rollback(published, entry.number, who="amt")
    assert imports(published)[0].state is ImportState.ROLLED_BACK
    assert "spielplaetze" not in _catalog(published).layers


def test_next_years_file_finds_its_mapping_and_replaces_the_layer(published: Path) -> None:
    take_over_shapes(published, geojson(playgrounds()), NAME, point_mapping(), who="amt")
    next_year = [
        ({"nr": "s1", "name": "Rutsche", "geraete": "4"}, place("001")),
        ({"nr": "s3", "name": "Sand", "geraete": ""}, place("013")),
        ({"nr": "s9", "name": "Neu", "geraete": "2"}, place("002")),
    ]
    asked = plan_shapes(published, geojson(next_year), NAME)
    assert _topics(asked) == ["personenbezug"]
    mapping = _answer(asked.mapping, asked, "personenbezug", "nein")
    plan = plan_shapes(published, geojson(next_year), NAME, mapping)
    assert plan.ready, (plan.questions, plan.problems)
    assert plan.layer is not None
    assert (plan.layer.added, plan.layer.changed, plan.layer.gone) == (1, 1, 1)
    entry, release = take_over_shapes(published, geojson(next_year), NAME, plan.mapping, who="amt")
    assert release.layer_points("spielplaetze")["id"].tolist() == ["s1", "s3", "s9"]
    rollback(published, entry.number, who="amt")
    before = ReleaseStore(published).current().layer_points("spielplaetze")
    assert before["id"].tolist() == ["s1", "s2", "s3"]


def test_points_about_single_persons_are_never_public(published: Path) -> None:
    content = geojson(playgrounds())
    mapping = point_mapping(personenbezug=True)
    plan = plan_shapes(published, content, NAME, mapping)
    assert [p.key for p in plan.problems] == ["rollen"]
    before = everything(published)
    with pytest.raises(PublicationRefused):
        take_over_shapes(published, content, NAME, mapping, who="amt")
    assert everything(published) == before
    restricted = point_mapping(personenbezug=True, layer={"rollen": ["planung", "verwaltung"]})
    entry, release = take_over_shapes(published, content, NAME, restricted, who="amt")
    assert "spielplaetze" in release.catalog.layers
    store = ReleaseStore(published)
    public = store.public(release.id)
    assert "spielplaetze" not in public.catalog.layers
    assert not [name for name in public.files if "layers/spielplaetze" in name]
    assert "Spielplätze" not in entry.words + entry.title
    kept = list((published / "var/importe").rglob("datei"))
    assert not kept
    assert (published / "var/vertraulich/importe/000001/datei").read_bytes() == content


@pytest.mark.parametrize(
    ("layer", "key"),
    [
        ({"id": "angebote"}, "id"),
        ({"id": "einwohner"}, "id"),
        ({"quelle": "niemand"}, "quelle"),
        ({"titelspalte": "fehlt"}, "fehlt"),
        ({"schluesselspalte": "geraete"}, "geraete"),
        ({"genauigkeitsspalte": "geraete"}, "geraete"),
    ],
)
def test_a_layer_that_cannot_be_is_refused(published: Path, layer: dict, key: str) -> None:
    plan = plan_shapes(published, geojson(playgrounds()), NAME, point_mapping(layer=layer))
    assert key in [p.key for p in plan.problems]
    assert not plan.ready


def test_a_point_far_away_is_left_out_and_counted(published: Path) -> None:
    features = [
        *playgrounds(),
        ({"nr": "s5", "name": "Köln", "geraete": ""}, shapely.Point(6.9, 50.9)),
    ]
    mapping = point_mapping(ausserhalb="aufnehmen")
    entry, release = take_over_shapes(published, geojson(features), NAME, mapping, who="amt")
    assert release.layer_points("spielplaetze")["id"].tolist() == ["s1", "s2", "s3", "s4"]
    assert "1 außerhalb der Stadt nicht übernommen" in entry.words


def test_points_of_several_places_are_refused(published: Path) -> None:
    several = shapely.MultiPoint([place("001"), place("002")])
    content = geojson([({"nr": "s1", "name": "Zwei", "geraete": ""}, several)])
    plan = plan_shapes(published, content, NAME, point_mapping())
    assert [p.key for p in plan.problems] == ["Objekt 1"]


# -- counts -------------------------------------------------------------------------------------


def _counted(home: Path, features, complete: str | None) -> dict[str, tuple[float | None, str]]:
    wishes = Wishes(new="spielplaetze", period="2025")
    plan = plan_shapes(home, geojson(features), NAME, use=ShapeUse.COUNTS, wishes=wishes)
    mapping = plan.mapping
    for topic, value in (
        ("personenbezug", "nein"),
        ("ebene", "unterbezirk"),
        ("vollstaendig", complete),
    ):
        if value:
            mapping = _answer(mapping, plan, topic, value)
    table = _dogs(column="Anzahl")
    sign = MappedColumn(title="Zeichen", role=ColumnRole.SIGN)
    table = table.model_copy(update={"columns": (*table.columns, sign)})
    mapping = mapping.model_copy(update={"table": table})
    _, release = take_over_shapes(home, geojson(features), NAME, mapping, who="amt")
    frame = release.observations
    rows = frame[frame["indicator"] == "hunde"]
    return {
        area: (None if value != value else value, status)
        for area, value, status in zip(rows["area"], rows["value"], rows["status"], strict=True)
    }


def test_areas_without_points_are_zero_where_the_list_is_complete(published: Path) -> None:
    found = _counted(published, playgrounds()[:3], "ja")
    assert found["001"] == (2.0, "ok")
    assert found["013"] == (1.0, "ok")
    assert found["002"] == (0.0, "ok")


def test_areas_without_points_are_unknown_where_nobody_knows(published: Path) -> None:
    found = _counted(published, playgrounds()[:3], "nein")
    assert found["001"] == (2.0, "ok")
    assert found["002"] == (None, "unbekannt")


def test_where_points_have_no_place_no_zero_is_sure(published: Path) -> None:
    found = _counted(
        published, [*playgrounds()[:3], ({"nr": "x", "name": "", "geraete": ""}, None)], "ja"
    )
    assert found["001"] == (2.0, "unsicher")
    assert found["002"] == (None, "unbekannt")


def test_counts_are_asked_for_level_completeness_and_persons(published: Path) -> None:
    content = geojson(playgrounds())
    plan = plan_shapes(published, content, NAME, use=ShapeUse.COUNTS)
    assert _topics(plan) == ["personenbezug", "ebene", "vollstaendig"]
    assert plan.table is None
    mapping = plan.mapping.model_copy(
        update={
            "personal": True,
            "level": "unterbezirk",
            "complete": True,
            "table": _dogs(column="Anzahl"),
        }
    )
    refused = plan_shapes(published, content, NAME, mapping)
    assert "einzelne Menschen" in refused.problems[0].what
    hidden = _dogs(column="Anzahl")
    roles = {"roles": (Role.PLANNING,)}
    hidden = hidden.model_copy(
        update={"indicators": (hidden.indicators[0].model_copy(update=roles),)}
    )
    again = plan_shapes(published, content, NAME, mapping.model_copy(update={"table": hidden}))
    assert not again.problems


# -- tables with coordinates, several layers -------------------------------------------------------


def test_a_table_with_coordinates_becomes_points(published: Path) -> None:
    content = (
        "nr;name;geraete;Breite;Länge\ns1;Rutsche;3;51,505;7,405\ns2;Sand;5;51.5051;7.4051\n"
        "s3;Ohne;;;\ns4;Kaputt;;51,5 N;7,4 O\n"
    ).encode()
    plan = plan_shapes(published, content, "orte.csv")
    assert (plan.kind, plan.count) == (ShapeKind.POINTS, 4)
    assert plan.mapping.columns == ("nr", "name", "geraete")
    assert plan.points is not None
    assert plan.points.areas == {"001": 2}
    assert plan.points.nowhere == ((3, "Ohne"), (4, "Kaputt"))
    assert "koordinatensystem" in _topics(plan)
    assert "In 1 Zeilen sind die Koordinaten nicht lesbar." in [f.text for f in plan.faults]
    mapping = point_mapping(koordinatensystem=4326)
    entry, release = take_over_shapes(published, content, "orte.csv", mapping, who="amt")
    points = release.layer_points("spielplaetze")
    assert points["area"].tolist() == ["001", "001", "", ""]
    assert points["latitude"].isna().tolist() == [False, False, True, True]
    assert "2 ohne Ort auf der Karte" in entry.words


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("name;lat;lon", True), ("name,longitude,latitude", True), ("Ostwert;Nordwert;x1", True),
        ("\ufeffBreite\tLänge", True), ("name;breite", False), ("x;wert", False), ("", False),
    ],
)  # fmt: skip
def test_coordinates_are_known_by_their_headings(head: str, found: bool) -> None:
    from sozialraum.publish.shape_csv import has_coordinates

    assert has_coordinates(f"{head}\n1;2;3\n".encode()) is found


def test_of_several_layers_one_is_chosen(published: Path, tmp_path: Path) -> None:
    import geopandas as gpd

    path = tmp_path / "x.gpkg"
    for layer, features in (("gebiete", districts()), ("orte", playgrounds())):
        frame = gpd.GeoDataFrame(
            [properties for properties, _ in features], geometry=[s for _, s in features], crs=4326
        )
        frame.to_file(path, layer=layer, driver="GPKG")
    plan = plan_shapes(published, path.read_bytes(), "x.gpkg")
    assert _topics(plan) == ["layer"]
    assert not plan.problems
    chosen = answered(plan.mapping, plan.questions[0], "orte")
    again = plan_shapes(published, path.read_bytes(), "x.gpkg", chosen)
    assert (again.kind, again.count, again.layers) == (ShapeKind.POINTS, 4, ("gebiete", "orte"))
    assert again.mapping.layer == "orte"


# -- whatever is wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a;b\n1;2\n",
        b"<kml/>",
        b'{"type": "Feature"}',
        geojson([]),
        b"SQLite format 3\x00kaputt",
    ],
)
def test_bad_input_is_a_problem_and_changes_nothing(published: Path, content: bytes) -> None:
    before = everything(published)
    plan = plan_shapes(published, content, NAME)
    assert plan.problems
    assert not plan.ready
    assert everything(published) == before


def test_lines_and_mixed_files_are_refused(published: Path) -> None:
    line = shapely.LineString([(7.40, 51.5), (7.41, 51.51)])
    plan = plan_shapes(published, geojson([({"a": "1"}, line)]), NAME)
    assert "LineString" in plan.problems[0].what
    mixed = [*districts()[:1], *playgrounds()[:1]]
    assert "Point, Polygon" in plan_shapes(published, geojson(mixed), NAME).problems[0].what


def test_an_import_that_breaks_leaves_nothing(published: Path) -> None:
    change(published, "data/statistik/reihen.csv", "55000", "kaputt")
    before = everything(published)
    with pytest.raises(PublicationRefused):
        take_over_shapes(published, geojson(playgrounds()), NAME, point_mapping(), who="amt")
    left = everything(published)
    assert {k: v for k, v in left.items() if "stand.json" not in k} == before
    assert not imports(published)


def test_a_preview_of_another_release_is_not_taken_over(published: Path) -> None:
    with pytest.raises(SozialraumError, match="seit der Vorschau geändert"):
        take_over_shapes(
            published,
            geojson(playgrounds()),
            NAME,
            point_mapping(),
            who="amt",
            expected_release="x",
        )


def test_an_answer_that_means_nothing_is_refused(published: Path) -> None:
    plan = plan_shapes(published, geojson(districts()), NAME)
    with pytest.raises(UnreadableInput):
        answered(plan.mapping, plan.questions[0], "sonst etwas")
    with pytest.raises(UnreadableInput):
        answered(plan.mapping, Question("fremd", "?", "", (("a", "a"),)), "a")


def test_a_mapping_survives_as_json(published: Path) -> None:
    mapping = point_mapping(koordinatensystem=4326, bestaetigt={"1": "001"})
    text = mapping.model_dump_json(by_alias=True)
    assert type(mapping).model_validate_json(text) == mapping
    assert json.loads(text)["punkte"]["titelspalte"] == "name"


# -- the city's own files -------------------------------------------------------------------------

ROOT = Path(__file__).parents[3]
CITY = Path("/work/shared/data/incoming/Statist_UnterbezirkePolygon.geojson")
PLACES = Path("/work/shared/data/places/dortmund_poi_1150_mit_gliederung.csv")


@pytest.mark.shared
@pytest.mark.skipif(not CITY.is_file(), reason="reference data are not there")
def test_the_raw_city_file_has_its_faults_and_the_same_170_areas(tmp_path: Path) -> None:
    plan = plan_shapes(ROOT, CITY.read_bytes(), CITY.name, var=tmp_path)
    kinds = {fault.kind: len(fault.objects) for fault in plan.faults}
    assert kinds["ring_beruehrt"] + kinds["ring_schneidet"] == 58
    notes = " ".join(fault.text for fault in plan.faults)
    for words in ("Windows-1252", "Koordinatensystem ist nicht angegeben", "Zeilenumbrüche"):
        assert words in notes
    assert "koordinatensystem" in _topics(plan)
    assert plan.outlines is not None
    assert plan.outlines.same
    assert "dieselben 170 Gebiete" in plan.outlines.words
    assert plan.outlines.differences[0].apart < 2
    assert plan.areas is not None
    without_key = CITY.read_bytes().replace(b'"unbeznr": "', b'"unbeznr": "9')
    blind = plan_shapes(ROOT, without_key, CITY.name, var=tmp_path)
    assert blind.areas is not None
    assert [m.code for m in blind.areas.matches] == [m.code for m in plan.areas.matches]


@pytest.mark.shared
@pytest.mark.skipif(not PLACES.is_file(), reason="reference data are not there")
def test_every_place_lies_in_the_unterbezirk_that_its_own_row_names() -> None:
    import numpy as np
    import pandas as pd

    from sozialraum.geometry.point_join import AreaGrid, reprojected
    from sozialraum.geometry.topology import load_outlines

    places = pd.read_csv(PLACES, dtype=str)
    atoms = load_outlines(ROOT)
    x, y = (places[column].astype(float).to_numpy() for column in ("lon", "lat"))
    found = AreaGrid.of(atoms.geometry.to_numpy()).locate(*reprojected(x, y, 4326, 25832))
    codes = np.array([*atoms.index, ""])[found]
    wrong = places[codes != places["ubznr"].str.zfill(3)]
    assert len(places) == 1150
    assert wrong.empty, wrong


def test_who_may_not_see_a_layer_neither_meets_nor_replaces_it(published: Path) -> None:
    closed = point_mapping(layer={"rollen": ["planung"]})
    take_over_shapes(published, geojson(playgrounds()), NAME, closed, who="amt")
    for held, problems in (({Role.COORDINATION}, 1), ({Role.PLANNING}, 0)):
        content = geojson(playgrounds()[:3])
        look = ShapeLook.at(published, content, NAME, held=frozenset(held))
        plan = plan_of(look, point_mapping(), published)
        assert (known_layer(look) is None) == bool(problems)
        assert ("spielplaetze" in look.catalog.layers) == (not problems)
        assert sum("heißt schon" in problem.what for problem in plan.problems) == problems
    with pytest.raises(ProblemsFound, match="heißt schon"):
        take_over_shapes(published, geojson(playgrounds()), NAME, point_mapping(), who="amt",
                         held=frozenset({Role.COORDINATION}))  # fmt: skip
