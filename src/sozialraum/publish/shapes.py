"""Outlines of all levels and the places of the layers, from what is embedded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from sozialraum.catalog import Catalog
from sozialraum.domain.layers import LayerKind
from sozialraum.errors import Problem, ProblemsFound, SozialraumError
from sozialraum.importers.points import Box, read_points
from sozialraum.storage.stand import Fragment

if TYPE_CHECKING:
    import geopandas as gpd

OUTLINES = "geo/umrisse.topojson"
ORIENTATION = "geo/orientierung.json"
_REBUILD = "Neu erzeugen: sozialraum geo build --from DATEI"


@dataclass
class Shapes:
    """``atoms`` (index = code, metres) is None where the outlines are unusable."""

    atoms: gpd.GeoDataFrame | None = None
    problems: list[Problem] = field(default_factory=list)


def collect_outlines(home: Path, catalog: Catalog) -> Shapes:
    """The atoms, checked: one valid polygon per atom, no overlaps, both files readable."""
    from sozialraum.geometry.topology import load_outlines

    problems = [
        *_json_problems(home, OUTLINES, _REBUILD),
        *_json_problems(home, ORIENTATION, "Neu erzeugen: sozialraum geo orientation --from DATEI"),
    ]
    if any(problem.file == OUTLINES for problem in problems):
        return Shapes(None, problems)
    try:
        atoms = load_outlines(home)
    except ProblemsFound as error:
        return Shapes(None, [*problems, *error.problems])
    except SozialraumError as error:
        return Shapes(None, [*problems, Problem(OUTLINES, "", error.what, error.fix or _REBUILD)])
    found = _outline_problems(atoms, catalog)
    return Shapes(None if found else atoms, problems + found)


def _json_problems(home: Path, file: str, fix: str) -> list[Problem]:
    try:
        content = json.loads((home / file).read_bytes())
    except FileNotFoundError:
        return [Problem(file, "", "Die Datei fehlt.", fix)]
    except json.JSONDecodeError as error:
        what = "Die Datei ist kein lesbares JSON."
        return [Problem(file, f"Zeile {error.lineno}", what, fix)]
    except UnicodeDecodeError:
        return [Problem(file, "", "Die Datei ist nicht in UTF-8 geschrieben.", fix)]
    if not isinstance(content, dict):
        return [Problem(file, "", "Die Datei enthält kein JSON-Objekt.", fix)]
    return []


def _outline_problems(atoms: gpd.GeoDataFrame, catalog: Catalog) -> list[Problem]:
    problems = []
    declared = {area.code for area in catalog.areas(catalog.atom)}
    present = {str(code) for code in atoms.index}
    for code in sorted(declared - present):
        problems.append(Problem(OUTLINES, code, f"Der Umriss von „{code}“ fehlt.", _REBUILD))
    for code in sorted(present - declared):
        what = f"Der Umriss „{code}“ steht nicht in geo/gliederung.csv."
        problems.append(Problem(OUTLINES, code, what, "Gliederung ergänzen oder neu erzeugen."))
    for code in atoms.index[~atoms.geometry.is_valid]:
        problems.append(Problem(OUTLINES, str(code), "Der Umriss ist ungültig.", _REBUILD))
    if not problems and not shapely.coverage_is_valid(atoms.geometry.to_numpy()):
        what = "Die Umrisse überlappen sich oder haben Lücken."
        problems.append(Problem(OUTLINES, "", what, _REBUILD))
    return problems


def all_areas(atoms: gpd.GeoDataFrame, catalog: Catalog) -> gpd.GeoDataFrame:
    """Areas of all levels, dissolved from the atoms; columns as in ``ReleaseContent.areas``."""
    import geopandas as gpd

    from sozialraum.geometry.topology import dissolve

    hierarchy = catalog.hierarchy()
    parts = []
    for level in catalog.levels.values():
        areas = catalog.areas(level.id)
        outlines = dissolve(atoms, hierarchy, level.id).geometry
        codes = [area.code for area in areas]
        parts.append(
            gpd.GeoDataFrame(
                {
                    "level": level.id,
                    "code": codes,
                    "name": [area.name for area in areas],
                    "certain": [area.certain for area in areas],
                    "parents": [json.dumps(area.parents) for area in areas],
                    "area_km2": _square_kilometres(hierarchy, level.column).reindex(codes).tolist(),
                },
                geometry=outlines.reindex(codes).to_numpy(),
                crs=atoms.crs,
            )
        )
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=atoms.crs)


def _square_kilometres(hierarchy: pd.DataFrame, column: str) -> pd.Series[float]:
    if "flaeche_km2" not in hierarchy:
        return pd.Series(dtype="float64")
    sizes = pd.to_numeric(hierarchy["flaeche_km2"].str.replace(",", "."), errors="coerce")
    return sizes.groupby(hierarchy[column]).sum(min_count=1)


def collect_points(
    home: Path, catalog: Catalog, atoms: gpd.GeoDataFrame, fragments: Sequence[Fragment] = ()
) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Places of every point layer with the column ``area``: code of the atom, or empty.

    ``fragments`` are the active imports in the order of their numbers: the last one with a layer
    holds its places.
    """
    box = bounds(atoms)
    imported = {
        path.stem: fragment.root
        for fragment in fragments
        for path in fragment.root.glob("data/layer/*.toml")
    }
    points, problems = {}, []
    for layer in catalog.layers.values():
        if layer.kind is LayerKind.POINTS:
            frame, found = read_points(imported.get(layer.id, home), layer, box)
            points[layer.id] = frame.assign(area=atoms_of(frame, atoms))
            problems += found
    return points, problems


def bounds(atoms: gpd.GeoDataFrame) -> Box:
    """West, south, east and north of the city in WGS84 degrees."""
    west, south, east, north = (float(v) for v in atoms.geometry.to_crs(4326).total_bounds)
    return west, south, east, north


def atoms_of(points: pd.DataFrame, atoms: gpd.GeoDataFrame) -> pd.Series[str]:
    """Code of the atom per point, empty outside and where no coordinate is known.

    ``points`` has ``latitude`` and ``longitude`` (WGS84 degrees, NaN = unknown).
    """
    import geopandas as gpd

    known = points.dropna(subset=["latitude", "longitude"])
    places = gpd.points_from_xy(known["longitude"], known["latitude"], crs=4326).to_crs(atoms.crs)
    point, atom = atoms.sindex.query(places, predicate="intersects", sort=True)
    found = pd.Series(atoms.index[atom].astype(str), index=known.index[point], dtype="str")
    return found[~found.index.duplicated()].reindex(points.index).fillna("")
