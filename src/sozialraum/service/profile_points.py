"""The points of the layers, in metres and in the words of an area sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sozialraum.domain.layers import Layer, LayerKind, Precision
from sozialraum.domain.period import Period
from sozialraum.service.monitor import Monitor
from sozialraum.service.profile_ground import DISTRICT

METRES = "EPSG:25832"
_DEGREES = "EPSG:4326"
_CATEGORIES = ("kategorie", "art", "status")
"""Columns that say what kind of place it is, the best first."""
QUESTIONS = {
    "sprachen": ("Sprachen", "Das heißt nicht „nur Deutsch“."),
    "zeiten": ("Zeiten", "Das heißt nicht „geschlossen“."),
}
"""Columns that people ask services for: what they are called, and what an empty one is not."""


@dataclass(frozen=True)
class Point:
    """One place. ``x`` and ``y`` are metres (EPSG:25832), None where no coordinate is known.

    ``atom`` is empty outside of the city. ``districts`` are the names of Stadtbezirke that the
    source gives. ``ended`` tells since when it is known to be closed. ``unanswered`` are columns
    of :data:`QUESTIONS` that the layer has and this place leaves empty.
    """

    layer: str
    id: str
    title: str
    category: str
    precision: Precision
    atom: str
    x: float | None
    y: float | None
    districts: tuple[str, ...]
    ended: Period | None
    unanswered: frozenset[str]


def points(monitor: Monitor) -> dict[str, tuple[Point, ...]]:
    """The points of every point layer by its id, in the order of its file."""
    layers = monitor.catalog.layers.values()
    return {layer.id: _points(monitor, layer) for layer in layers if layer.kind is LayerKind.POINTS}


def _points(monitor: Monitor, layer: Layer) -> tuple[Point, ...]:
    import pyproj

    rows = monitor.release.layer_points(layer.id)
    transformer = pyproj.Transformer.from_crs(_DEGREES, METRES, always_xy=True)
    known = rows["latitude"].notna().to_numpy()
    east, north = transformer.transform(
        rows["longitude"].to_numpy()[known], rows["latitude"].to_numpy()[known]
    )
    x, y = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    x[known], y[known] = east, north
    day = Period(monitor.release.created[:10])
    return tuple(
        _point(layer, row, (float(a), float(b)) if ok else None, day)
        for row, a, b, ok in zip(rows.to_dict("records"), x, y, known, strict=True)
    )


def _point(
    layer: Layer, row: dict[str, Any], metres: tuple[float, float] | None, day: Period
) -> Point:
    words = (str(row.get(column, "")).strip() for column in _CATEGORIES)
    named = str(row.get(DISTRICT, "")).split("|")
    end = Period(row[layer.to_column]) if layer.to_column and row[layer.to_column] else None
    return Point(
        layer=layer.id,
        id=str(row[layer.key]),
        title=str(row[layer.title_column]),
        category=next((word for word in words if word), ""),
        precision=Precision(row[layer.precision_column] or Precision.UNKNOWN),
        atom=str(row["area"]),
        x=metres[0] if metres else None,
        y=metres[1] if metres else None,
        districts=tuple(name.strip() for name in named if name.strip()),
        ended=end if end and end < day else None,
        unanswered=frozenset(c for c in QUESTIONS if not str(row.get(c, "?")).strip()),
    )
