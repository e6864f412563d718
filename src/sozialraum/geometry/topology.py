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

from sozialraum.catalog.sheet import read_sheet
from sozialraum.domain.areas import ATOM, Level
from sozialraum.errors import Problem, ProblemsFound, UnreadableInput
from sozialraum.geometry.arcs import Point, decoded_arcs, decoded_shape
from sozialraum.geometry.merging import ArcMerger
from sozialraum.geometry.reference import DEGREES, METRES, transformed

OUTLINES = "geo/umrisse.topojson"
HIERARCHY = "geo/gliederung.csv"
_REBUILD = "Neu erzeugen: sozialraum geo build --from DATEI"


def load_hierarchy(home: Path) -> pd.DataFrame:
    """``geo/gliederung.csv`` as text, one row per atom, sorted by atom, plain index.

    Empty text means "in no area of that level". Raises
    :class:`~sozialraum.errors.ProblemsFound` where the file is unreadable.
    """
    sheet, problems = read_sheet(home / HIERARCHY, HIERARCHY)
    if sheet is not None and not problems and ATOM not in sheet.header:
        problems = [Problem(HIERARCHY, "Zeile 1", f"Die Spalte „{ATOM}“ fehlt.", "Ergänzen.")]
    if sheet is None or problems:
        raise ProblemsFound("Die Gliederung ist nicht lesbar.", problems)
    frame = pd.DataFrame([row.cells for row in sheet.rows], columns=list(sheet.header), dtype="str")
    return frame.sort_values(ATOM, ignore_index=True)


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
    know the code) and ``geometry`` (Polygon or MultiPolygon), EPSG:25832. Raises
    :class:`~sozialraum.errors.UnreadableInput` or :class:`~sozialraum.errors.ProblemsFound`.
    """
    codes, shapes = decoded(load_topology(home))
    hierarchy = load_hierarchy(home)
    names = _names(hierarchy, ATOM)
    return gpd.GeoDataFrame(
        {"name": [names.get(code, "") for code in codes]},
        index=pd.Index(codes, name="code", dtype="str"),
        geometry=transformed(shapes, DEGREES, METRES),
        crs=f"EPSG:{METRES}",
    ).sort_index()


def decoded(topology: dict[str, Any]) -> tuple[list[str], Any]:
    """Codes and shapes (array, WGS84, longitude first) of the atoms, in stored order.

    Raises :class:`~sozialraum.errors.UnreadableInput` where the topology is damaged.
    """
    try:
        arcs = decoded_arcs(topology)
        geometries = topology["objects"][ATOM]["geometries"]
        codes = [str(geometry["id"]) for geometry in geometries]
        shapes = [decoded_shape(geometry, arcs) for geometry in geometries]
    except (KeyError, TypeError, ValueError, IndexError, shapely.errors.ShapelyError) as error:
        raise UnreadableInput(f"{OUTLINES} ist beschädigt.", _REBUILD) from error
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return codes, array


def dissolve(atoms: gpd.GeoDataFrame, hierarchy: pd.DataFrame, level: str) -> gpd.GeoDataFrame:
    """Areas of a level, united from the atoms.

    ``atoms`` as from :func:`load_outlines`, ``hierarchy`` as from :func:`load_hierarchy` (column
    ``unterbezirk`` or an index of that name), ``level`` the id of the level, which is its column
    there. Index ``code`` (sorted), columns ``name``, ``geometry``; CRS of the atoms. Atoms in no
    area of the level are left out. Raises :class:`~sozialraum.errors.ProblemsFound` where the
    hierarchy lacks the level or an atom has no outline.
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
    atoms = {str(g["id"]): g for g in topology["objects"][ATOM]["geometries"]}
    merger = ArcMerger(_positions(topology))
    objects = {}
    for level in levels:
        name = level if isinstance(level, str) else level.id
        if name == ATOM:
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


def _positions(topology: Mapping[str, Any]) -> list[list[Point]]:
    """Arcs in stored units: whole numbers where quantised, so that equal points are equal."""
    if not topology.get("transform"):
        return decoded_arcs(dict(topology))
    unit = {"scale": [1, 1], "translate": [0, 0]}
    return decoded_arcs({"arcs": topology["arcs"], "transform": unit})


def _members(hierarchy: pd.DataFrame, level: str) -> dict[str, list[str]]:
    """Code of the level -> codes of its atoms, both sorted."""
    frame = hierarchy if ATOM in hierarchy else hierarchy.reset_index()
    if level not in frame or ATOM not in frame:
        what = f"Die Gliederung hat keine Spalte „{level if ATOM in frame else ATOM}“."
        problem = Problem(HIERARCHY, level, what, "Spalte ergänzen.")
        raise ProblemsFound("Die Ebene lässt sich nicht bilden.", [problem])
    members: dict[str, list[str]] = defaultdict(list)
    for atom, code in sorted(zip(frame[ATOM].astype(str), frame[level].astype(str), strict=True)):
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
    frame = hierarchy if ATOM in hierarchy else hierarchy.reset_index()
    column = f"{level}_name"
    texts = frame[column] if column in frame else frame[level]
    return {str(code): str(name) for code, name in zip(frame[level], texts, strict=True)}
