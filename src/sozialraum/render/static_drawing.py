"""What lies inside the frame of a map picture: ground, areas, lines, overlays and names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sozialraum.domain.views import MapView
from sozialraum.render.static_compare import certainty_fill, pin_sign
from sozialraum.render.static_frame import Frame
from sozialraum.render.static_legend import BORDER, CHOSEN, WITHOUT_VALUE, statement
from sozialraum.render.static_marks import Names, scale_bar, symbols
from sozialraum.render.static_names import centres, pixels, write_names
from sozialraum.render.static_picture import ACCENT, MapPicture, PictureLayer, unknown_area
from sozialraum.render.static_text import xml_text

if TYPE_CHECKING:
    import geopandas as gpd

EMPTY: Final = "#f3f5f4"
RIM: Final = "#dfe4e8"
_GREEN, _WATER = "#e4eee0", "#b5d6e8"
_WATER_STYLE = {
    "rivers": f'fill="none" stroke="{_WATER}" stroke-width="1.4"',
    "water": f'fill="{_WATER}" fill-rule="evenodd"',
}
_ROADS = 'fill="none" stroke="#7d868e" stroke-opacity=".4" stroke-width=".9"'
_RAIL = 'fill="none" stroke="#59636c" stroke-opacity=".45" stroke-width=".9" stroke-dasharray="5 3"'


def drawing(
    view: MapView,
    areas: gpd.GeoDataFrame,
    picture: MapPicture,
    frame: Frame,
    zoomed: gpd.GeoDataFrame | None = None,
) -> tuple[str, tuple[int, ...]]:
    """Nodes of the map and, per overlay, how many of its points lie outside the frame.

    ``areas`` has the rows of ``view.codes`` in their order, ``zoomed`` is the area that the frame
    was chosen for.
    """
    epsg = int(areas.crs.to_epsg())
    ground = frame.ground_paths(picture.ground or {}, epsg)
    points = [pixels(frame, layer, epsg) for layer in picture.layers]
    shown = [[place for place in places if frame.holds(*place)] for places in points]
    signs = [place for places in shown for place in places]
    names = Names(frame, signs)
    bar, taken = scale_bar(frame, signs)
    names.keep_free(taken)
    write_names(names, view, areas, picture, frame)
    nodes = [
        *_ground_below(ground),
        _plain_areas(areas, frame) if picture.outlines_only else _areas(view, areas, frame),
        *_ground_above(ground),
        *(_outlines(layer, frame) for layer in picture.layers),
        *_lines(picture, areas, zoomed, frame),
        bar,
        *(
            symbols(layer.shape, layer.colour, layer.opacity, places, hollow=layer.hollow)
            for layer, places in zip(picture.layers, shown, strict=True)
        ),
        *names.nodes,
        *_pins(picture, areas, frame),
    ]
    outside = (len(places) - len(seen) for places, seen in zip(points, shown, strict=True))
    return "".join(nodes), tuple(outside)


def line_path(paths: Sequence[str], colour: str, width: float, *, rim: float = 0) -> str:
    """Outlines as one stroke, so that shared borders are painted once; ``rim`` is white."""
    d = "".join(paths)
    below = f'<path d="{d}" stroke="#fff" stroke-opacity=".88" stroke-width="{rim:g}"/>'
    line = f'<path d="{d}" stroke="{colour}" stroke-width="{width:g}"/>'
    return f'<g fill="none" stroke-linejoin="round">{below if rim else ""}{line}</g>'


def _ground_below(ground: dict[str, str]) -> list[str]:
    green = (
        [f'<path d="{ground["green"]}" fill="{_GREEN}" fill-rule="evenodd"/>']
        if ground.get("green")
        else []
    )
    return green + _water(ground)


def _ground_above(ground: dict[str, str]) -> list[str]:
    lines = {"roads": _ROADS, "rail": _RAIL}
    ways = [
        f'<path d="{ground[name]}" {style}/>' for name, style in lines.items() if ground.get(name)
    ]
    water = _water(ground)
    return [f'<g opacity=".7">{"".join(water)}</g>' if water else "", *ways]


def _water(ground: dict[str, str]) -> list[str]:
    return [
        f'<path d="{ground[name]}" {style}/>'
        for name, style in _WATER_STYLE.items()
        if ground.get(name)
    ]


def _areas(view: MapView, areas: gpd.GeoDataFrame, frame: Frame) -> str:
    """Areas by class or status; each carries its name and value as a title."""
    current = view.current
    groups: dict[str, list[str]] = {row.colour: [] for row in view.legend}
    groups |= {fill: [] for fill in WITHOUT_VALUE.values()}
    paths = frame.area_paths(areas.geometry.to_numpy())
    for i, path in enumerate(paths):
        number, status = current.classes[i], current.statuses[i]
        fill = view.legend[number].colour if number >= 0 else WITHOUT_VALUE[status]
        words = xml_text(f"{view.names[i]} ({view.codes[i]}): {statement(view, i)}")
        groups[fill].append(f'<path d="{path}"><title>{words}</title></path>')
    drawn = "".join(
        f'<g fill="{fill}">{"".join(members)}</g>' for fill, members in groups.items() if members
    )
    unsure = _unsure(view, paths)
    return f'<g stroke="#fff" stroke-width=".8" stroke-linejoin="round">{drawn}{unsure}</g>'


def _unsure(view: MapView, paths: Sequence[str]) -> str:
    """A pattern over the areas whose class is not certain."""
    if view.certainty is None:
        return ""
    found = [
        (certainty_fill(position), path)
        for position, path in zip(view.certainty.positions, paths, strict=True)
        if position > 0
    ]
    return "".join(f'<path d="{path}" fill="{fill}" stroke="none"/>' for fill, path in found)


def _plain_areas(areas: gpd.GeoDataFrame, frame: Frame) -> str:
    paths = "".join(frame.area_paths(areas.geometry.to_numpy()))
    return f'<path d="{paths}" fill="#fff" fill-opacity=".6" stroke="{RIM}" stroke-width="1"/>'


def _pins(picture: MapPicture, areas: gpd.GeoDataFrame, frame: Frame) -> list[str]:
    """The outline of every pinned area in the colour of its pin, and the pin inside."""
    nodes, signs = [], []
    for code, colour, _label in picture.pins:
        if code not in areas.index:
            raise unknown_area(code)
        area = areas.loc[[code]]
        nodes.append(line_path(frame.area_paths(area.geometry.to_numpy()), colour, 2.6, rim=5))
        [(x, y)] = centres(area, frame)
        if frame.holds(x, y):
            signs.append(pin_sign(x, y, colour))
    return nodes + signs


def _outlines(layer: PictureLayer, frame: Frame) -> str:
    if layer.outlines is None:
        return ""
    paths = frame.area_paths(layer.outlines.geometry.to_numpy())
    return f'<g opacity="{layer.opacity:g}">{line_path(paths, layer.colour, 2.2)}</g>'


def _lines(
    picture: MapPicture, areas: gpd.GeoDataFrame, zoomed: gpd.GeoDataFrame | None, frame: Frame
) -> list[str]:
    """Borders, the area that fills the picture, the highlighted area, the chosen area."""
    nodes = []
    if picture.borders is not None:
        paths = frame.area_paths(picture.borders.geometry.to_numpy())
        nodes.append(line_path(paths, BORDER, 1.1, rim=2.6))
    if zoomed is not None:
        paths = frame.area_paths(zoomed.geometry.to_numpy())
        nodes.append(line_path(paths, BORDER, 2.2, rim=5))
    if picture.highlight is not None:
        paths = frame.area_paths(picture.highlight.geometry.to_numpy())
        nodes.append(line_path(paths, ACCENT, 2.8, rim=5.5))
    if picture.selected:
        paths = frame.area_paths(areas.loc[[picture.selected]].geometry.to_numpy())
        nodes.append(line_path(paths, CHOSEN, 2.8, rim=6))
    return nodes
