"""Where a new place could be: known places of the release, cells of the grid, a list of one's own.

Cells are thinned: of every block of cells the one stays around which most unreached people live,
counted in whole cells within the straight line. Places with a name are taken as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sozialraum.analysis.coverage import Flags, Floats, Owners
from sozialraum.analysis.projection import DEGREES, projected
from sozialraum.catalog.catalog import suggestion
from sozialraum.domain.access import Role
from sozialraum.domain.gaps import CellGrid
from sozialraum.domain.layers import Layer
from sozialraum.errors import UnknownEntry
from sozialraum.language import t
from sozialraum.service.gap_ground import Ground
from sozialraum.service.monitor import Monitor

CELLS = "zellen"
"""Id of the cells of the grid as candidates."""
LAYERS = ("angebote", "haltestellen", "flaechen")
"""Point layers whose places may house a new service."""
MOST_CELLS = 500
_SIDE_M = 100
"""Side of a cell in metres."""


@dataclass(frozen=True)
class Candidate:
    """A place that could be chosen; WGS84 degrees."""

    id: str
    name: str
    latitude: float
    longitude: float


def candidate_sources(monitor: Monitor, held: frozenset[Role]) -> dict[str, str]:
    """Ids of the sources of candidates and their titles, cells first."""
    layers = {layer.id: layer.name for layer in monitor.layers(held)}
    return {CELLS: t("100-m-Zellen")} | {id_: layers[id_] for id_ in LAYERS if id_ in layers}


def known_places(monitor: Monitor, source: str, held: frozenset[Role]) -> tuple[Candidate, ...]:
    """Places of a point layer with a coordinate in the city, in the order of the file.

    Raises :class:`UnknownEntry` for a source that does not exist or that ``held`` may not see.
    """
    offered = candidate_sources(monitor, held)
    if source not in offered or source == CELLS:
        what = t("Mögliche Orte „{source}“ gibt es nicht.", source=source)
        raise UnknownEntry(what, suggestion(source, offered))
    layer: Layer = monitor.catalog.layer(source)
    points = monitor.release.layer_points(source)
    inside = points[points["latitude"].notna() & (points["area"] != "")]
    return tuple(
        Candidate(str(id_), str(name), float(latitude), float(longitude))
        for id_, name, latitude, longitude in zip(
            inside[layer.key],
            inside[layer.title_column],
            inside["latitude"],
            inside["longitude"],
            strict=True,
        )
    )


def cells(
    monitor: Monitor, ground: Ground, reached: Flags, most: int = MOST_CELLS
) -> tuple[Candidate, ...]:
    """At most ``most`` cells near which unreached people live, in the order of the grid."""
    grid, walk = ground.demand.grid, ground.question.walk
    first = np.unique(grid.cell, return_index=True)[1]
    left = np.where(reached, 0.0, ground.persons)
    near = _near(grid.xy, left, walk.reach_m / walk.detour)
    chosen = np.sort(first[_thinned(grid.xy[first], near[first], most)])
    return _named(monitor, grid, chosen)


def _near(xy: Floats, persons: Floats, radius: float) -> Floats:
    """Persons around each row, in whole cells: the raster of persons convolved with a disc."""
    place = np.floor((xy - xy.min(axis=0)) / _SIDE_M).astype(np.intp)
    shape = place.max(axis=0) + 1
    raster = np.zeros(shape)
    np.add.at(raster, (place[:, 0], place[:, 1]), persons)
    half = np.minimum(int(radius // _SIDE_M), shape - 1)
    east, north = np.ogrid[-half[0] : half[0] + 1, -half[1] : half[1] + 1]
    disc = (np.hypot(east, north) * _SIDE_M <= radius).astype(np.float64)
    size = [int(length) for length in shape + np.array(disc.shape) - 1]
    spectrum = np.fft.rfft2(raster, size) * np.fft.rfft2(disc, size)
    summed = np.fft.irfft2(spectrum, size)[half[0] :, half[1] :]
    near: Floats = summed[place[:, 0], place[:, 1]].round(3)
    return near


def _thinned(xy: Floats, near: Floats, most: int) -> Owners:
    """Positions with people near, the best one per square block; blocks grow until they are few."""
    useful = np.flatnonzero(near > 0)
    order = useful[np.lexsort((useful, -near[useful]))]
    side = _SIDE_M
    while True:
        blocks = np.floor(xy[order] / side).astype(np.int64)
        first = np.unique(blocks, axis=0, return_index=True)[1] if len(order) else order
        if len(first) <= most:
            return order[first]
        side += _SIDE_M


def _named(monitor: Monitor, grid: CellGrid, rows: Owners) -> tuple[Candidate, ...]:
    names = {area.code: area.name for area in monitor.catalog.areas(monitor.catalog.atom)}
    degrees = projected(grid.xy[rows], monitor.epsg, DEGREES)
    return tuple(
        Candidate(
            id=str(grid.cell[row]),
            name=t("100-m-Zelle in {area}", area=names.get(str(grid.atom[row]), t("der Stadt"))),
            latitude=round(float(latitude), 6),
            longitude=round(float(longitude), 6),
        )
        for row, (longitude, latitude) in zip(rows, degrees, strict=True)
    )


def metres(candidates: Sequence[Candidate], epsg: int) -> Floats:
    """Coordinates in metres of a system (EPSG code), shape (n, 2)."""
    degrees = np.array([(c.longitude, c.latitude) for c in candidates], dtype=np.float64)
    return projected(degrees.reshape(-1, 2), DEGREES, epsg)
