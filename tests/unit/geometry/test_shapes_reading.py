"""Shapes from bytes: what is read, what is refused, and that nothing else is ever touched."""

from __future__ import annotations

import builtins
import json
import math
import os
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from sozialraum.errors import GeometryRefused, Problem
from sozialraum.geometry import geopackage, shapes_reading
from sozialraum.geometry.geojson import NO_SYSTEM
from sozialraum.geometry.shapes_reading import read_shapes, shape_layers

Writer = Callable[..., Path]
DELIVERED = Path("/work/shared/data/incoming/Statist_UnterbezirkePolygon.geojson")
VRT = b"""<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource>
</OGRVRTLayer></OGRVRTDataSource>"""


def refused(content: bytes, name: str = "a.geojson", layer: str | None = None) -> Problem:
    with pytest.raises(GeometryRefused) as caught:
        read_shapes(content, name, layer)
    (problem,) = caught.value.problems
    assert problem.fix
    return problem


def collection(geometry: Any, properties: Any = None, **other: Any) -> bytes:
    feature = {"type": "Feature", "properties": properties or {"nr": "1"}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature], **other}).encode()


def point(*xy: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(xy)}


# -- GeoJSON -----------------------------------------------------------------------------------


def test_values_become_text() -> None:
    properties = {
        "nr": "001", "zahl": 12.300000000000001, "ganz": 53.0, "klein": 1e-7, "ja": True,
        "leer": None, "liste": [1, "ü"], "text": " Ho\u0308rde\n", "int": 7,
    }  # fmt: skip
    shapes = read_shapes(collection(point(7.5, 51.5, 100), properties), "x/y.geojson")
    assert shapes.columns == tuple(properties)
    assert shapes.rows == (("001", "12,3", "53", "0,0000001", "ja", "", '[1, "ü"]', "Hörde", "7"),)
    assert (shapes.file, shapes.layer, shapes.layers) == ("y.geojson", "", ())
    assert shapes.geometries[0].equals(shapely.Point(7.5, 51.5))
    assert not shapely.has_z(shapes.geometries[0])
    assert shapes.epsg is None
    assert NO_SYSTEM in shapes.notes


def test_columns_of_all_features_and_features_without_shape() -> None:
    features = [{"properties": {"a": 1}, "geometry": None}, {"properties": {"b": 2}}, {}]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    shapes = read_shapes(content, "")
    assert (shapes.columns, shapes.rows) == (("a", "b"), (("1", ""), ("", "2"), ("", "")))
    assert shapes.geometries == (None, None, None)


def test_a_link_to_a_reference_system_sends_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", lambda *a, **k: pytest.fail("network"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: pytest.fail("network"))
    crs = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}
    shapes = read_shapes(collection(point(7.5, 51.5), crs=crs), "a")
    assert shapes.epsg is None
    assert "nicht geöffnet" in " ".join(shapes.notes)


@pytest.mark.parametrize(
    ("name", "epsg"),
    [("EPSG:25832", 25832), ("urn:ogc:def:crs:EPSG::3035", 3035), ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326)],
)  # fmt: skip
def test_declared_reference_systems(name: str, epsg: int) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    assert read_shapes(collection(point(1, 2), crs=crs), "a").epsg == epsg


def test_peculiar_json_is_noted() -> None:
    text = '{"type": "FeatureCollection", "features": [{"properties": {"a": "x\n", "a": "y\nz"}}]}'
    shapes = read_shapes(text.encode("cp1252"), "a")
    assert shapes.rows == (("y z",),)
    notes = " ".join(shapes.notes)
    assert "rohe Zeilenumbrüche" in notes
    assert "„a“ steht 1-mal doppelt" in notes
    assert "(Spalte „a“)" in notes
    assert "Windows-1252" in " ".join(
        read_shapes(collection(None).replace(b"nr", b"n\xfc"), "").notes
    )


def nested(depth: int) -> dict[str, Any]:
    found = point(1, 2)
    for _ in range(depth):
        found = {"type": "GeometryCollection", "geometries": [found]}
    return found


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "weder GeoPackage noch GeoJSON"),
        (b"PK\x03\x04", "weder GeoPackage noch GeoJSON"),
        (VRT, "XML"),
        (b"\xef\xbb\xbf <kml/>", "XML"),
        (b'{"type": "FeatureCollection",\n"features": [}', "Zeile 2"),
        (b'{"a":' * 100_000, "zu tief verschachtelt"),
        (b'{"type": "Feature"}', "keine FeatureCollection"),
        (collection(point(math.nan, 2)), "keine Zahl"),
        (collection(point(1, 2)).replace(b"1, 2", b"1e999, 2"), "nicht lesbar"),
        (collection(point(1, 2)).replace(b"1, 2", b"9" * 400 + b", 2"), "nicht lesbar"),
        (collection(point(1, 2)).replace(b"1, 2", b"9" * 5_000 + b", 2"), "nicht lesbar"),
        (collection(point(1, 2), {"a": 1}).replace(b": 1}", b": 1e999}"), "zu groß"),
        (collection({"type": "Point", "coordinates": "ab"}), "nicht lesbar"),
        (collection({"type": "Polygon", "coordinates": [[[1, 2]]]}), "Objekt 1"),
        (collection({"type": "Kreis"}), "nicht lesbar"),
        (collection(nested(9)), "zu tief verschachtelt"),
        (collection(point(1, 2), crs={"properties": {"name": "EPSG:x"}}), "unbekannt"),
    ],
)  # fmt: skip
def test_faulty_files_are_a_sentence(content: bytes, what: str) -> None:
    assert what in refused(content).what


