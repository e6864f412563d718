"""The sheet of a map picture: what it shows, the frame around it and the SVG document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sozialraum.language import current
from sozialraum.render.static_drawing import EMPTY, RIM
from sozialraum.render.static_frame import Box, Frame
from sozialraum.render.static_picture import MapPicture, unknown_area
from sozialraum.render.static_text import FAMILY, xml_text

if TYPE_CHECKING:
    import geopandas as gpd

_AIR: Final = 0.03
_AIR_ZOOMED: Final = 0.12
"""Room around what is shown, as a share of its size."""


def zoomed_area(areas: gpd.GeoDataFrame, picture: MapPicture) -> gpd.GeoDataFrame | None:
    """The area (one row) that fills the picture; None for the whole city."""
    if not picture.zoom_to:
        return None
    levels = (areas, picture.borders)
    for frame in reversed(levels) if picture.zoom_to_border else levels:
        if frame is not None and picture.zoom_to in frame.index:
            return frame.loc[[picture.zoom_to]]
    raise unknown_area(picture.zoom_to)


def in_sight(picture: MapPicture, areas: gpd.GeoDataFrame, frame: Frame) -> MapPicture:
    """Without the highlighted area where it lies beside the frame or is the chosen area itself."""
    highlight = picture.highlight
    if highlight is None:
        return picture
    west, south, east, north = frame.box
    left, bottom, right, top = bounds(highlight)
    beside = right < west or left > east or top < south or bottom > north
    chosen = picture.selected
    same = bool(chosen) and bool(highlight.geometry.iloc[0].equals(areas.geometry.loc[chosen]))
    return replace(picture, highlight=None) if beside or same else picture


def extent(areas: gpd.GeoDataFrame, picture: MapPicture, zoomed: gpd.GeoDataFrame | None) -> Box:
    """What the frame has to show, with a little air around it."""
    if zoomed is not None:
        return grown(bounds(zoomed), _AIR_ZOOMED)
    return grown(bounds(areas, picture.borders), _AIR)


def bounds(*frames: gpd.GeoDataFrame | None) -> Box:
    """The box around all frames."""
    boxes = [frame.total_bounds for frame in frames if frame is not None]
    west, south = (min(box[i] for box in boxes) for i in (0, 1))
    east, north = (max(box[i] for box in boxes) for i in (2, 3))
    return float(west), float(south), float(east), float(north)


def grown(box: Box, share: float) -> Box:
    """``box``, larger by ``share`` of its size on every side."""
    west, south, east, north = box
    x, y = (east - west) * share, (north - south) * share
    return west - x, south - y, east + x, north + y


def framed(frame: Frame, inside: str) -> str:
    """The nodes of a map on its ground, cut off at the frame."""
    box = (
        f'x="{frame.x:g}" y="{frame.y:.1f}" width="{frame.width:g}" height="{frame.height:.1f}"'
        ' rx="6"'
    )
    return (
        f'<clipPath id="sr-rahmen"><rect {box}/></clipPath>'
        f'<rect {box} fill="{EMPTY}"/><g clip-path="url(#sr-rahmen)">{inside}</g>'
        f'<rect {box} fill="none" stroke="{RIM}"/>'
    )


def document(
    width: float,
    height: float,
    body: str,
    title: str,
    description: str,
    *,
    page: bool = True,
    patterns: str = "",
) -> str:
    """An SVG document, on white where it is a ``page``; ``patterns`` are those that it needs."""
    words = f"<title>{xml_text(title)}</title>"
    words += f"<desc>{xml_text(description)}</desc>" if description else ""
    kept = f"<defs>{patterns}</defs>" if patterns else ""
    ground = f'{kept}<rect width="100%" height="100%" fill="#fff"/>'
    size = f'width="{width:g}" height="{height:.0f}" viewBox="0 0 {width:g} {height:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" lang="{current()}" '
        f'font-family="{FAMILY}">{words}{ground if page else ""}{body}</svg>\n'
    )
