"""A walking network: nodes, undirected edges in metres, shortest ways between points.

Method: Dijkstra's algorithm (scipy) from the node nearest to each place, up to a limit. The way
from a point to its node is added as the straight line. The network is one connected piece; what
is not connected with the largest one is left out and reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sozialraum.analysis.noding import Edges, noded, subdivided
from sozialraum.analysis.points import as_points, placed, unplaced
from sozialraum.errors import UnreadableInput
from sozialraum.language import t

if TYPE_CHECKING:
    from scipy.sparse import csr_array
    from shapely.geometry.base import BaseGeometry

SNAP_M = 2.0
"""How far beside another line an end may lie to be joined to it, in metres."""
SPACING_M = 50.0
"""Longest edge in metres; longer ones are cut, so that a node is near wherever a way is."""
NEAR_M = 300.0
"""A point farther than this from every node is not on the network, in metres."""
LARGEST_SHARE = 0.6
"""Share of the length that the largest connected piece must have."""
_BATCH = 32
"""Places per run of Dijkstra; bounds the memory."""


@dataclass(frozen=True)
class NetworkReport:
    """What the network was made of and what was left out.

    ``nodes``, ``edges`` and ``length_m`` are those of the network; ``nodes_outside`` and
    ``length_outside`` the shares (0 to 1) of nodes and length outside the largest of the
    ``components`` connected pieces. ``joined`` line ends were joined to a line beside them,
    ``zero_length`` and ``repeated`` parts of lines were left out.
    """

    lines: int
    nodes: int
    edges: int
    length_m: float
    components: int
    nodes_outside: float
    length_outside: float
    joined: int
    zero_length: int
    repeated: int


@dataclass(frozen=True, eq=False)
class Snapped:
    """The nearest node per point: ``node`` (-1 where none) and ``metres`` to it (inf where none).

    ``far`` are the positions of points farther than :data:`NEAR_M` from every node, ``unplaced``
    of those without a coordinate; neither can be reached.
    """

    node: NDArray[np.intp]
    metres: NDArray[np.float64]
    far: NDArray[np.intp]
    unplaced: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Network:
    """One connected piece of ways; cannot be changed.

    ``xy`` are nodes in metres, shape (n, 2); ``pairs`` (m, 2) the nodes of each edge,
    every pair once; ``metres`` the length of each edge.
    """

    xy: NDArray[np.float64]
    pairs: NDArray[np.intp]
    metres: NDArray[np.float64]
    report: NetworkReport

    def __post_init__(self) -> None:
        for array in (self.xy, self.pairs, self.metres):
            array.setflags(write=False)

    @cached_property
    def graph(self) -> csr_array:
        """Symmetric matrix (n, n) of the lengths of the edges in metres."""
        return _matrix(len(self.xy), self.pairs, self.metres)

    @cached_property
    def _tree(self) -> Any:
        from scipy.spatial import cKDTree

        return cKDTree(self.xy)

    def snap(self, points_xy: ArrayLike) -> Snapped:
        """The nearest node of every point (metres, NaN where unknown)."""
        points = as_points(points_xy)
        node = np.full(len(points), -1, dtype=np.intp)
        metres = np.full(len(points), np.inf)
        known = placed(points)
        away, nearest = self._tree.query(points[known])
        near = away <= NEAR_M
        node[known[near]] = nearest[near]
        metres[known[near]] = away[near]
        return Snapped(node, metres, far=known[~near], unplaced=unplaced(points))

    def walks(
        self, places_xy: ArrayLike, limit_m: float
    ) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """Per place its position and the metres from it to every node, inf beyond ``limit_m``.

        Places that are not on the network are passed over. Raises :class:`UnreadableInput` for
        a limit that is negative or no number.
        """
        from scipy.sparse.csgraph import dijkstra

        if not limit_m >= 0:
            raise UnreadableInput(
                t("Die Gehstrecke muss 0 m oder mehr betragen."), t("Angabe prüfen.")
            )
        snapped = self.snap(places_xy)
        sources = np.unique(snapped.node[snapped.node >= 0])
        for start in range(0, len(sources), _BATCH):
            batch = sources[start : start + _BATCH]
            found = dijkstra(self.graph, directed=True, indices=batch, limit=limit_m)
            for place in np.flatnonzero(np.isin(snapped.node, batch)):
                row = np.searchsorted(batch, snapped.node[place])
                total = found[row] + snapped.metres[place]
                total[total > limit_m] = np.inf
                yield int(place), total

    def distances(self, cells_xy: ArrayLike, places_xy: ArrayLike, limit_m: float) -> csr_array:
        """Metres on foot from each cell (row) to each place (column) within ``limit_m``.

        Coordinates are metres, NaN where unknown. A pair within reach is a stored
        entry, also where its distance is 0; all others are not stored. Both ends include the
        straight way to their node; points that are not on the network (see :meth:`snap`) have
        no entry. Raises :class:`UnreadableInput` for a limit that is negative or no number.
        """
        from scipy.sparse import csc_array

        cells = self.snap(cells_xy)
        usable = np.flatnonzero(cells.node >= 0)
        shape = (len(cells.node), len(as_points(places_xy)))
        rows: list[NDArray[np.intp]] = [np.empty(0, dtype=np.intp)] * shape[1]
        data: list[NDArray[np.float64]] = [np.empty(0)] * shape[1]
        for place, metres in self.walks(places_xy, limit_m):
            total = metres[cells.node[usable]] + cells.metres[usable]
            near = (total <= limit_m) & np.isfinite(total)
            rows[place], data[place] = usable[near], total[near]
        if not shape[1]:
            return csc_array(shape).tocsr()
        starts = np.r_[0, np.cumsum([len(found) for found in rows])]
        return csc_array((np.concatenate(data), np.concatenate(rows), starts), shape=shape).tocsr()


def build_network(
    lines: Iterable[BaseGeometry | None],
    *,
    tolerance: float = SNAP_M,
    spacing: float = SPACING_M,
) -> Network:
    """The largest connected piece of LineStrings and MultiLineStrings in metres.

    ``tolerance`` and ``spacing`` in metres, see :data:`SNAP_M` and :data:`SPACING_M`. Raises
    :class:`UnreadableInput` where there is no line, and where the largest piece has less than
    :data:`LARGEST_SHARE` of the length.
    """
    from scipy.sparse.csgraph import connected_components

    read = noded(lines, tolerance)
    edges = read.edges
    if not len(edges.pairs):
        what = t("Die Datei enthält keine Linie mit einer Länge, also keinen Weg.")
        raise UnreadableInput(what, t("Eine Datei mit den Linien der Straßen und Wege angeben."))
    _, piece = connected_components(
        _matrix(len(edges.xy), edges.pairs, edges.metres), directed=False
    )
    lengths = np.bincount(piece[edges.pairs[:, 0]], weights=edges.metres)
    nodes = np.bincount(piece[np.unique(edges.pairs)], minlength=len(lengths))
    largest, share = int(lengths.argmax()), float(lengths.max() / lengths.sum())
    components = int((lengths > 0).sum())
    if share < LARGEST_SHARE:
        raise _loose(components, share)
    final = subdivided(_piece(edges, piece == largest), spacing)
    report = NetworkReport(
        lines=read.lines,
        nodes=len(final.xy),
        edges=len(final.pairs),
        length_m=float(final.metres.sum()),
        components=components,
        nodes_outside=1 - float(nodes[largest] / nodes.sum()),
        length_outside=1 - share,
        joined=read.joined,
        zero_length=read.zero_length,
        repeated=read.repeated,
    )
    return Network(final.xy, final.pairs, final.metres, report)


def _matrix(count: int, pairs: NDArray[np.intp], metres: NDArray[np.float64]) -> csr_array:
    from scipy.sparse import coo_array

    start, end = pairs[:, 0], pairs[:, 1]
    both = (np.r_[metres, metres], (np.r_[start, end], np.r_[end, start]))
    return coo_array(both, shape=(count, count)).tocsr()


def _piece(edges: Edges, chosen: NDArray[np.bool_]) -> Edges:
    """The edges between the chosen nodes, nodes numbered anew."""
    inside = chosen[edges.pairs[:, 0]]
    number = np.cumsum(chosen) - 1
    return Edges(edges.xy[chosen], number[edges.pairs[inside]], edges.metres[inside])


def _loose(components: int, share: float) -> UnreadableInput:
    what = t(
        "Das Netz besteht aus {pieces} losen Stücken; das größte hat nur "
        "{share} % der Länge, nötig sind {needed:.0f} %.",
        pieces=components,
        share=int(share * 100),
        needed=LARGEST_SHARE * 100,
    )
    fix = t(
        "Linien verwenden, die an Kreuzungen einen gemeinsamen Punkt haben, und "
        "Wege außerhalb der Stadt weglassen; im GIS etwa mit „Linien an "
        "Kreuzungen teilen“."
    )
    return UnreadableInput(what, fix)
