from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString, Point

from sozialraum.errors import GeometryRefused
from sozialraum.geometry import lines as module
from sozialraum.geometry.reference import DEGREES, Place, transformed

METRES = 25832
DORTMUND = Place("Dortmund", METRES, (381_000, 5_696_000, 405_500, 5_720_000))
STREET = LineString([(390_000, 5_710_000), (390_100, 5_710_000), (390_100, 5_710_200)])
PATHS = MultiLineString([[(391_000, 5_710_000), (391_500, 5_710_000)], [(1, 1), (2, 2)]])
PATHS = MultiLineString([PATHS.geoms[0], LineString([(392_000, 5_709_000), (392_000, 5_709_300)])])


def read_lines(path: Path, layer: str | None = None) -> module.Lines:
    return module.read_lines(path, DORTMUND, layer)


def degrees(*shapes: Any) -> list[Any]:
    return list(transformed(list(shapes), METRES, DEGREES))


def geojson(shapes: list[Any], crs: str = "", **properties: str) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }
        for shape in shapes
    ]
    document: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    return document


def write(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def geopackage(
    path: Path, rows: list[tuple[Any, str]], name: str = "wege", epsg: int = 25832
) -> Path:
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE IF NOT EXISTS gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT,"
        " organization_coordsys_id INTEGER);"
        "CREATE TABLE IF NOT EXISTS gpkg_geometry_columns"
        " (table_name TEXT, column_name TEXT, srs_id INTEGER);"
    )
    connection.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, 'EPSG', ?)", (epsg, epsg))
    connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?)", (name, epsg))
    connection.execute(f"CREATE TABLE {name} (fid INTEGER, geom BLOB, highway TEXT)")
    for fid, (shape, kind) in enumerate(rows):
        blob = b"GP\x00\x01" + epsg.to_bytes(4, "little") + shapely.to_wkb(shape) if shape else None
        connection.execute(f"INSERT INTO {name} VALUES (?, ?, ?)", (fid, blob, kind))
    connection.commit()
    connection.close()
    return path


def refused(path: Path, layer: str | None = None) -> str:
    with pytest.raises(GeometryRefused) as caught:
        read_lines(path, layer)
    assert all(problem.fix for problem in caught.value.problems)
    return str(caught.value)


def same(lines: Any, expected: list[LineString], tolerance: float = 0.01) -> bool:
    return len(lines) == len(expected) and all(
        np.allclose(shapely.get_coordinates(a), shapely.get_coordinates(b), atol=tolerance)
        for a, b in zip(lines, expected, strict=True)
    )


# -- what is read -----------------------------------------------------------------------------


def test_geojson_in_degrees_needs_no_system(tmp_path: Path) -> None:
    path = write(tmp_path / "wege.geojson", geojson(degrees(STREET, PATHS)))
    read = read_lines(path)
    assert same(read.geometries, [STREET, *PATHS.geoms])
    assert (read.file, read.layer, read.epsg) == ("wege.geojson", "", DEGREES)
    assert read.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert read.notes == ("Das Koordinatensystem ist nicht angegeben; erkannt: EPSG:4326.",)


@pytest.mark.parametrize(
    ("crs", "noted"), [("", 1), ("EPSG:25832", 0), ("urn:ogc:def:crs:EPSG::25832", 0)]
)
def test_geojson_in_metres(tmp_path: Path, crs: str, noted: int) -> None:
    read = read_lines(write(tmp_path / "a", geojson([STREET], crs)))
    assert same(read.geometries, [STREET], 0)
    assert read.epsg == METRES
    assert len(read.notes) == noted


def test_other_declared_systems_are_transformed(tmp_path: Path) -> None:
    shapes = list(transformed([STREET], METRES, 3857))
    read = read_lines(write(tmp_path / "a", geojson(shapes, "EPSG:3857")))
    assert same(read.geometries, [STREET])


def test_crs84_is_longitude_first(tmp_path: Path) -> None:
    name = "urn:ogc:def:crs:OGC:1.3:CRS84"
    read = read_lines(write(tmp_path / "a", geojson(degrees(STREET), name)))
    assert same(read.geometries, [STREET])
    assert read.notes == ()


