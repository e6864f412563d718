"""``sozialraum geo orientation``: water, green, roads, rail and place names behind the areas.

Made from a GeoPackage with data of OpenStreetMap (ODbL), clipped to the city and a
rim around it. The form of the file is described in ``docs/architecture.md``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from sozialraum.errors import GeometryRefused, Problem
from sozialraum.geometry.geopackage import MAGIC, Table, layer_names, read_layer, refusal
from sozialraum.geometry.manifest import replace_files
from sozialraum.geometry.reference import DEGREES, transformed
from sozialraum.geometry.repair import polygons
from sozialraum.geometry.thinning import Lines, generalised, lines_of, thinned
from sozialraum.geometry.topology import load_outlines

FILE = "orientierung.json"
SCALE = 100_000
LIMIT = 500_000
"""Bytes that the file may have."""
RIM = 1_500.0
"""Metres around the city, so that it does not float in nothing."""
ATTRIBUTION = "© OpenStreetMap-Mitwirkende (ODbL)"

_GREEN = {
    "landcover": {"forest", "wood", "park", "golf_course", "recreation_ground", "allotments"},
    "landuse": {"cemetery", "park", "zoo"},
}
_ROADS = ("motorway", "trunk", "primary", "secondary")
_RANKS = {"city": 1, "town": 2, "suburb": 4, "village": 5, "neighbourhood": 7, "hamlet": 8}
_RIVERS = {"river": 300.0, "canal": 300.0, "stream": 2_500.0}
"""Kind of water course and the length in metres from which on it is shown."""
_LAYERS = ("landcover", "landuse", "places", "rail", "roads", "water", "waterway")


@dataclass(frozen=True)
class OrientationSummary:
    """What was written: bytes, number of shapes per member, vertices in all."""

    size: int
    counts: dict[str, int]
    vertices: int


def build_orientation(source: Path, home: Path) -> OrientationSummary:
    """Write ``geo/orientierung.json`` below ``home``.

    ``source`` is a GeoPackage with the layers ``water, waterway, landcover, landuse, roads, rail,
    places`` (columns ``class``, ``subclass``, ``name``) in the system of the outlines of ``home``,
    which give the clip. Raises :class:`~sozialraum.errors.GeometryRefused` where the file is
    another one, a layer is missing or the result is larger than 500 KB; then nothing is changed.
    """
    tables = _tables(source)
    outlines = load_outlines(home)
    epsg = int(outlines.crs.to_epsg())
    _check_system(source, tables, epsg)
    city = shapely.union_all(outlines.geometry.to_numpy())
    clip = shapely.simplify(city.buffer(RIM), 50)
    shapely.prepare(clip)
    areas = {"water": _water(tables, clip), "green": _green(tables, clip)}
    lines = {
        "rivers": _rivers(tables, clip),
        "roads": _roads(tables, clip),
        "rail": _rail(tables, clip),
    }
    document: dict[str, Any] = {"attribution": ATTRIBUTION, "scale": SCALE}
    for name, shapes in areas.items():
        document[name] = [_flat(r, epsg) for shape in shapes for r in _oriented_rings(shape)]
    for name, found in lines.items():
        document[name] = [_flat(line, epsg) for line in found]
    for name in (*areas, *lines):
        document[name] = [flat for flat in document[name] if flat]
    document["places"] = _places(tables["places"], clip, epsg)
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    if len(content) > LIMIT:
        what = f"Die Orientierung hätte {len(content) // 1000} KB, erlaubt sind {LIMIT // 1000} KB."
        fix = "Den Ausschnitt oder die Zahl der Objekte verringern."
        raise GeometryRefused(
            "Die Orientierung wird nicht geschrieben.", [Problem(source.name, "", what, fix)]
        )
    replace_files(home / "geo", {FILE: content + b"\n"})
    counts = {name: len(document[name]) for name in (*areas, *lines, "places")}
    numbers = sum(len(flat) for name in (*areas, *lines) for flat in document[name])
    return OrientationSummary(len(content) + 1, counts, numbers // 2)


def _tables(source: Path) -> dict[str, Table]:
    if not source.is_file():
        raise refusal(source, "", "Die Datei gibt es nicht.", "Den Pfad hinter --from berichtigen.")
    with source.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            fix = "Eine GeoPackage-Datei mit Daten aus OpenStreetMap angeben."
            raise refusal(source, "", "Die Datei ist kein GeoPackage.", fix)
    missing = sorted(set(_LAYERS) - set(layer_names(source)))
    if missing:
        what = f"Diese Layer fehlen: {', '.join(missing)}."
        raise refusal(source, "", what, "Aus OpenStreetMap vollständig ausleiten.")
    return {name: read_layer(source, name) for name in _LAYERS}


def _check_system(source: Path, tables: dict[str, Table], epsg: int) -> None:
    for name, table in tables.items():
        if table.epsg != epsg:
            what = f"Der Layer „{name}“ liegt nicht in EPSG:{epsg} vor."
            raise refusal(source, name, what, f"Nach EPSG:{epsg} umrechnen.")


def _chosen(table: Table, keep: Callable[[dict[str, Any]], bool]) -> list[Any]:
    """Geometries of the rows (as dictionaries) that ``keep`` accepts."""
    return [
        shape
        for row, shape in zip(table.rows, table.geometries, strict=True)
        if shape is not None and keep(dict(zip(table.columns, row, strict=True)))
    ]


def _areas(
    shapes: Iterable[Any], clip: Any, close: float, tolerance: float, least: float
) -> list[Any]:
    """United, gaps up to twice ``close`` filled, simplified, clipped; from ``least`` m² on."""
    valid = shapely.make_valid(np.array(list(shapes), dtype=object))
    near = valid[shapely.intersects(valid, clip)]
    whole = shapely.union_all(shapely.buffer(near, close, quad_segs=2)).buffer(-close, quad_segs=2)
    shown = shapely.intersection(shapely.simplify(whole, tolerance), clip)
    large = [part for part in polygons(shown) if part.area >= least]
    filled = [
        shapely.Polygon(
            part.exterior, [r for r in part.interiors if shapely.Polygon(r).area >= least]
        )
        for part in large
    ]
    return sorted(filled, key=lambda part: (-part.area, part.wkb))


def _water(tables: dict[str, Table], clip: Any) -> list[Any]:
    return _areas(_chosen(tables["water"], lambda _row: True), clip, 4, 10, 6_000)


def _green(tables: dict[str, Table], clip: Any) -> list[Any]:
    shapes = _chosen(tables["landcover"], lambda row: row["subclass"] in _GREEN["landcover"])
    shapes += _chosen(tables["landuse"], lambda row: row["class"] in _GREEN["landuse"])
    return _areas(shapes, clip, 12, 20, 30_000)


def _clipped(shapes: list[Any], clip: Any) -> Lines:
    return lines_of(shapely.intersection(np.array(shapes, dtype=object), clip))


def _rivers(tables: dict[str, Table], clip: Any) -> Lines:
    groups = [
        [line for line in _of_class(tables["waterway"], kind, clip) if line.length >= least]
        for kind, least in _RIVERS.items()
    ]
    return generalised(thinned(groups, 25, 300), 15)


def _roads(tables: dict[str, Table], clip: Any) -> Lines:
    groups = [_of_class(tables["roads"], kind, clip) for kind in _ROADS]
    return generalised(thinned(groups, 24, 24), 12)


def _of_class(table: Table, kind: str, clip: Any) -> Lines:
    return _clipped(_chosen(table, lambda row: row["class"] == kind), clip)


def _rail(tables: dict[str, Table], clip: Any) -> Lines:
    tracks = _clipped(_chosen(tables["rail"], lambda row: row["subclass"] == "rail"), clip)
    return generalised(thinned([tracks], 35, 35), 15)


def _oriented_rings(shape: Any) -> list[Any]:
    """Shell counter-clockwise, holes clockwise: drawn as one path, holes stay open."""
    turned = shapely.orient_polygons(shape)
    return [turned.exterior, *turned.interiors]


def _flat(line: Any, epsg: int) -> list[int]:
    """``[x0, y0, dx1, dy1, …]`` in degrees times :data:`SCALE`; rings without their last point.

    Empty where nothing is left after rounding.
    """
    degrees = transformed([shapely.LineString(line.coords)], epsg, DEGREES)[0]
    points = np.round(shapely.get_coordinates(degrees) * SCALE).astype(np.int64)
    points = points[np.r_[True, np.any(np.diff(points, axis=0) != 0, axis=1)]]
    ring = line.geom_type == "LinearRing"
    points = points[:-1] if ring else points
    if len(points) < (3 if ring else 2):
        return []
    steps = np.vstack([points[:1], np.diff(points, axis=0)])
    return [int(value) for value in steps.ravel()]


def _places(table: Table, clip: Any, epsg: int) -> list[list[Any]]:
    """``[lon, lat, name, rank]``, important names first."""
    columns = {name: position for position, name in enumerate(table.columns)}
    found = []
    for row, shape in zip(table.rows, table.geometries, strict=True):
        rank = _RANKS.get(str(row[columns["class"]]))
        name = row[columns["name"]]
        if shape is None or rank is None or not isinstance(name, str) or not clip.covers(shape):
            continue
        point = transformed([shape], epsg, DEGREES)[0]
        found.append([round(point.x, 4), round(point.y, 4), name, rank])
    return sorted(found, key=lambda entry: (entry[3], entry[2], entry[0]))
