"""Small invented deliveries: four squares in the middle of Dortmund, written as files."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

SIDE = 5000
EAST, NORTH = 388_000, 5_704_000
CODES = ("001", "002", "011", "012")
PLACES = {"001": (0, 0), "002": (1, 0), "011": (0, 1), "012": (1, 1)}


def make_squares() -> dict[str, Any]:
    """Four squares of five kilometres with common corners, EPSG:25832."""
    return {
        code: shapely.box(
            EAST + x * SIDE, NORTH + y * SIDE, EAST + (x + 1) * SIDE, NORTH + (y + 1) * SIDE
        )
        for code, (x, y) in PLACES.items()
    }


def make_home(folder: Path, sizes: bool = True) -> Path:
    """A home folder with the hierarchy of the squares."""
    (folder / "geo").mkdir(parents=True)
    lines = ["unterbezirk;unterbezirk_name;stadtbezirk;stadtbezirk_name;flaeche_km2"]
    lines += [f"{c};Gebiet {c};{c[:2]};Bezirk {c[:2]};{'25,0' if sizes else ''}" for c in CODES]
    (folder / "geo" / "gliederung.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def write_geojson(
    path: Path,
    shapes: dict[str, Any],
    crs: str | dict[str, Any] = "EPSG:25832",
    key: str = "ub_nr",
    extra: list[tuple[Any, Any]] | None = None,
) -> Path:
    """A GeoJSON file; ``extra`` are further (key, shape) features."""
    features = [
        {
            "type": "Feature",
            "properties": {key: code, "name": "BÖVINGHAUSEN"},
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }
        for code, shape in [*shapes.items(), *(extra or [])]
    ]
    document: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        named = {"type": "name", "properties": {"name": crs}}
        document["crs"] = crs if isinstance(crs, dict) else named
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def write_geopackage(path: Path, layers: dict[str, dict[str, Any]], epsg: int = 25832) -> Path:
    """A minimal GeoPackage."""
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT,"
        " organization_coordsys_id INTEGER);"
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);"
    )
    connection.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, 'EPSG', ?)", (epsg, epsg))
    for name, shapes in layers.items():
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?)", (name, epsg))
        table = '"' + name.replace('"', '""') + '"'
        connection.execute(f"CREATE TABLE {table} (fid INTEGER, geom BLOB, ub_nr TEXT)")
        for fid, (code, shape) in enumerate(shapes.items()):
            blob = b"GP\x00\x01" + epsg.to_bytes(4, "little") + shapely.to_wkb(shape)
            connection.execute(f"INSERT INTO {table} VALUES (?, ?, ?)", (fid, blob, code))
    connection.commit()
    connection.close()
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_home(tmp_path / "home")


@pytest.fixture
def squares() -> dict[str, Any]:
    return make_squares()


@pytest.fixture
def geojson() -> Callable[..., Path]:
    return write_geojson


@pytest.fixture
def geopackage() -> Callable[..., Path]:
    return write_geopackage
