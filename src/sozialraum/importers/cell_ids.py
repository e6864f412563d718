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

from sozialraum.analysis.projection import projected, utm
from sozialraum.language import n_, t

if TYPE_CHECKING:
    import geopandas as gpd

    from sozialraum.importers.points import Box

SIDE = 100
"""Metres along the side of a cell."""
EQUAL_AREA = 3035
"""EPSG code of the grid's system (ETRS89-LAEA)."""
SWAPPED = n_("Breite und Länge sind vertauscht.")
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


def middles(ids: Sequence[str] | Texts, epsg: int) -> Floats:
    """Middles of the cells in metres of a system (EPSG code), shape (n, 2)."""
    return projected(corners(ids) + SIDE / 2, EQUAL_AREA, epsg)


def system(outlines: gpd.GeoDataFrame) -> int:
    """EPSG code of the system of the outlines, in which the city calculates."""
    return int(outlines.crs.to_epsg())


def atoms_at(xy: Floats, outlines: gpd.GeoDataFrame) -> Texts:
    """Code of the atom per place, empty outside; a place on a border goes to the lower code.

    ``xy`` are metres in the system of ``outlines``, which are the atoms (index = code).
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
    epsg = system(outlines)
    squares = shapely.transform(squares, lambda xy: projected(xy, EQUAL_AREA, epsg))
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
        return t(
            "Das sind Meter, vermutlich {likely}; in Grad (WGS84) umrechnen.",
            likely=f"EPSG:{utm(bounds)}",
        )
    return t("Breite und Länge in Grad (WGS84) prüfen.")
