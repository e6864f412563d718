"""The embedded outlines: complete, valid after rounding, close to the original, small."""

from __future__ import annotations

import csv
import gzip
import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from sozialraum.catalog.hierarchy import read_hierarchy
from sozialraum.domain.areas import Level
from sozialraum.geometry.arcs import decoded_arcs, decoded_shape
from sozialraum.geometry.delivery import read_delivery
from sozialraum.geometry.manifest import sha256
from sozialraum.geometry.outlines import build_outlines
from sozialraum.geometry.reference import transformed
from sozialraum.geometry.repair import repair
from sozialraum.geometry.topology import (
    decoded,
    dissolve,
    level_objects,
    load_hierarchy,
    load_outlines,
    load_topology,
)

HOME = Path(__file__).resolve().parents[2]
SHARED = HOME.parent / "shared" / "data"
GEOPACKAGE = SHARED / "geometry" / "dortmund_gliederung.gpkg"
RAW = SHARED / "incoming" / "Statist_UnterbezirkePolygon.geojson"
COUNTS = {
    "unterbezirk": 170, "bezirk": 62, "sozialraum": 39, "aktionsraum": 13, "stadtbezirk": 12,
    "stadt": 1,
}  # fmt: skip


def _shared(*paths: Path) -> None:
    if not all(path.exists() for path in paths):
        pytest.skip("reference data not there")


@pytest.fixture(scope="module")
def atoms() -> gpd.GeoDataFrame:
    return load_outlines(HOME)


@pytest.fixture(scope="module")
def hierarchy() -> pd.DataFrame:
    return load_hierarchy(HOME)


@pytest.fixture(scope="module")
def levels() -> dict[str, Level]:
    files = sorted((HOME / "geo").glob("*.toml"))
    found = {
        f.stem: Level.model_validate(tomllib.loads(f.read_text(encoding="utf-8"))) for f in files
    }
    assert all(level.id == stem for stem, level in found.items())
    return dict(sorted(found.items(), key=lambda entry: entry[1].order))


@pytest.fixture(scope="module")
def package(hierarchy: pd.DataFrame) -> dict[str, Any]:
    return level_objects(load_topology(HOME), hierarchy, list(COUNTS))


def test_levels_and_hierarchy_agree(levels: dict[str, Level]) -> None:
    areas, _, problems = read_hierarchy(HOME, levels)
    assert problems == []
    assert {level: len(found) for level, found in areas.items()} == COUNTS
    assert {level: declared.expected for level, declared in levels.items()} == COUNTS
    inferred = [area.code for area in areas["unterbezirk"] if not area.certain]
    assert len(inferred) == 15
    assert {"671", "673", "315"} <= set(inferred)


def test_numberings_and_aliases_point_to_areas(
    levels: dict[str, Level], hierarchy: pd.DataFrame
) -> None:
    for level in levels.values():
        codes, names = set(hierarchy[level.column]), set(hierarchy[level.name_column])
        assert set(level.aliases.values()) <= codes
        assert not set(level.aliases) & names
        for numbering in level.numberings:
            assert set(numbering.codes.values()) == codes
            assert len(numbering.codes) == len(codes)
    portal, register = (numbering.codes for numbering in levels["stadtbezirk"].numberings)
    assert (portal["20"], portal["1"], portal["9"]) == ("02", "04", "12")
    assert (register["20"], register["10"], register["120"]) == ("02", "01", "12")
    assert levels["bezirk"].numberings[0].codes["050"] == "05"
    assert levels["stadtbezirk"].aliases["Nordstadt"] == "02"


def test_codes_nest(hierarchy: pd.DataFrame) -> None:
    assert (hierarchy["unterbezirk"].str[:2] == hierarchy["bezirk"]).all()
    assert (hierarchy["sozialraum"].str[:2] == hierarchy["stadtbezirk"]).all()
    inside = hierarchy[hierarchy["aktionsraum"] != ""]
    assert (inside["aktionsraum"] == inside["sozialraum"]).all()
    assert inside.groupby("sozialraum").size().sum() == 35
    split = hierarchy.groupby("bezirk")["sozialraum"].nunique()
    assert (split > 1).sum() == 7


