"""The map's view as a picture (SVG, PNG): exactly the areas, overlays and words of the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from sozialraum.catalog import Catalog
from sozialraum.domain.layers import LayerKind
from sozialraum.domain.views import MapView
from sozialraum.export.names import file_name
from sozialraum.export.view import ExportFile
from sozialraum.render.static_map import map_svg
from sozialraum.render.static_picture import MapPicture, PictureLayer, Pin

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

PICTURES = {"png": "image/png", "svg": "image/svg+xml"}
"""Kind of picture -> media type."""


class PictureContent(Protocol):
    """What a picture takes from a release (:class:`sozialraum.storage.release.Release`)."""

    @property
    def catalog(self) -> Catalog:
        """Levels, layers, sources, start view."""

    @property
    def orientation_bytes(self) -> bytes:
        """``geo/orientierung.json``."""

    def areas(self, level: str) -> gpd.GeoDataFrame:
        """Areas of a level: index code, in metres, column ``name``."""

    def layer_points(self, layer: str) -> pd.DataFrame:
        """Places of a point layer with ``latitude`` and ``longitude``, NaN where unknown."""


def picture_file(
    view: MapView,
    release: PictureContent,
    kind: str,
    *,
    layers: Sequence[tuple[str, int]] = (),
    area: str = "",
    pins: Sequence[Pin] = (),
) -> ExportFile:
    """The view as a picture for a download; arguments as for :func:`map_picture`."""
    body = map_picture(view, release, layers=layers, area=area, kind=kind, pins=pins)
    name = file_name(view.indicator.short, view.level_plural, view.current.period.code, suffix=kind)
    return ExportFile(name, PICTURES[kind], body)


def map_picture(
    view: MapView,
    release: PictureContent,
    *,
    layers: Sequence[tuple[str, int]] = (),
    area: str = "",
    kind: str = "svg",
    zoom_to: str = "",
    pins: Sequence[Pin] = (),
) -> bytes:
    """The current period of a view as a picture with title, legend, source and scale bar.

    ``layers`` are (id, opacity in percent) from bottom to top, only those that the reader may see;
    ``area`` is the chosen area of the level, ``zoom_to`` an area of the level or a district
    that fills the picture; both may be empty. ``pins`` are (code of an area, colour, label).
    ``kind`` is a key of :data:`PICTURES`; PNG has two
    pixels per unit. Raises :class:`~sozialraum.errors.UnknownEntry` for a layer or an area that
    does not exist.
    """
    picture = replace(
        picture_parts(view, release, layers=layers, area=area, zoom_to=zoom_to), pins=pins
    )
    svg = map_svg(view, release.areas(view.query.level), picture=picture)
    if kind == "svg":
        return svg.encode()
    from sozialraum.export.raster import svg_png

    return svg_png(svg, scale=2)


def picture_parts(
    view: MapView,
    release: PictureContent,
    *,
    layers: Sequence[tuple[str, int]] = (),
    area: str = "",
    zoom_to: str = "",
) -> MapPicture:
    """What the picture of a view is made of; arguments as for :func:`map_picture`."""
    catalog = release.catalog
    highlight, borders = catalog.start.map.highlight, catalog.district
    return MapPicture(
        selected=area,
        borders=release.areas(borders) if borders else None,
        borders_name=catalog.level(borders).plural if borders else "",
        highlight=release.areas(highlight[0]).loc[[highlight[1]]] if highlight else None,
        ground=json.loads(release.orientation_bytes),
        layers=[_layer(release, id_, opacity) for id_, opacity in layers],
        zoom_to=zoom_to,
        place=catalog.start.city,
        outline_source=catalog.source(catalog.level(view.query.level).source).citation,
    )


def _layer(release: PictureContent, id_: str, opacity: int) -> PictureLayer:
    layer = release.catalog.layer(id_)
    points: list[tuple[float, float]] = []
    entries = 0
    if layer.kind is LayerKind.POINTS:
        places = release.layer_points(id_)
        entries = len(places)
        known = places[["longitude", "latitude"]].dropna()
        points = list(known.itertuples(index=False, name=None))
    return PictureLayer(
        name=layer.name,
        shape=layer.symbol.shape,
        colour=layer.symbol.colour,
        points=points,
        outlines=release.areas(layer.level) if layer.kind is LayerKind.AREAS else None,
        opacity=opacity / 100,
        without_place=entries - len(points),
        source=release.catalog.source(layer.source),
    )
