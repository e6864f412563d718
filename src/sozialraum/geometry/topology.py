"""Reading the embedded outlines, and dissolving them to the coarser levels."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum.analysis.projection import utm
from sozialraum.catalog.declarations import read_toml
from sozialraum.catalog.sheet import read_sheet
from sozialraum.domain.areas import Level
from sozialraum.errors import Problem, ProblemsFound, UnreadableInput
from sozialraum.geometry.arcs import Point, decoded_arcs, decoded_shape
from sozialraum.geometry.merging import ArcMerger
from sozialraum.geometry.reference import DEGREES, Place, transformed

OUTLINES = "geo/umrisse.topojson"
HIERARCHY = "geo/gliederung.csv"
METRES_MEMBER = "rechensystem_epsg"
"""Member of the stored TopoJSON: EPSG code of the system in which the city calculates."""
_REBUILD = "Neu erzeugen: sozialraum geo build --from DATEI"


def load_hierarchy(home: Path) -> pd.DataFrame:
    """``geo/gliederung.csv`` as text, one row per atom, sorted by atom, plain index.

    The first column has the codes of the atoms and is named like their level. Empty text means "in
    no area of that level". Raises :class:`~sozialraum.errors.ProblemsFound` where the file is
    unreadable.
    """
    sheet, problems = read_sheet(home / HIERARCHY, HIERARCHY)
    if sheet is None or problems:
        raise ProblemsFound("Die Gliederung ist nicht lesbar.", problems)
    frame = pd.DataFrame([row.cells for row in sheet.rows], columns=list(sheet.header), dtype="str")
    return frame.sort_values(sheet.header[0], ignore_index=True)


def load_topology(home: Path) -> dict[str, Any]:
    """``geo/umrisse.topojson`` as stored. Raises :class:`~sozialraum.errors.UnreadableInput`."""
    try:
        topology = json.loads((home / OUTLINES).read_bytes())
    except FileNotFoundError as error:
        raise UnreadableInput(f"{OUTLINES} fehlt.", _REBUILD) from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UnreadableInput(f"{OUTLINES} ist kein lesbares JSON.", _REBUILD) from error
    if not isinstance(topology, dict) or topology.get("type") != "Topology":
        raise UnreadableInput(f"{OUTLINES} ist kein TopoJSON.", _REBUILD)
    return topology


def load_outlines(home: Path) -> gpd.GeoDataFrame:
    """The atoms of ``geo/umrisse.topojson``.

    Index ``code`` (text, sorted), columns ``name`` (empty where ``geo/gliederung.csv`` does not
    know the code) and ``geometry`` (Polygon or MultiPolygon), in the city's system. Raises
    :class:`~sozialraum.errors.UnreadableInput` or :class:`~sozialraum.errors.ProblemsFound`.
    """
    topology = load_topology(home)
    codes, shapes = decoded(topology)
    hierarchy = load_hierarchy(home)
    names = _names(hierarchy, str(hierarchy.columns[0]))
    epsg = _metres(topology, shapes)
    return gpd.GeoDataFrame(
        {"name": [names.get(code, "") for code in codes]},
        index=pd.Index(codes, name="code", dtype="str"),
        geometry=transformed(shapes, DEGREES, epsg),
        crs=f"EPSG:{epsg}",
    ).sort_index()


def load_place(home: Path) -> Place | None:
    """Where the city of a home folder lies; None where it has no outlines yet.

    Raises :class:`~sozialraum.errors.UnreadableInput` where they are damaged.
    """
    if not (home / OUTLINES).is_file():
        return None
    topology = load_topology(home)
    _, shapes = decoded(topology)
    epsg = _metres(topology, shapes)
    west, south, east, north = shapely.total_bounds(transformed(shapes, DEGREES, epsg)).tolist()
    return Place(city_name(home), epsg, (west, south, east, north))


def city_name(home: Path) -> str:
    """Name of the city from ``data/start.toml``; a general word where there is none."""
    content, _ = read_toml(home / "data" / "start.toml", "")
    return str((content or {}).get("stadt") or "der Stadt")


def _metres(topology: Mapping[str, Any], shapes: Any) -> int:
    """EPSG code of the calculations: the one stored with the outlines, else that of the place."""
    stored = topology.get(METRES_MEMBER)
    if isinstance(stored, int):
        return stored
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return utm((west, south, east, north))


def decoded(topology: dict[str, Any]) -> tuple[list[str], Any]:
    """Codes and shapes (array, WGS84, longitude first) of the atoms, in stored order.

    Raises :class:`~sozialraum.errors.UnreadableInput` where the topology is damaged.
    """
    try:
        arcs = decoded_arcs(topology)
        geometries = _atoms(topology)
        codes = [str(geometry["id"]) for geometry in geometries]
        shapes = [decoded_shape(geometry, arcs) for geometry in geometries]
    except (KeyError, TypeError, ValueError, IndexError, shapely.errors.ShapelyError) as error:
        raise UnreadableInput(f"{OUTLINES} ist beschädigt.", _REBUILD) from error
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return codes, array


def dissolve(atoms: gpd.GeoDataFrame, hierarchy: pd.DataFrame, level: str) -> gpd.GeoDataFrame:
    """Areas of a level, united from the atoms.

    ``atoms`` as from :func:`load_outlines`, ``hierarchy`` as from :func:`load_hierarchy` (the
    first column may be the index), ``level`` the id of the level, which is its column there. Index
    ``code`` (sorted), columns ``name``, ``geometry``; CRS of the atoms. Atoms in no area of the
    level are left out. Raises :class:`~sozialraum.errors.ProblemsFound` where the hierarchy lacks
    the level or an atom has no outline.
    """
    members = _members(hierarchy, level)
    _all_present(set(atoms.index.astype(str)), members)
    names = _names(hierarchy, level)
    shapes = [
        shapely.coverage_union_all(atoms.geometry.loc[m].to_numpy()) for m in members.values()
    ]
    return gpd.GeoDataFrame(
        {"name": [names[code] for code in members]},
        index=pd.Index(list(members), name="code", dtype="str"),
        geometry=shapes,
        crs=atoms.crs,
    )


def level_objects(
    topology: Mapping[str, Any], hierarchy: pd.DataFrame, levels: Sequence[Level | str]
) -> dict[str, Any]:
    """The topology with one object per level (ids or declarations), all on the same arcs.

    Geometries are sorted by code and have ``type``, ``id``, ``arcs``. The input is not changed.
    Raises :class:`~sozialraum.errors.ProblemsFound` as :func:`dissolve` does.
    """
    atom = str(_plain(hierarchy).columns[0])
    atoms = {str(g["id"]): g for g in _atoms(topology)}
    merger = ArcMerger(_positions(topology))
    objects = {}
    for level in levels:
        name = level if isinstance(level, str) else level.id
        if name == atom:
            geometries = [
                {"type": g["type"], "id": code, "arcs": g["arcs"]}
                for code, g in sorted(atoms.items())
            ]
        else:
            members = _members(hierarchy, name)
            _all_present(set(atoms), members)
            geometries = [
                merger.merge(code, [atoms[atom] for atom in found])
                for code, found in members.items()
            ]
        objects[name] = {"type": "GeometryCollection", "geometries": geometries}
    return {**topology, "objects": objects}


def _atoms(topology: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The geometries of the one stored object. Raises ``ValueError`` where there are others."""
    (stored,) = topology["objects"].values()
    found: list[dict[str, Any]] = stored["geometries"]
    return found