def test_areas_are_valid_after_rounding(atoms: gpd.GeoDataFrame) -> None:
    _, degrees = decoded(load_topology(HOME))
    for shapes in (degrees, atoms.geometry.to_numpy()):
        assert (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON).all()
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
    rings = [r for shape in degrees for r in (shape.exterior, *shape.interiors)]
    assert all(ring.is_simple and ring.is_closed for ring in rings)
    whole = shapely.union_all(atoms.geometry.to_numpy())
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0


def test_areas_are_as_large_as_published(atoms: gpd.GeoDataFrame, hierarchy: pd.DataFrame) -> None:
    published = (
        hierarchy.set_index("unterbezirk")["flaeche_km2"].str.replace(",", ".").astype(float)
    )
    assert list(atoms.index) == list(published.index)
    error = (atoms.area / 1e6 / published - 1).abs()
    assert error.max() < 0.01
    assert abs(atoms.area.sum() / 1e6 / published.sum() - 1) < 0.0001


@pytest.mark.parametrize("level", COUNTS)
def test_arcs_give_the_same_areas_as_the_union(
    level: str, atoms: gpd.GeoDataFrame, hierarchy: pd.DataFrame, package: dict[str, Any]
) -> None:
    united = dissolve(atoms, hierarchy, level)
    geometries = package["objects"][level]["geometries"]
    assert [g["id"] for g in geometries] == list(united.index)
    assert len(united) == COUNTS[level]
    arcs = decoded_arcs(package)
    shapes = transformed([decoded_shape(g, arcs) for g in geometries], 4326, 25832)
    assert shapely.is_valid(shapes).all()
    assert united.geometry.is_valid.all()
    difference = shapely.area(shapely.symmetric_difference(shapes, united.geometry.to_numpy()))
    assert difference.max() < 1e-3
    assert shapely.coverage_is_valid(shapes)


def test_all_levels_are_small(package: dict[str, Any]) -> None:
    content = json.dumps(package, separators=(",", ":")).encode()
    assert len(gzip.compress(content)) <= 35_000


def test_shared_arcs_exist_once(package: dict[str, Any]) -> None:
    used: Counter[int] = Counter()
    for geometry in package["objects"]["unterbezirk"]["geometries"]:
        parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        used.update(a if a >= 0 else ~a for part in parts for ring in part for a in ring)
    assert set(used) == set(range(len(package["arcs"])))
    assert max(used.values()) == 2
    city = package["objects"]["stadt"]["geometries"][0]["arcs"]
    border = {a if a >= 0 else ~a for ring in city for a in ring}
    assert border == {arc for arc, count in used.items() if count == 1}


