"""Bytes decide the format; nothing that a file points to is opened."""

from __future__ import annotations

import builtins
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sozialraum.errors import GeometryRefused
from sozialraum.geometry.delivery import normalised, read_delivery

Writer = Callable[..., Path]
CODES = frozenset({"001", "002", "011", "012"})
VRT = """<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{}</SrcDataSource>
</OGRVRTLayer></OGRVRTDataSource>"""


def refused(path: Path, layer: str | None = None) -> str:
    with pytest.raises(GeometryRefused) as caught:
        read_delivery(path, layer, CODES)
    return str(caught.value)


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.vrt"])
def test_a_vrt_opens_nothing_else(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.geojson"
    secret.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    path = tmp_path / name
    path.write_text(VRT.format(secret), encoding="utf-8")
    opened: list[str] = []
    original = Path.open

    def watched(self: Path, *args: Any, **options: Any) -> Any:
        opened.append(self.name)
        return original(self, *args, **options)

    monkeypatch.setattr(Path, "open", watched)
    monkeypatch.setattr(builtins, "open", lambda *a, **k: pytest.fail(f"opened {a}"))
    assert "XML" in refused(path)
    assert opened == [name]


def test_gdal_is_not_even_imported() -> None:
    import sozialraum.geometry.delivery as module

    folder = Path(module.__file__).parent
    for source in folder.glob("*.py"):
        text = source.read_text(encoding="utf-8")
        assert "read_file(" not in text
        assert "import pyogrio" not in text
        assert "import fiona" not in text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"GDAL", b"II*\x00", b"[1]"])
def test_other_bytes_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(content)
    assert "weder GeoPackage noch GeoJSON" in refused(path)


def test_a_linked_reference_system_is_never_followed(
    tmp_path: Path,
    squares: dict[str, Any],
    geojson: Writer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "socket", lambda *a, **k: pytest.fail("network"))
    link = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}
    path = geojson(tmp_path / "a.geojson", squares, crs=link)
    delivery = read_delivery(path, None, CODES)
    assert delivery.epsg is None
    assert "nicht geöffnet" in " ".join(delivery.notes)


def test_broken_json_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text('{"type": "FeatureCollection",\n"features": [}', encoding="utf-8")
    assert "Zeile 2" in refused(path)


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "Feature"}',
        '{"type": "FeatureCollection", "features": {}}',
        '{"type": "FeatureCollection", "features": [3]}',
        '{"type": "FeatureCollection", "features": [{"properties": {"ub_nr": "001"}, '
        '"geometry": {"type": "Polygon", "coordinates": [[[1, 2], [NaN, 4], [1, 2]]]}}]}',
        '{"type": "FeatureCollection", "features": [{"properties": {"ub_nr": "001"}, '
        '"geometry": {"type": "Polygon", "coordinates": [[[1, 2]]]}}]}',
        '{"type": "FeatureCollection", "features": [{"properties": {"ub_nr": "001"}, '
        '"geometry": {"type": "Curve", "coordinates": [1]}}]}',
        '{"a":' * 100_000,
    ],
)
def test_damaged_geojson_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(text, encoding="utf-8")
    assert refused(path)


def test_geopackage(tmp_path: Path, squares: dict[str, Any], geopackage: Writer) -> None:
    path = geopackage(tmp_path / "a.dat", {"eins": squares})
    delivery = read_delivery(path, None, CODES)
    assert set(delivery.keys) == CODES
    assert (delivery.epsg, delivery.layer) == (25832, "eins")
    assert delivery.geometries[0].equals(squares["001"])


def test_several_layers_need_a_choice(
    tmp_path: Path, squares: dict[str, Any], geopackage: Writer
) -> None:
    path = geopackage(tmp_path / "a.gpkg", {"eins": squares, 'zwei "x"': squares})
    assert "eins, zwei" in refused(path)
    assert "--layer NAME" in refused(path)
    assert "Vorhanden sind" in refused(path, "drei")
    assert read_delivery(path, 'zwei "x"', CODES).layer == 'zwei "x"'


def test_broken_geopackages(tmp_path: Path, squares: dict[str, Any], geopackage: Writer) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"SQLite format 3\x00" + b"x" * 200)
    assert "kein lesbares GeoPackage" in refused(path)
    path.unlink()
    geopackage(path, {"eins": squares})
    content = path.read_bytes().replace(b"GP\x00\x01", b"XX\x00\x01", 1)
    path.write_bytes(content)
    assert "nicht lesbar" in refused(path)


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (53, "053"), ("53", "053"), (53.0, "053"), ("53,0", "053"), (" 053 ", "053"),
        ("0530", "0530"), ("A1", "A1"), (None, ""), (True, ""), (5.5, "5.5"),
    ],
)  # fmt: skip
def test_keys_are_text_with_zeros(value: object, key: str) -> None:
    assert normalised(value, 3) == key
