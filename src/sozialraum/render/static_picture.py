"""What a map picture is made of, beside the view: choices, overlays, ground and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sozialraum.domain.indicators import Source
from sozialraum.errors import UnknownEntry
from sozialraum.language import t

if TYPE_CHECKING:
    import geopandas as gpd

ACCENT = "#0f6f83"
Pin = tuple[str, str, str]
"""Code of an area, colour, label."""
LEAST_WIDTH = 480
"""Pixels below which a picture has no room for its words."""


@dataclass(frozen=True, eq=False)
class PictureLayer:
    """One overlay. ``shape`` as in :class:`~sozialraum.domain.layers.Symbol`, ``opacity`` 0 to 1.

    ``points`` are (longitude, latitude) in WGS84; ``outlines`` areas in metres of which only
    the lines are drawn. ``without_place`` counts entries that have no coordinate: the legend says
    so, because they are missing in the picture. ``hollow`` points are white with a
    rim in the colour. ``names`` (one per point, or none) stand beside the points as far as there is
    room.
    """

    name: str
    shape: str
    colour: str
    points: Sequence[tuple[float, float]] = ()
    outlines: gpd.GeoDataFrame | None = None
    opacity: float = 1.0
    without_place: int = 0
    source: Source | None = None
    hollow: bool = False
    names: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class MapPicture:
    """How a view becomes a picture; all frames have the index code, in metres, column ``name``.

    ``width`` is in pixels, at least 480; from 800 on the legend stands beside the map, else below
    it. ``selected`` is the code of an area of the level, empty for none. ``borders`` are drawn as
    thin dark lines and named, ``highlight`` (one area) has a line in the accent colour.
    ``ground`` is the orientation layer of ``docs/architecture.md``. ``layers`` lie on top, the
    first one lowest. ``zoom_to`` is the code of an area of the level or, if the level has no such
    code, of the borders (with ``zoom_to_border`` the other way round); empty shows everything.
    ``title``, ``legend``, ``source`` and ``sentence``
    (below the legend) say which words are printed; a picture without ``source`` must have its
    source beside it. ``place`` is the name of the city, ``outline_source`` where the outlines are
    from. ``pins`` are (code of an area, colour, label); areas of ``outlines_only`` are not filled,
    for maps of points.
    """

    width: int = 1200
    selected: str = ""
    borders: gpd.GeoDataFrame | None = None
    borders_name: str = ""
    highlight: gpd.GeoDataFrame | None = None
    ground: Mapping[str, Any] | None = None
    layers: Sequence[PictureLayer] = ()
    zoom_to: str = ""
    zoom_to_border: bool = False
    title: bool = True
    legend: bool = True
    source: bool = True
    sentence: bool = True
    pins: Sequence[Pin] = ()
    outlines_only: bool = False
    place: str = ""
    outline_source: str = ""
    exported: date = field(default_factory=date.today)


def unknown_area(code: str) -> UnknownEntry:
    """The error for an area that the map does not have."""
    return UnknownEntry(
        t("Das Gebiet „{code}“ gibt es auf dieser Karte nicht.", code=code),
        t("Einen Schlüssel der gewählten Raumebene angeben."),
    )