def test_a_height_is_dropped(tmp_path: Path) -> None:
    street = LineString([(390_000, 5_710_000, 88), (390_100, 5_710_000, 90)])
    (line,) = read_lines(write(tmp_path / "a", geojson([street], "EPSG:25832"))).geometries
    assert not line.has_z
    assert line.length == 100


def test_packed_geojson(tmp_path: Path) -> None:
    path = tmp_path / "wege.geojson.gz"
    path.write_bytes(gzip.compress(json.dumps(geojson([STREET], "EPSG:25832")).encode()))
    assert same(read_lines(path).geometries, [STREET], 0)


def test_geopackage(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "wege.gpkg", [(STREET, "residential"), (PATHS, "footway")])
    read = read_lines(path)
    assert same(read.geometries, [STREET, *PATHS.geoms], 0)
    assert (read.layer, read.epsg, read.notes) == ("wege", METRES, ())


def test_a_layer_must_be_chosen_where_there_are_several(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "a.gpkg", [(STREET, "")])
    geopackage(path, [(PATHS, "")], name="pfade")
    assert "--layer" in refused(path)
    assert "pfade, wege" in refused(path, "gibtesnicht")
    assert len(read_lines(path, "pfade").geometries) == 2


# -- what is left out, with a note --------------------------------------------------------------


def test_motorways_are_not_for_walking(tmp_path: Path) -> None:
    rows = [(STREET, "residential"), (PATHS, "motorway")]
    read = read_lines(geopackage(tmp_path / "a.gpkg", rows))
    assert same(read.geometries, [STREET], 0)
    assert read.notes == ("Linien, auf denen man nicht geht (motorway), weggelassen: 2.",)
    path = write(tmp_path / "a.json", geojson([STREET], "EPSG:25832", fclass="motorway"))
    assert "keine Linien, auf denen man zu Fuß geht" in refused(path)


def test_other_objects_are_counted(tmp_path: Path) -> None:
    shapes = [STREET, None, Point(390_000, 5_710_000), shapely.box(1, 1, 2, 2)]
    read = read_lines(write(tmp_path / "a", geojson(shapes, "EPSG:25832")))
    assert read.notes == ("Objekte ohne Linie, weggelassen: 3.",)
    rows = [(STREET, ""), (None, ""), (Point(1, 1), "")]
    assert read_lines(geopackage(tmp_path / "b", rows)).notes == (
        "Objekte ohne Linie, weggelassen: 2.",
    )


def test_lines_of_one_point_are_counted(tmp_path: Path) -> None:
    document = geojson([STREET, PATHS], "EPSG:25832")
    document["features"][1]["geometry"]["coordinates"] = [[[390_000, 5_710_000]], []]
    read = read_lines(write(tmp_path / "a", document))
    assert same(read.geometries, [STREET], 0)
    assert read.notes == ("Linien mit weniger als zwei Punkten, weggelassen: 2.",)


def test_lines_far_outside_are_left_out_and_those_around_kept(tmp_path: Path) -> None:
    castrop = LineString([(378_000, 5_710_000), (379_000, 5_710_000)])
    cologne = LineString([(356_000, 5_645_000), (356_100, 5_645_000)])
    read = read_lines(write(tmp_path / "a", geojson([STREET, castrop, cologne], "EPSG:25832")))
    assert same(read.geometries, [STREET, castrop], 0)
    assert read.notes == ("Linien mehr als 5 km außerhalb von Dortmund, weggelassen: 1.",)


# -- what is refused ----------------------------------------------------------------------------


def test_swapped_axes_are_refused_with_the_remedy(tmp_path: Path) -> None:
    swapped = shapely.transform(degrees(STREET)[0], lambda xy: xy[:, ::-1])
    said = refused(write(tmp_path / "a", geojson([swapped])))
    assert "nicht in Dortmund" in said
    assert "Achsen sind vertauscht (EPSG:4326): zuerst die Länge, dann die Breite" in said
    metres = shapely.transform(STREET, lambda xy: xy[:, ::-1])
    assert "vertauscht (EPSG:25832)" in refused(write(tmp_path / "b", geojson([metres])))


