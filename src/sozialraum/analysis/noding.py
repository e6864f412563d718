"""From lines to nodes and edges: shared vertices are junctions, crossings without one are not.

Method: vertices at the same place (to the centimetre) are one node. A line that ends on another
line, or up to a tolerance beside it, is joined to it there, because generalised lines lose the
vertex of a junction. Lines that merely cross are never joined: one of them may be a bridge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Pairs = NDArray[np.intp]
Metres = NDArray[np.float64]

SAME = 0.01
"""Metres below which two vertices are the same place."""
SHORTEST = 0.001
"""Metres of the shortest edge; a sparse matrix has no edge of length zero."""
_LINES = (1, 2, 5)
"""Type numbers of LineString, LinearRing and MultiLineString."""


@dataclass(frozen=True, eq=False)
class Edges:
    """Nodes ``xy`` (n, 2) in metres and undirected edges: ``pairs`` (m, 2) of nodes, ``metres``.

    A pair occurs once, the smaller node first.
    """

    xy: NDArray[np.float64]
    pairs: Pairs
    metres: Metres


@dataclass(frozen=True, eq=False)
class Noded:
    """Edges of all lines and what was done: lines read, parts of length zero and repeated parts
    that were left out, line ends that were joined to another line."""

    edges: Edges
    lines: int
    zero_length: int
    repeated: int
    joined: int


def noded(lines: Iterable[BaseGeometry | None], tolerance: float) -> Noded:
    """Nodes and edges of LineStrings and MultiLineStrings in metres.

    Missing and empty geometries and those of another type are passed over. ``tolerance`` is how
    far beside another line an end may lie to be joined to it, in metres.
    """
    xy, part = _vertices(lines)
    nodes, first = _places(xy)
    inner = part[1:] == part[:-1]
    pairs = np.column_stack([nodes[:-1][inner], nodes[1:][inner]]).astype(np.intp)
    moving = pairs[:, 0] != pairs[:, 1]
    unique = np.unique(np.sort(pairs[moving], axis=1), axis=0)
    metres = np.maximum(_lengths(first, unique), SHORTEST)
    ends = np.unique(nodes[np.r_[True, ~inner] | np.r_[~inner, True]]) if len(xy) else nodes
    ends = ends[np.isin(ends, unique)]
    joined, count = _joined(Edges(first, unique, metres), ends, tolerance)
    return Noded(
        edges=joined,
        lines=int(part[-1]) + 1 if len(part) else 0,
        zero_length=int((~moving).sum()),
        repeated=int(moving.sum()) - len(unique),
        joined=count,
    )


def subdivided(edges: Edges, longest: float) -> Edges:
    """The same edges, those longer than ``longest`` metres cut into equal pieces."""
    pieces = np.maximum(np.ceil(edges.metres / longest).astype(np.intp), 1)
    origin = np.repeat(np.arange(len(pieces)), pieces)
    step = np.arange(len(origin)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    new = len(edges.xy) + np.cumsum(step > 0) - 1
    last = step == pieces[origin] - 1
    start, end = edges.pairs[origin, 0], edges.pairs[origin, 1]
    pairs = np.column_stack(
        [np.where(step == 0, start, new), np.where(last, end, np.roll(new, -1))]
    )
    inside = step > 0
    share = (step[inside] / pieces[origin[inside]])[:, None]
    added = edges.xy[start[inside]] * (1 - share) + edges.xy[end[inside]] * share
    return Edges(
        np.vstack([edges.xy, added]),
        np.sort(pairs, axis=1),
        edges.metres[origin] / pieces[origin],
    )


def _vertices(lines: Iterable[BaseGeometry | None]) -> tuple[NDArray[np.float64], Pairs]:
    """Coordinates of all lines in a row, and the number of the line of each."""
    given = np.array([line for line in lines if line is not None], dtype=object)
    chosen = given[np.isin(shapely.get_type_id(given), _LINES)]
    parts = shapely.get_parts(chosen)
    parts = parts[~shapely.is_empty(parts)]
    xy, part = shapely.get_coordinates(parts, return_index=True)
    return xy, part


def _places(xy: NDArray[np.float64]) -> tuple[Pairs, NDArray[np.float64]]:
    """The node of every vertex, and the coordinates of the nodes."""
    if not len(xy):
        return np.empty(0, dtype=np.intp), np.empty((0, 2))
    grid = np.rint((xy - xy.min(axis=0)) / SAME).astype(np.int64)
    key = grid[:, 0] * (int(grid[:, 1].max()) + 1) + grid[:, 1]
    _, first, nodes = np.unique(key, return_index=True, return_inverse=True)
    return nodes.astype(np.intp), xy[first]


def _lengths(xy: NDArray[np.float64], pairs: Pairs) -> Metres:
    way = xy[pairs[:, 1]] - xy[pairs[:, 0]]
    return np.hypot(way[:, 0], way[:, 1])


def _joined(edges: Edges, ends: Pairs, tolerance: float) -> tuple[Edges, int]:
    """Join every line end to the edges beside it; returns how many ends were joined."""
    if not len(ends):
        return edges, 0
    tree = shapely.STRtree(shapely.linestrings(edges.xy[edges.pairs]))
    found = tree.query(shapely.points(edges.xy[ends]), predicate="dwithin", distance=tolerance)
    end, edge = ends[found[0]], found[1].astype(np.intp)
    foreign = (edges.pairs[edge] != end[:, None]).all(axis=1)
    order = np.lexsort((edge[foreign], end[foreign]))
    end, edge = end[foreign][order], edge[foreign][order]
    along, foot = _feet(edges, end, edge)
    at_start, at_end = along < SAME, along > edges.metres[edge] - SAME
    inside = ~at_start & ~at_end
    feet = np.where(at_start, edges.pairs[edge, 0], edges.pairs[edge, 1])
    feet[inside] = len(edges.xy) + np.arange(inside.sum())
    offset = edges.xy[end] - np.where(inside[:, None], foot, edges.xy[feet * ~inside])
    pieces, metres = _split(edges, edge[inside], along[inside], feet[inside])
    pairs = np.vstack([pieces, np.column_stack([end, feet])])
    metres = np.r_[metres, np.hypot(offset[:, 0], offset[:, 1])]
    xy = np.vstack([edges.xy, foot[inside]])
    return _once(xy, pairs, np.maximum(metres, SHORTEST)), len(np.unique(end))


def _feet(edges: Edges, end: Pairs, edge: Pairs) -> tuple[Metres, NDArray[np.float64]]:
    """The nearest point on the edge: metres from its start, and coordinates."""
    start = edges.xy[edges.pairs[edge, 0]]
    way = edges.xy[edges.pairs[edge, 1]] - start
    length = edges.metres[edge]
    share = np.clip(((edges.xy[end] - start) * way).sum(axis=1) / length**2, 0, 1)
    return share * length, start + share[:, None] * way


def _split(edges: Edges, edge: Pairs, along: Metres, foot: Pairs) -> tuple[Pairs, Metres]:
    """All edges, cut at the feet."""
    count = len(edges.pairs)
    number = np.r_[np.arange(count), np.arange(count), edge]
    at = np.r_[np.zeros(count), edges.metres, along]
    node = np.r_[edges.pairs[:, 0], edges.pairs[:, 1], foot]
    order = np.lexsort((at, number))
    number, at, node = number[order], at[order], node[order]
    same = number[1:] == number[:-1]
    return np.column_stack([node[:-1][same], node[1:][same]]), (at[1:] - at[:-1])[same]


def _once(xy: NDArray[np.float64], pairs: Pairs, metres: Metres) -> Edges:
    """Every pair once; all edges are straight, so repeated ones have the same length."""
    unique, first = np.unique(np.sort(pairs, axis=1), axis=0, return_index=True)
    return Edges(xy, unique, metres[first])
