"""The points of the layers, in metres and in the words of an area sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sozialraum.analysis.projection import DEGREES, projected
from sozialraum.domain.layers import Layer, LayerKind, Precision
from sozialraum.domain.period import Period
from sozialraum.language import n_
from sozialraum.service.monitor import Monitor

_DISTRICT = "stadtbezirk"
"""Column in which a source names districts."""
_CATEGORIES = ("kategorie", "art", "status")
"""Columns that say what kind of place it is, the best first."""
QUESTIONS = {
    "sprachen": (n_("Sprachen"), n_("Das heißt nicht „nur Deutsch“.")),
    "zeiten": (n_("Zeiten"), n_("Das heißt nicht „geschlossen“.")),
}
"""Columns that people ask services for: what they are called, and what an empty one is not."""


@dataclass(frozen=True)
class Point:
    """One place. ``x`` and ``y`` are metres, None where no coordinate is known.

    ``atom`` is empty outside of the city. ``districts`` are the names of districts that the
    source gives. ``ended`` tells since when it is known to be closed. ``unanswered`` are columns
    of :data:`QUESTIONS` that the layer has and this place leaves empty.
    """

    layer: str
    id: str
    title: str
    category: str
    published: bool
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
    rows = monitor.release.layer_points(layer.id)
    known = rows["latitude"].notna().to_numpy()
    degrees = rows[["longitude", "latitude"]].to_numpy(dtype=np.float64)
    metres = np.full_like(degrees, np.nan)
    metres[known] = projected(degrees[known], DEGREES, monitor.epsg)
    day = Period(monitor.release.created[:10])
    said = monitor.catalog.words_on(layer.id)
    return tuple(
        _point(layer, row, (float(x), float(y)) if ok else None, day, said)
        for row, (x, y), ok in zip(rows.to_dict("records"), metres, known, strict=True)
    )


def _point(
    layer: Layer,
    row: dict[str, Any],
    metres: tuple[float, float] | None,
    day: Period,
    said: Callable[[str], str],
) -> Point:
    words = (str(row.get(column, "")).strip() for column in _CATEGORIES)
    category = next((word for word in words if word), "")
    named = str(row.get(_DISTRICT, "")).split("|")
    end = Period(row[layer.to_column]) if layer.to_column and row[layer.to_column] else None
    return Point(
        layer=layer.id,
        id=str(row[layer.key]),
        title=str(row[layer.title_column]),
        category=said(category),
        published=said(category) == category,
        precision=Precision(row[layer.precision_column] or Precision.UNKNOWN),
        atom=str(row["area"]),
        x=metres[0] if metres else None,
        y=metres[1] if metres else None,
        districts=tuple(name.strip() for name in named if name.strip()),
        ended=end if end and end < day else None,
        unanswered=frozenset(c for c in QUESTIONS if not str(row.get(c, "?")).strip()),
    )