def _plain(hierarchy: pd.DataFrame) -> pd.DataFrame:
    """The hierarchy with the atoms as its first column."""
    return hierarchy if hierarchy.index.name is None else hierarchy.reset_index()


def _positions(topology: Mapping[str, Any]) -> list[list[Point]]:
    """Arcs in stored units: whole numbers where quantised, so that equal points are equal."""
    if not topology.get("transform"):
        return decoded_arcs(dict(topology))
    unit = {"scale": [1, 1], "translate": [0, 0]}
    return decoded_arcs({"arcs": topology["arcs"], "transform": unit})


def _members(hierarchy: pd.DataFrame, level: str) -> dict[str, list[str]]:
    """Code of the level -> codes of its atoms, both sorted."""
    frame = _plain(hierarchy)
    if level not in frame:
        what = f"Die Gliederung hat keine Spalte „{level}“."
        problem = Problem(HIERARCHY, level, what, "Spalte ergänzen.")
        raise ProblemsFound("Die Ebene lässt sich nicht bilden.", [problem])
    members: dict[str, list[str]] = defaultdict(list)
    for atom, code in sorted(
        zip(frame.iloc[:, 0].astype(str), frame[level].astype(str), strict=True)
    ):
        if code and code != "nan":
            members[code].append(atom)
    return {code: members[code] for code in sorted(members)}


def _all_present(atoms: set[str], members: Mapping[str, Sequence[str]]) -> None:
    missing = sorted({atom for found in members.values() for atom in found} - atoms)
    if missing:
        problems = [
            Problem(OUTLINES, atom, f"Der Umriss von „{atom}“ fehlt.", _REBUILD) for atom in missing
        ]
        raise ProblemsFound("Die Ebene lässt sich nicht bilden.", problems)


def _names(hierarchy: pd.DataFrame, level: str) -> dict[str, str]:
    frame = _plain(hierarchy)
    column = f"{level}_name"
    texts = frame[column] if column in frame else frame[level]
    return {str(code): str(name) for code, name in zip(frame[level], texts, strict=True)}
