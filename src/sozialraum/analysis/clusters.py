"""Spatial clusters: where similar values lie side by side (local Moran, LISA). Pure.

Method: Anselin (1995) through esda, with conditional permutations. esda gives one-sided p-values,
accepts shuffled series and lets one missing value spoil everything; this module wraps it once:
values are aligned with the neighbours, missing values and islands are left out and named, p-values
are two-sided, and the false-discovery rate is held by Benjamini and Hochberg (1995).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sozialraum.language import t

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

PERMUTATIONS = 999
SEED = 20_240_101
RATE = 0.05
"""False-discovery rate: the expected share of wrong ones among the clusters that are named."""
FEWEST = 10
"""Areas with a value and a neighbour below which no cluster is looked for."""


class Cluster(StrEnum):
    """How an area and its neighbours stand to the mean; plain words are in ``render``."""

    HIGH = "hoch_hoch"
    LOW = "niedrig_niedrig"
    HIGH_AMONG_LOW = "hoch_niedrig"
    LOW_AMONG_HIGH = "niedrig_hoch"
    NONE = "unauffaellig"
    ISLAND = "ohne_nachbar"
    MISSING = "ohne_wert"


_QUADRANTS = (Cluster.HIGH, Cluster.LOW_AMONG_HIGH, Cluster.LOW, Cluster.HIGH_AMONG_LOW)
"""Quadrants 1 to 4 of esda."""


@dataclass(frozen=True)
class Clusters:
    """Per area (index = code): the cluster and the two-sided p-value, NaN where none was computed.

    ``moran`` is the mean of the local statistics (global Moran's I), NaN with a ``reason`` where
    nothing could be computed.
    """

    cluster: pd.Series[str]
    p_value: pd.Series[float]
    moran: float
    reason: str = ""


def contiguity(areas: gpd.GeoDataFrame) -> Graph:
    """Neighbours that share a border or a corner (queen); ``areas`` is indexed by code."""
    from libpysal.graph import Graph

    return Graph.build_contiguity(areas, rook=False)


def local_clusters(
    values: pd.Series[float],
    neighbours: Graph,
    units: Mapping[str, str] | None = None,
    *,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    rate: float = RATE,
) -> Clusters:
    """Clusters of a series of values (index = code in any order, NaN = no value).

    ``units`` maps areas with a jointly published value to the name of their group: their equal
    values are one observation, so areas of such a group are no neighbours of each other. The seed
    makes the result the same every time.
    """
    cluster = pd.Series(Cluster.MISSING.value, index=values.index, dtype="object")
    p_value = pd.Series(np.nan, index=values.index, dtype="float64")
    known = values.dropna().astype("float64").sort_index()
    graph = _apart(neighbours.subgraph(known.index), units or {})
    islands = list(graph.isolates)
    cluster[known.index] = Cluster.NONE.value
    cluster[islands] = Cluster.ISLAND.value
    joined = known.drop(islands)
    if len(joined) < FEWEST:
        reason = t("Weniger als {n} Gebiete mit Wert haben ein Nachbargebiet mit Wert.", n=FEWEST)
        return Clusters(cluster, p_value, float("nan"), reason)
    if joined.nunique() < 2:
        reason = t("Alle Gebiete tragen denselben Wert.")
        return Clusters(cluster, p_value, float("nan"), reason)
    import esda

    part = graph.subgraph(joined.index).transform("r")
    aligned = joined.reindex(part.unique_ids)
    found = esda.Moran_Local(
        aligned.to_numpy(), part, permutations=permutations, seed=seed, keep_simulations=True
    )
    two_sided = _two_sided(found.Is, found.rlisas, permutations)
    p_value[aligned.index] = two_sided
    named = [_QUADRANTS[quadrant - 1].value for quadrant in found.q]
    significant = _held(two_sided, rate)
    cluster[aligned.index[significant]] = np.array(named, dtype="object")[significant]
    return Clusters(cluster, p_value, float(np.mean(found.Is)))


def _apart(graph: Graph, units: Mapping[str, str]) -> Graph:
    """The graph without ties inside a jointly published group."""
    from libpysal.graph import Graph

    adjacency = graph.adjacency
    focal = adjacency.index.get_level_values("focal")
    neighbour = adjacency.index.get_level_values("neighbor")
    same = [
        a != b and a in units and units.get(a) == units.get(b)
        for a, b in zip(focal, neighbour, strict=True)
    ]
    if not any(same):
        return graph
    kept = adjacency[~np.array(same)]
    lonely = graph.unique_ids.difference(kept.index.get_level_values("focal").unique())
    alone = pd.Series(
        0.0, index=pd.MultiIndex.from_arrays([lonely, lonely], names=["focal", "neighbor"])
    )
    joined = pd.concat([kept.astype("float64"), alone]).rename("weight").sort_index()
    return Graph(joined[~joined.index.duplicated()], is_sorted=False)


def _two_sided(observed: np.ndarray, simulated: np.ndarray, permutations: int) -> np.ndarray:
    """Twice the smaller tail of the permutations, at most 1; the observed one counts as one.

    ``simulated`` has one row per area and one column per permutation.
    """
    above = (simulated >= observed[:, None]).sum(axis=1)
    below = (simulated <= observed[:, None]).sum(axis=1)
    tail = np.minimum(above, below)
    return np.asarray(np.minimum(1.0, 2 * (tail + 1) / (permutations + 1)))


def _held(p_values: np.ndarray, rate: float) -> np.ndarray:
    """True where a p-value passes Benjamini and Hochberg's step-up procedure."""
    order = np.argsort(p_values, kind="stable")
    limits = rate * np.arange(1, len(p_values) + 1) / len(p_values)
    passing = np.flatnonzero(p_values[order] <= limits)
    significant = np.zeros(len(p_values), dtype=bool)
    if len(passing):
        significant[order[: passing[-1] + 1]] = True
    return significant