def test_manifest_belongs_to_the_outlines() -> None:
    manifest = json.loads((HOME / "geo" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["umrisse_sha256"] == sha256((HOME / "geo" / "umrisse.topojson").read_bytes())
    assert manifest["gebiete"] == 170
    assert manifest["abweichung"]["flaechenfehler_stadt_prozent"] <= 0.01
    assert manifest["abweichung"]["flaechenfehler_groesster_prozent"] <= 1
    assert manifest["abweichung"]["hausdorff_groesste_m"] <= 50
    assert manifest["lizenz"] == "dl-de/zero-2-0"


def test_orientation_is_small_and_inside() -> None:
    content = (HOME / "geo" / "orientierung.json").read_bytes()
    assert len(content) <= 200_000
    ground = json.loads(content)
    assert "OpenStreetMap" in ground["attribution"]
    for name in ("water", "green", "rivers", "roads", "rail"):
        assert ground[name]
        least = 6 if name in {"water", "green"} else 4
        for flat in ground[name]:
            assert len(flat) % 2 == 0
            assert len(flat) >= least
            points = np.cumsum(np.array(flat).reshape(-1, 2), axis=0) / ground["scale"]
            assert ((points > (7.2, 51.35)) & (points < (7.75, 51.68))).all()
    assert {"Dortmund", "Schwerte"} <= {name for _, _, name, _ in ground["places"]}


def _agreeing(codes: list[str], shapes: Any) -> int:
    path = SHARED / "places" / "dortmund_poi_1150_mit_gliederung.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 1150
    degrees = shapely.points([float(r["lon"]) for r in rows], [float(r["lat"]) for r in rows])
    found = shapely.STRtree(shapes).query(transformed(degrees, 4326, 25832), predicate="within")
    pairs = zip(*found, strict=True)
    return sum(rows[point]["ubznr"].zfill(3) == codes[area] for point, area in pairs)


@pytest.mark.shared
def test_facilities_lie_in_the_area_that_they_name(atoms: gpd.GeoDataFrame) -> None:
    _shared(GEOPACKAGE, SHARED / "places")
    codes = list(atoms.index)
    assert _agreeing(codes, atoms.geometry.to_numpy()) >= 1149
    delivery = read_delivery(GEOPACKAGE, "unterbezirke_170", frozenset(codes))
    assert _agreeing(list(delivery.keys), np.array(delivery.geometries, dtype=object)) == 1150


@pytest.mark.shared
def test_both_deliveries_give_the_same_areas(tmp_path: Path, atoms: gpd.GeoDataFrame) -> None:
    _shared(GEOPACKAGE, RAW)
    built = {}
    for name, source, layer in (("gpkg", GEOPACKAGE, "unterbezirke_170"), ("raw", RAW, None)):
        home = tmp_path / name
        (home / "geo").mkdir(parents=True)
        table = (HOME / "geo" / "gliederung.csv").read_bytes()
        (home / "geo" / "gliederung.csv").write_bytes(table)
        manifest = build_outlines(source, home, layer)
        built[name] = load_outlines(home), manifest
    one, other = built["gpkg"][0], built["raw"][0]
    assert (home / "geo" / "umrisse.topojson").exists()
    embedded = (HOME / "geo" / "umrisse.topojson").read_bytes()
    assert (tmp_path / "gpkg" / "geo" / "umrisse.topojson").read_bytes() == embedded
    assert list(one.index) == list(other.index) == list(atoms.index)
    assert list(one["name"]) == list(other["name"])
    apart = shapely.area(
        shapely.symmetric_difference(one.geometry.to_numpy(), other.geometry.to_numpy())
    )
    assert (apart / one.area.to_numpy()).max() < 0.005
    mended = built["raw"][1].mended
    assert mended["sich selbst berührende oder schneidende Ringe repariert"] == 58
    assert "Windows-1252" in built["raw"][1].notes[0]
    assert _agreeing(list(other.index), other.geometry.to_numpy()) >= 1149


@pytest.mark.shared
def test_the_raw_delivery_needs_the_repair() -> None:
    _shared(RAW)
    delivery = read_delivery(RAW, None, frozenset(load_hierarchy(HOME)["unterbezirk"]))
    shapes = transformed(np.array(delivery.geometries, dtype=object), 4326, 25832)
    assert (~shapely.is_valid(shapes)).sum() == 58
    coverage, problems = repair("raw", list(delivery.keys), shapes)
    assert problems == []
    assert not shapely.coverage_is_valid(shapely.make_valid(shapes, method="structure"))
    assert shapely.coverage_is_valid(coverage.shapes)


@pytest.mark.shared
def test_aktionsraeume_are_the_sozialraeume_of_the_same_code(
    atoms: gpd.GeoDataFrame, hierarchy: pd.DataFrame
) -> None:
    path = SHARED / "geometry" / "aktionsraeume_15.geojson"
    _shared(path)
    published = {
        f["properties"]["id"]: shapely.geometry.shape(f["geometry"])
        for f in json.loads(path.read_text(encoding="utf-8"))["features"]
        if f["properties"]["typ"] == "Aktionsraum"
    }
    own = dissolve(atoms, hierarchy, "aktionsraum")
    assert sorted(published) == list(own.index)
    for code, shape in own.geometry.items():
        other = transformed(published[str(code)], 4326, 25832)[()]
        assert shape.symmetric_difference(other).area < 0.02 * shape.area