def test_collections_up_to_a_depth_are_read() -> None:
    assert read_shapes(collection(nested(5)), "a").geometries[0] is not None


def test_limits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, squares: Any, geopackage: Writer
) -> None:
    packed = geopackage(tmp_path / "a.gpkg", {"eins": squares}).read_bytes()
    line = collection({"type": "LineString", "coordinates": [[1, 2]] * 11})
    monkeypatch.setattr(shapes_reading, "VERTICES", 10)
    assert "mehr als 10 Stützpunkte" in refused(line).what
    assert "mehr als 10 Stützpunkte" in refused(packed).what
    monkeypatch.setattr(shapes_reading, "LARGEST", 100)
    assert "größer als" in refused(line).what
    assert "größer als" in refused(packed).what


# -- nothing else is touched -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "/etc/passwd", "http://x.test/a.gpkg"])
def test_a_vrt_opens_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, function in ((builtins, "open"), (os, "open"), (socket, "socket")):
        monkeypatch.setattr(module, function, lambda *a, **k: pytest.fail(f"opened {a}"))
    monkeypatch.setattr(Path, "open", lambda *a, **k: pytest.fail(f"opened {a}"))
    problem = refused(VRT, name)
    assert "XML" in problem.what
    assert "/" not in problem.file


def test_the_name_never_becomes_a_path(
    tmp_path: Path, squares: dict[str, Any], geopackage: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = geopackage(tmp_path / "a.gpkg", {"eins": squares}).read_bytes()
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    before = sorted(tmp_path.rglob("*"))
    shapes = read_shapes(content, "../../x.gpkg")
    assert shapes.file == "x.gpkg"
    assert len(shapes.rows) == 4
    assert refused(content, "../../x.gpkg", "nein").file == "x.gpkg"
    assert sorted(tmp_path.rglob("*")) == before


def test_the_temporary_file_is_private(
    tmp_path: Path, squares: dict[str, Any], geopackage: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = geopackage(tmp_path / "a.gpkg", {"eins": squares}).read_bytes()
    modes: list[int] = []
    asked = shapes_reading.read_bytes.__globals__["_asked"]

    def watched(path: Path, *other: Any) -> Any:
        modes.append(path.parent.stat().st_mode & 0o777)
        return asked(path, *other)

    monkeypatch.setattr("sozialraum.geometry.geopackage._asked", watched)
    read_shapes(content, "a")
    assert set(modes) == {0o700}


# -- GeoPackage --------------------------------------------------------------------------------


def test_layers(tmp_path: Path, squares: dict[str, Any], geopackage: Writer) -> None:
    layers = {"zwei": squares, 'ei"ns': squares}
    content = geopackage(tmp_path / "a", layers, epsg=25832).read_bytes()
    assert shape_layers(content, "a") == ('ei"ns', "zwei")
    assert '2 Layer: ei"ns, zwei' in refused(content).what
    shapes = read_shapes(content, "a.csv", 'ei"ns')
    assert (shapes.layer, shapes.layers, shapes.epsg) == ('ei"ns', ('ei"ns', "zwei"), 25832)
    assert (shapes.columns, shapes.rows[0]) == (("fid", "ub_nr"), ("0", "001"))
    assert [g.equals(squares[c]) for g, c in zip(shapes.geometries, squares, strict=True)] == [
        True
    ] * 4
    assert "gibt es in der Datei nicht" in refused(content, layer="drei").what
    assert shape_layers(collection(point(1, 2)), "a") == ()


def test_geometry_without_epsg_code_is_noted(
    tmp_path: Path, squares: dict[str, Any], geopackage: Writer
) -> None:
    content = geopackage(tmp_path / "a", {"eins": squares}, epsg=0).read_bytes()
    shapes = read_shapes(content, "a")
    assert shapes.epsg is None
    assert NO_SYSTEM in shapes.notes


def test_the_same_values_from_a_file_of_the_operators(
    tmp_path: Path, squares: dict[str, Any], geopackage: Writer
) -> None:
    path = geopackage(tmp_path / "a", {"eins": squares})
    assert layer_of(path).rows[0] == (0, "001")


def layer_of(path: Path) -> geopackage.Table:
    return geopackage.read_layer(path, geopackage.layer_names(path)[0])


# -- the city's own file -----------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.skipif(not DELIVERED.is_file(), reason="no reference data beside the checkout")
def test_the_raw_file_of_the_city() -> None:
    shapes = read_shapes(DELIVERED.read_bytes(), DELIVERED.name)
    assert len(shapes.rows) == len(shapes.geometries) == 170
    assert shapes.columns == ("bezeichnun", "unbeznr", "rowid", "upload_am")
    assert shapes.rows[0] == ("BÖVINGHAUSEN", "710", "1532637", "2026-05-06")
    notes = " ".join(shapes.notes)
    assert "Windows-1252" in notes
    assert NO_SYSTEM in notes
    assert "Zeilenumbrüche in Texten (Spalte „upload_am“)" in notes
