"""Where a new place could be: known places of the release, cells of the grid, a list of one's own.

Cells are thinned: of every block of cells the one stays from which most unreached people are
reached in a straight line. Places with a name are taken as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from sozialraum.analysis.coverage import Flags, Floats, Owners
from sozialraum.analysis.reach import reach_matrix
from sozialraum.catalog.catalog import suggestion
from sozialraum.domain.access import Role
from sozialraum.domain.areas import ATOM
from sozialraum.domain.gaps import CellGrid
from sozialraum.domain.layers import Layer
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.errors import UnknownEntry
from sozialraum.publish.shapes import METRES
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
    """Ids of the sources of candidates and their German titles, cells first."""
    layers = {layer.id: layer.name for layer in monitor.layers(held)}
    return {CELLS: "100-m-Zellen"} | {id_: layers[id_] for id_ in LAYERS if id_ in layers}


def known_places(monitor: Monitor, source: str, held: frozenset[Role]) -> tuple[Candidate, ...]:
    """Places of a point layer with a coordinate in the city, in the order of the file.

    Raises :class:`UnknownEntry` for a source that does not exist or that ``held`` may not see.
    """
    offered = candidate_sources(monitor, held)
    if source not in offered or source == CELLS:
        what = f"Mögliche Orte „{source}“ gibt es nicht."
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


def from_services(services: Sequence[ServiceAtPlace]) -> tuple[Candidate, ...]:
    """Candidates from one's own list, read as a directory; entries without a place drop out."""
    return tuple(
        Candidate(s.id, s.name, s.place.latitude, s.place.longitude)
        for s in services
        if s.place.latitude is not None and s.place.longitude is not None
    )


def cells(
    monitor: Monitor, ground: Ground, reached: Flags, most: int = MOST_CELLS
) -> tuple[Candidate, ...]:
    """At most ``most`` cells from which somebody unreached is reached, in a fixed order."""
    grid = ground.demand.grid
    first = np.unique(grid.cell, return_index=True)[1]
    left = np.where(reached, 0.0, ground.persons)
    walk = replace(ground.question.walk, network=False)
    gain = np.asarray(reach_matrix(grid.xy, grid.xy[first], walk).T.astype(np.float64) @ left)
    chosen = np.sort(first[_thinned(grid.xy[first], gain, most)])
    return _named(monitor, grid, chosen)


def _thinned(xy: Floats, gain: Floats, most: int) -> Owners:
    """Positions with a gain, the best one per square block; the blocks grow until they are few."""
    useful = np.flatnonzero(gain > 0)
    order = useful[np.lexsort((useful, -gain[useful]))]
    side = _SIDE_M
    while True:
        blocks = np.floor(xy[order] / side).astype(np.int64)
        first = np.unique(blocks, axis=0, return_index=True)[1] if len(order) else order
        if len(first) <= most:
            return order[first]
        side += _SIDE_M


def _named(monitor: Monitor, grid: CellGrid, rows: Owners) -> tuple[Candidate, ...]:
    names = {area.code: area.name for area in monitor.catalog.areas(ATOM)}
    longitudes, latitudes = _degrees().transform(grid.xy[rows, 0], grid.xy[rows, 1])
    return tuple(
        Candidate(
            id=str(grid.cell[row]),
            name=f"100-m-Zelle in {names.get(str(grid.atom[row]), 'der Stadt')}",
            latitude=round(float(latitude), 6),
            longitude=round(float(longitude), 6),
        )
        for row, latitude, longitude in zip(rows, latitudes, longitudes, strict=True)
    )


def metres(candidates: Sequence[Candidate]) -> Floats:
    """Coordinates in EPSG:25832, shape (n, 2)."""
    if not candidates:
        return np.empty((0, 2))
    longitude = [candidate.longitude for candidate in candidates]
    latitude = [candidate.latitude for candidate in candidates]
    found: Floats = np.column_stack(_degrees().transform(longitude, latitude, direction="INVERSE"))
    return found


@lru_cache(maxsize=1)
def _degrees() -> Any:
    import pyproj

    return pyproj.Transformer.from_crs(METRES, "EPSG:4326", always_xy=True)