@pytest.mark.parametrize("likely", [3857, 31466, 25833, 3035])
def test_the_likely_system_is_named(tmp_path: Path, likely: int) -> None:
    shapes = list(transformed([STREET], METRES, likely))
    assert f"EPSG:{likely}" in refused(write(tmp_path / "a", geojson(shapes)))
    assert f"EPSG:{likely}" in refused(write(tmp_path / "b", geojson(shapes, "EPSG:25832")))


def test_metres_declared_as_degrees_are_refused(tmp_path: Path) -> None:
    said = refused(geopackage(tmp_path / "a.gpkg", [(STREET, "")], epsg=4326))
    assert "EPSG:4326 angegeben" in said
    assert "Sie passen zu EPSG:25832" in said


def test_another_city_is_refused(tmp_path: Path) -> None:
    cologne = LineString([(356_000, 5_645_000), (356_100, 5_645_000)])
    assert "nicht in Dortmund" in refused(write(tmp_path / "a", geojson([cologne], "EPSG:25832")))


@pytest.mark.parametrize(
    ("crs", "said"), [("EPSG:99999", "nicht in Dortmund"), ("Gauß-Krüger", "unbekannt")]
)
def test_unknown_systems_are_refused(tmp_path: Path, crs: str, said: str) -> None:
    assert said in refused(write(tmp_path / "a", geojson([STREET], crs)))


@pytest.mark.parametrize(
    "coordinates",
    [
        "x",
        None,
        7,
        [["7", "51"], ["7", "51"]],
        [[7], [8]],
        [[7, 51], [7]],
        [[7, True], {}],
        [7, 51],
    ],
)
def test_unreadable_coordinates_name_the_object(tmp_path: Path, coordinates: Any) -> None:
    document = geojson([*degrees(STREET), STREET])
    document["features"][1]["geometry"]["coordinates"] = coordinates
    assert "Objekt 2" in refused(write(tmp_path / "a", document))


def test_infinite_coordinates_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    text = json.dumps(geojson([STREET])).replace("390000.0", "1e999")
    path.write_text(text, encoding="utf-8")
    assert "Objekt 1" in refused(path)
    path.write_text(text.replace("1e999", "NaN"), encoding="utf-8")
    assert "keine Zahl" in refused(path)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"<OGRVRTDataSource/>", b"[1]", b"\xff\xfe"]
)
def test_other_formats_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "wege.geojson"
    path.write_bytes(content)
    assert "weder GeoPackage noch GeoJSON" in refused(path)


@pytest.mark.parametrize(
    "text", ["{", '{"type": "Topology"}', '{"type": "Feature", "features": []}']
)
def test_other_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    assert "JSON" in refused(path)


def test_files_without_lines_are_refused(tmp_path: Path) -> None:
    assert "keine Linien" in refused(write(tmp_path / "a", geojson([])))
    assert "keine Linien" in refused(geopackage(tmp_path / "b", []))


def test_damaged_packing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    packed = gzip.compress(json.dumps(geojson([STREET])).encode())
    path.write_bytes(packed[:-12])
    assert "beschädigt" in refused(path)


def test_a_packed_geopackage_must_be_unpacked(tmp_path: Path) -> None:
    plain = geopackage(tmp_path / "a.gpkg", [(STREET, "")])
    packed = tmp_path / "a.gpkg.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert "Zuerst entpacken" in refused(packed)


def test_a_small_file_cannot_become_a_huge_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST", 10_000)
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"{" + b" " * 20_000))
    assert path.stat().st_size < 200
    assert "Entpackt ist die Datei größer" in refused(path)
    path.write_bytes(b"{" + b" " * 20_000)
    assert "größer als 300 MB" in refused(path)


def test_a_missing_file_and_a_layer_of_a_geojson(tmp_path: Path) -> None:
    assert "gibt es nicht" in refused(tmp_path / "nirgends.gpkg")
    assert "Ohne --layer" in refused(write(tmp_path / "a", geojson([STREET])), "wege")
