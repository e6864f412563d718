"""Maps of scenes as pictures of a given size: the map fills it, the legend is read from afar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sozialraum.domain.views import MapView
from sozialraum.render.static_drawing import drawing
from sozialraum.render.static_frame import Box, Frame
from sozialraum.render.static_legend import definitions, legend_blocks, stacked
from sozialraum.render.static_picture import MapPicture, unknown_area
from sozialraum.render.static_rows import Block
from sozialraum.render.static_sheet import (
    document,
    extent,
    framed,
    in_sight,
    zoomed_area,
)

if TYPE_CHECKING:
    import geopandas as gpd

_HEIGHT: Final = 400.0
"""Height of the picture in the units in which letters measure 12 to 14."""
_LEGEND: Final = 250.0
_MOST_LEGEND: Final = 0.42
"""Share of the width that the legend may take at most."""
_GAP: Final = 20.0
_NARROW: Final = 400.0
"""Width of a picture for a narrow screen, in the same units."""
_FLATTEST, _HIGHEST = 0.6, 1.1
"""Height of its map in widths."""
_SIZES: Final = (1.0, 0.92, 0.85, 0.78, 0.7, 0.62, 0.54, 0.46, 0.38)


def scene_map_svg(
    view: MapView, areas: gpd.GeoDataFrame, *, picture: MapPicture, width: int, height: int
) -> str:
    """The current period of a view, ``width`` x ``height`` pixels, legend on the right.

    Title, source and sentence stand beside the picture; everything else as for
    :func:`~sozialraum.render.static_map.map_svg`, which raises the same errors.
    """
    areas, zoomed, box = _shown(view, areas, picture)
    zoom = height / _HEIGHT
    wide = width / zoom
    legend_width = min(_LEGEND, wide * _MOST_LEGEND) if picture.legend else 0.0
    map_width = wide - legend_width - (_GAP if picture.legend else 0)
    frame = Frame.around(box, 0.5, 0.5, map_width - 1, _HEIGHT - 1)
    picture = in_sight(picture, areas, frame)
    inside, outside = drawing(view, areas, picture, frame, zoomed)
    blocks = legend_blocks(view, picture, outside) if picture.legend else []
    legend = _fitted(blocks, legend_width)
    body = (
        f'<g transform="scale({zoom:.4f})">{framed(frame, inside)}'
        f'<g transform="translate({map_width + _GAP:.1f} 0)">{legend}</g></g>'
    )
    return _document(view, body, width, height)


def narrow_map_svg(
    view: MapView, areas: gpd.GeoDataFrame, *, picture: MapPicture, width: int
) -> str:
    """As :func:`scene_map_svg` for a narrow screen: the legend below, as high as it takes."""
    areas, zoomed, box = _shown(view, areas, picture)
    shape = (box[3] - box[1]) / (box[2] - box[0])
    high = _NARROW * min(max(shape, _FLATTEST), _HIGHEST)
    frame = Frame.around(box, 0.5, 0.5, _NARROW - 1, high - 1)
    picture = in_sight(picture, areas, frame)
    inside, outside = drawing(view, areas, picture, frame, zoomed)
    legend, below = stacked(legend_blocks(view, picture, outside), _NARROW)
    zoom = width / _NARROW
    body = (
        f'<g transform="scale({zoom:.4f})">{framed(frame, inside)}'
        f'<g transform="translate(0 {high + _GAP:.1f})">{legend}</g></g>'
    )
    return _document(view, body, width, round((high + _GAP + below + 2) * zoom))


def _shown(
    view: MapView, areas: gpd.GeoDataFrame, picture: MapPicture
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame | None, Box]:
    """The areas in the order of the view, the one that fills the picture, what is to be seen."""
    if picture.selected and picture.selected not in areas.index:
        raise unknown_area(picture.selected)
    areas = areas.loc[list(view.codes)]
    zoomed = zoomed_area(areas, picture)
    return areas, zoomed, extent(areas, picture, zoomed)


def _document(view: MapView, body: str, width: int, height: int) -> str:
    words = f"{view.title}, {view.level_plural}"
    patterns = definitions(view)
    return document(width, height, body, words, view.current.sentence, patterns=patterns)


def _fitted(blocks: list[Block], width: float) -> str:
    """The legend as large as it fits below each other; nothing of it is left out."""
    for size in _SIZES:
        nodes, high = stacked(blocks, width / size)
        if high * size <= _HEIGHT:
            break
    size = min(size, _HEIGHT / high) if high else size
    return f'<g transform="scale({size:.4f})">{nodes}</g>'
