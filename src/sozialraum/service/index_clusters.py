"""Spatial clusters of the composite index, made when somebody asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from sozialraum.analysis.clusters import Cluster, contiguity, local_clusters
from sozialraum.domain.social_index import IndexQuery
from sozialraum.language import t
from sozialraum.render.formats import enumeration, number
from sozialraum.render.index_words import CLUSTER_LABELS, DRAWN_CLUSTERS
from sozialraum.service.monitor import Monitor
from sozialraum.service.social_index import social_index

_KEPT = 16


@dataclass(frozen=True)
class IndexClusters:
    """Cluster and two-sided p-value (None where none was computed) per area, by code.

    ``reason`` says why nothing could be computed; ``sentence`` sums up and names the islands.
    """

    clusters: tuple[Cluster, ...]
    p_values: tuple[float | None, ...]
    sentence: str
    reason: str


@lru_cache(maxsize=_KEPT)
def index_clusters(monitor: Monitor, query: IndexQuery) -> IndexClusters:
    """Clusters of the index values; errors as those of :func:`social_index`."""
    result = social_index(monitor, query)
    codes = [area.code for area in result.areas]
    values = pd.Series(
        {area.code: float("nan") if area.index is None else area.index for area in result.areas}
    )
    units = {codes[m]: codes[group[0]] for group in result.joint for m in group}
    neighbours = contiguity(monitor.release.areas(query.level))
    found = local_clusters(values, neighbours, units)
    clusters = tuple(Cluster(found.cluster[code]) for code in codes)
    p_values = (found.p_value[code] for code in codes)
    names = [a.name for a, c in zip(result.areas, clusters, strict=True) if c is Cluster.ISLAND]
    return IndexClusters(
        clusters,
        tuple(None if pd.isna(p) else float(p) for p in p_values),
        found.reason or _sentence(clusters, names),
        found.reason,
    )


def _sentence(clusters: tuple[Cluster, ...], islands: list[str]) -> str:
    counts = [(t(CLUSTER_LABELS[kind]), clusters.count(kind)) for kind in DRAWN_CLUSTERS]
    parts = [f"{label}: {number(count)}" for label, count in counts if count]
    said = t("Zahl der Gebiete: {parts}.", parts="; ".join(parts))
    if not islands:
        return said
    return (
        said + " " + t("Ohne Nachbargebiet mit eigenem Wert: {names}.", names=enumeration(islands))
    )
