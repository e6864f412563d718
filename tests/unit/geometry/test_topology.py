"""Arcs, levels and rounding."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from sozialraum.errors import ProblemsFound, UnreadableInput
from sozialraum.geometry.arcs import decoded_arcs, decoded_shape, deltas, encode
from sozialraum.geometry.generalise import snapped
from sozialraum.geometry.topology import decoded, dissolve, level_objects, load_outlines


def topology_of(shapes: dict[str, Any]) -> dict[str, Any]:
    codes = sorted(shapes)
    array = np.array([shapes[code] for code in codes], dtype=object)
    geometries, arcs = encode(codes, array)
    return {
        "type": "Topology",
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "objects": {"unterbezirk": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": deltas(arcs),
    }


def cells(width: int, height: int) -> dict[str, Any]:
    return {f"{y}{x}": shapely.box(x, y, x + 1, y + 1) for x in range(width) for y in range(height)}


def merged(shapes: dict[str, Any], groups: dict[str, str]) -> dict[str, Any]:
    """The shapes of the level ``gruppe`` after merging arcs."""
    hierarchy = pd.DataFrame({"unterbezirk": list(groups), "gruppe": list(groups.values())})
    result = level_objects(topology_of(shapes), hierarchy, ["unterbezirk", "gruppe"])
    arcs = decoded_arcs(result)
    found = result["objects"]["gruppe"]["geometries"]
    assert [g["id"] for g in found] == sorted({g for g in groups.values() if g})
    return {g["id"]: decoded_shape(g, arcs) for g in found}


def check(shapes: dict[str, Any], groups: dict[str, str]) -> dict[str, Any]:
    found = merged(shapes, groups)
    for group, shape in found.items():
        members = [shapes[code] for code, name in groups.items() if name == group]
        assert shape.is_valid, shapely.is_valid_reason(shape)
        assert shape.equals(shapely.union_all(members))
    return found


def test_shared_borders_exist_once() -> None:
    topology = topology_of(cells(2, 1))
    assert len(topology["arcs"]) == 3
    codes, shapes = decoded(topology)
    assert codes == ["00", "01"]
    assert [shape.area for shape in shapes] == [1, 1]


def test_an_island_in_a_ring_becomes_a_hole() -> None:
    grid = cells(3, 3)
    groups = {code: "b" if code == "11" else "a" for code in grid}
    found = check(grid, groups)
    assert len(found["a"].interiors) == 1


def test_parts_that_touch_in_a_point_are_two_polygons() -> None:
    found = check(cells(2, 2), {"00": "a", "11": "a", "01": "b", "10": "b"})
    assert found["a"].geom_type == "MultiPolygon"


def test_a_hole_that_touches_the_shell_is_a_hole() -> None:
    grid = cells(3, 3)
    shell = dict.fromkeys(grid, "a") | {"00": "", "11": ""}
    found = check(grid, shell)
    assert found["a"].geom_type == "Polygon"
    assert len(found["a"].interiors) == 1


def test_two_holes_that_touch() -> None:
    grid = cells(4, 4)
    found = check(grid, {code: "" if code in {"11", "22"} else "a" for code in grid})
    assert len(found["a"].interiors) == 2


def test_island_in_the_lake_on_the_island() -> None:
    grid = cells(5, 5)
    ring = {f"{y}{x}" for x in range(1, 4) for y in range(1, 4)} - {"22"}
    found = check(grid, {code: "b" if code in ring else "a" for code in grid})
    assert found["a"].geom_type == "MultiPolygon"


@pytest.mark.parametrize("seed", range(40))
def test_random_groups_equal_the_union(seed: int) -> None:
    rng = random.Random(seed)
    grid = cells(6, 6)
    check(grid, {code: rng.choice("abc") for code in grid})


def test_orientation_of_the_atoms_does_not_matter() -> None:
    grid = cells(2, 1)
    topology = topology_of(grid)
    ring = topology["objects"]["unterbezirk"]["geometries"][0]["arcs"]
    ring[0] = [~arc for arc in reversed(ring[0])]
    hierarchy = pd.DataFrame({"unterbezirk": ["00", "01"], "stadt": ["x", "x"]})
    result = level_objects(topology, hierarchy, ["stadt"])
    shape = decoded_shape(result["objects"]["stadt"]["geometries"][0], decoded_arcs(result))
    assert shape.area == 2
    assert "unterbezirk" not in result["objects"]
    assert "unterbezirk" in topology["objects"]


def test_rounding_that_breaks_a_ring_is_repaired() -> None:
    """A narrow neck collapses: rounded only, the ring is invalid; snapped, it is not."""
    left = shapely.Polygon(
        [(0, 0), (10, 0), (10, 4.8), (30, 5.2), (30, 0), (40, 0), (40, 10), (30, 10), (30, 5.4),
         (10, 4.9), (10, 10), (0, 10)]
    )  # fmt: skip
    frame = shapely.box(-5, -5, 45, 15).difference(left)
    exact = np.array([left, frame], dtype=object)
    assert shapely.coverage_is_valid(exact)
    rounded = shapely.remove_repeated_points(shapely.transform(exact, np.round))
    assert not (shapely.is_valid(rounded).all() and shapely.coverage_is_valid(rounded))
    repaired = snapped(exact, rounded)
    assert shapely.is_valid(repaired).all()
    assert shapely.coverage_is_valid(repaired)
    assert np.array_equal(
        shapely.get_coordinates(repaired), np.round(shapely.get_coordinates(repaired))
    )
    assert shapely.area(repaired).sum() == 50 * 20


def test_dissolve_needs_its_column_and_all_atoms(home: Path) -> None:
    import geopandas as gpd

    grid = cells(2, 1)
    atoms = gpd.GeoDataFrame(
        {"name": ["a", "b"]}, index=pd.Index(sorted(grid), name="code"),
        geometry=[grid["00"], grid["01"]], crs=25832,
    )  # fmt: skip
    table = pd.DataFrame({"unterbezirk": ["00", "01"], "stadt": ["x", "x"], "stadt_name": "X"})
    city = dissolve(atoms, table, "stadt")
    assert list(city.index) == ["x"]
    assert list(city["name"]) == ["X"]
    assert city.geometry.iloc[0].equals(shapely.box(0, 0, 2, 1))
    with pytest.raises(ProblemsFound, match="keine Spalte „kreis“"):
        dissolve(atoms, table, "kreis")
    with pytest.raises(ProblemsFound, match="„02“ fehlt"):
        dissolve(atoms, table.replace("01", "02"), "stadt")


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"type": "Topology"}', '{"type":"Topology","arcs":[],"objects":{}}']
)
def test_damaged_files_are_reported(home: Path, content: str) -> None:
    with pytest.raises(UnreadableInput, match="fehlt"):
        load_outlines(home)
    (home / "geo" / "umrisse.topojson").write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableInput, match="geo build"):
        load_outlines(home)


def test_unknown_arc_numbers_are_damage(home: Path) -> None:
    topology = topology_of(cells(2, 1))
    topology["objects"]["unterbezirk"]["geometries"][0]["arcs"] = [[99]]
    (home / "geo" / "umrisse.topojson").write_text(json.dumps(topology), encoding="utf-8")
    with pytest.raises(UnreadableInput, match="beschädigt"):
        load_outlines(home)
