"""INSPIRE cells of 100 m: their ids, corners and middles, and the atoms that places lie in.

Ids have the form ``CRS3035RES100mN3128500E4097800``: northing and easting of the lower left corner
in EPSG:3035 (ETRS89-LAEA), whole metres, as in the INSPIRE specification of geographical grid
systems and in the files of the Zensus 2022.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import geopandas as gpd

    from sozialraum.importers.points import Box

SIDE = 100
"""Metres along the side of a cell."""
EQUAL_AREA, METRES, DEGREES = 3035, 25832, 4326
SWAPPED = "Breite und Länge sind vertauscht."
_ID = re.compile(r"CRS3035RES100mN([0-9]{5})00E([0-9]{5})00")
Floats = NDArray[np.float64]
Texts = NDArray[np.str_]


def cell_ids(x: Floats, y: Floats) -> Texts:
    """Id of the cell of each place; ``x`` easting and ``y`` northing in EPSG:3035.

    A place on a border belongs to the cell to the north east.
    """
    columns, lines = (np.floor(values / SIDE).astype(np.int64) * SIDE for values in (x, y))
    found = [f"CRS3035RES100mN{n:07d}E{e:07d}" for n, e in zip(lines, columns, strict=True)]
    return np.array(found, dtype=np.str_)


def is_cell_id(text: str) -> bool:
    """True for a complete id of a 100 m cell."""
    return bool(_ID.fullmatch(text))


def corners(ids: Sequence[str] | Texts) -> Floats:
    """Lower left corners in EPSG:3035, shape (n, 2), easting first.

    Raises ``ValueError`` for a text that is no id: see :func:`is_cell_id`.
    """
    found = np.zeros((len(ids), 2), dtype=np.float64)
    for row, text in enumerate(ids):
        match = _ID.fullmatch(str(text))
        if match is None:
            raise ValueError(f"{text!r} is not the id of a 100 m cell")
        found[row] = int(match[2]) * SIDE, int(match[1]) * SIDE
    return found


def middles(ids: Sequence[str] | Texts) -> Floats:
    """Middles of the cells in EPSG:25832 metres, shape (n, 2)."""
    return projected(corners(ids) + SIDE / 2, EQUAL_AREA, METRES)


def projected(xy: Floats, source: int, target: int) -> Floats:
    """Places (n, 2) from one EPSG code to another, x and longitude first."""
    from pyproj import Transformer

    change = Transformer.from_crs(source, target, always_xy=True)
    return np.column_stack(change.transform(xy[:, 0], xy[:, 1])).astype(np.float64).reshape(-1, 2)


def atoms_at(xy: Floats, outlines: gpd.GeoDataFrame) -> Texts:
    """Code of the atom per place, empty outside; a place on a border goes to the lower code.

    ``xy`` are EPSG:25832 metres, ``outlines`` the atoms in the same system (index = code).
    """
    import shapely

    codes = np.array([*outlines.index.astype(str), ""], dtype=np.str_)
    owner = np.full(len(xy), len(codes) - 1, dtype=np.intp)
    tree = shapely.STRtree(outlines.geometry.to_numpy())
    finite = np.flatnonzero(np.isfinite(xy).all(axis=1))
    place, atom = tree.query(shapely.points(xy[finite]), predicate="intersects")
    np.minimum.at(owner, finite[place], atom)
    return codes[owner]


def shares_of_cells(
    ids: Sequence[str] | Texts, outlines: gpd.GeoDataFrame
) -> list[tuple[int, str, float]]:
    """How much of each cell lies in which atom: (position, atom code, share of the cell's area).

    Shares of a cell that reaches over the city's border add up to less than 1; a cell outside has
    none. Sorted by position and code. ``outlines`` as in :func:`atoms_at`.
    """
    import shapely

    low = corners(ids)
    squares = shapely.box(low[:, 0], low[:, 1], low[:, 0] + SIDE, low[:, 1] + SIDE)
    squares = shapely.transform(squares, lambda xy: projected(xy, EQUAL_AREA, METRES))
    shapes = outlines.geometry.to_numpy()
    cell, atom = shapely.STRtree(shapes).query(squares, predicate="intersects")
    parts = shapely.area(shapely.intersection(squares[cell], shapes[atom]))
    whole = shapely.area(squares)[cell]
    codes = outlines.index.astype(str)
    found = zip(cell, atom, parts / whole, strict=True)
    return sorted((int(c), str(codes[a]), float(share)) for c, a, share in found if share > 0)


def degrees(texts: Sequence[str]) -> Floats:
    """Degrees written with a decimal point or a comma; NaN where the text is no number."""
    found = np.full(len(texts), np.nan, dtype=np.float64)
    for row, text in enumerate(texts):
        if re.fullmatch(r"[-−]?[0-9]+([.,][0-9]+)?", text):
            found[row] = float(text.replace("−", "-").replace(",", "."))
    return found


def remedy(latitude: float, longitude: float, bounds: Box) -> str:
    """What is probably wrong with a place outside ``bounds`` (west, south, east, north, WGS84)."""
    west, south, east, north = bounds
    if west <= latitude <= east and south <= longitude <= north:
        return SWAPPED
    if abs(latitude) > 90 or abs(longitude) > 180:
        return "Das sind Meter, vermutlich EPSG:25832; in Grad (WGS84) umrechnen."
    return "Breite und Länge in Grad (WGS84) prüfen."
