"""Who reaches what on foot: straight line times detour factor, or ways in a network.

Straight line: a place is reached where distance x detour <= metres walked in the given minutes.
The distances come from a k-d tree (scipy). In a network see :mod:`sozialraum.analysis.network`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from sozialraum.analysis.points import as_points, placed, unplaced
from sozialraum.domain.gaps import Walk
from sozialraum.errors import SozialraumError, UnreadableInput
from sozialraum.language import t

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from sozialraum.analysis.network import Network

__all__ = ["checked", "distances", "network_of", "reach_matrix", "unplaced"]

_MARGIN = 1 + 1e-9
"""The tree looks a little farther; the exact comparison is ours."""


def distances(
    cells_xy: ArrayLike, places_xy: ArrayLike, walk: Walk, network: Network | None = None
) -> csr_array:
    """Metres on foot from each cell (row) to each place (column) within ``walk.reach_m``.

    Coordinates are metres, shapes (n, 2) and (m, 2); a point with NaN reaches nothing
    (:func:`unplaced` tells which). A pair within reach is a stored entry, also where its distance
    is 0, so ask for the stored pattern (``indices``, ``indptr``, ``nnz``), never for values > 0.
    ``walk.network`` decides whether ways in ``network`` or straight lines times ``walk.detour``
    are measured. Raises :class:`UnreadableInput` for an impossible walk and
    :class:`SozialraumError` where the network is missing.
    """
    limit = checked(walk)
    ways = network_of(walk, network)
    if ways is not None:
        return ways.distances(cells_xy, places_xy, limit)
    return _straight(cells_xy, places_xy, limit, walk.detour)


def reach_matrix(
    cells_xy: ArrayLike, places_xy: ArrayLike, walk: Walk, network: Network | None = None
) -> csr_array:
    """True where a cell (row) reaches a place (column); arguments and errors as :func:`distances`.

    Only True is stored.
    """
    from scipy.sparse import csr_array

    found = distances(cells_xy, places_xy, walk, network)
    reached = np.ones(found.nnz, dtype=np.bool_)
    return csr_array((reached, found.indices, found.indptr), shape=found.shape)


def checked(walk: Walk) -> float:
    """Metres walked; raises :class:`UnreadableInput` for a walk that nobody can walk."""
    if not (math.isfinite(walk.minutes) and walk.minutes >= 0):
        raise UnreadableInput(
            t("Die Gehzeit muss 0 Minuten oder mehr betragen."), t("Angabe prüfen.")
        )
    if not (math.isfinite(walk.speed) and walk.speed > 0):
        what = t("Das Gehtempo muss größer als 0 km/h sein.")
        raise UnreadableInput(what, t("Üblich sind 3 bis 5 km/h."))
    if not (math.isfinite(walk.detour) and walk.detour >= 1):
        what = t("Der Umwegfaktor muss 1 oder größer sein: Kein Weg ist kürzer als die Luftlinie.")
        raise UnreadableInput(what, t("Üblich sind 1,2 bis 1,4."))
    return walk.reach_m


def network_of(walk: Walk, network: Network | None) -> Network | None:
    """The network where ``walk`` asks for one, else None; raises :class:`SozialraumError` where
    it is asked for and missing, because a straight line in its place would be another answer."""
    if not walk.network:
        return None
    if network is None:
        what = t("Es ist noch kein Fußwegenetz erstellt.")
        raise SozialraumError(what, t("Erstellen: sozialraum network build --from DATEI"))
    return network


def _straight(cells_xy: ArrayLike, places_xy: ArrayLike, limit: float, detour: float) -> csr_array:
    from scipy.sparse import coo_array
    from scipy.spatial import cKDTree

    cells, places = as_points(cells_xy), as_points(places_xy)
    shape = (len(cells), len(places))
    rows, columns = placed(cells), placed(places)
    if not (len(rows) and len(columns)):
        return coo_array(shape).tocsr()
    pairs = cKDTree(cells[rows]).sparse_distance_matrix(
        cKDTree(places[columns]), limit / detour * _MARGIN, output_type="ndarray"
    )
    row, column = rows[pairs["i"]], columns[pairs["j"]]
    way = cells[row] - places[column]
    metres = np.hypot(way[:, 0], way[:, 1]) * detour
    near = metres <= limit
    return coo_array((metres[near], (row[near], column[near])), shape=shape).tocsr()
