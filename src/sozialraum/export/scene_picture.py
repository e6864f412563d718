"""Scenes as pictures: the map, the chart or the table of a scene for a screen of 16:9."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.scenes import SceneContent, SceneView
from sozialraum.export.map_picture import PictureContent, picture_parts
from sozialraum.export.raster import chart_svg
from sozialraum.export.scene_chart import scene_spec
from sozialraum.export.scene_table import COLUMN_GAP, column_widths, scene_table
from sozialraum.render.static_picture import MapPicture, PictureLayer
from sozialraum.render.static_scene import narrow_map_svg, scene_map_svg
from sozialraum.render.static_sheet import document
from sozialraum.render.static_text import INK, QUIET, text_node, wrapped

_IDS: Final = re.compile(r'( id="|="url\(#|href="#)')
_CLIP: Final = re.compile(r"\bclip(\d+)(?=[\")])")
_SIZE: Final = re.compile(
    r'<svg\b[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"[^>]*?\bviewBox="([^"]+)"'
)
_ROWS: Final = (12, 10, 8, 6, 4, 3, 2, 1)
_LETTERS: Final = 15.0
_SMALL: Final = 12.0
"""Letters of a table for a narrow screen."""
_HEIGHT: Final = 400.0
_NARROW: Final = 400.0
"""Width of a table for a narrow screen in the unit of its letters."""
_LINE: Final = "#dfe4e8"


def scene_svg(view: SceneView, release: PictureContent, *, width: int, height: int) -> str:
    """The content of a scene as SVG of ``width`` x ``height`` pixels, empty where there is none.

    Title, text and source stand beside it. Its ids begin with the id of the scene, so that several
    scenes can stand in one document. No font is embedded: it asks for ``Sozialraum Sans``. The
    same arguments give the same text. Raises :class:`~sozialraum.errors.UnknownEntry` for a layer
    or an area that does not exist.
    """
    svg = content_svg(view.content, release, width=width, height=height)
    return _IDS.sub(rf"\g<1>{view.scene.id}-", svg)


def narrow_svg(view: SceneView, release: PictureContent, *, width: int) -> str:
    """As :func:`scene_svg` for a narrow screen, as high as it takes; its ids are others."""
    content = view.content
    if content.map is not None:
        picture, areas = scene_parts(content, release), release.areas(content.map.query.level)
        svg = narrow_map_svg(content.map, areas, picture=picture, width=width)
    elif content.exhibit is None:
        return ""
    elif content.exhibit.chart is None:
        svg = _table_svg(content.exhibit, width, 0)
    else:
        svg = _chart(content.exhibit, width, 0)
    return _IDS.sub(rf"\g<1>{view.scene.id}-schmal-", svg)


def content_svg(content: SceneContent, release: PictureContent, *, width: int, height: int) -> str:
    """As :func:`scene_svg`, for a picture that stands alone."""
    if content.map is not None:
        picture = scene_parts(content, release)
        areas = release.areas(content.map.query.level)
        return scene_map_svg(content.map, areas, picture=picture, width=width, height=height)
    if content.exhibit is None:
        return ""
    if content.exhibit.chart is None:
        return _table_svg(content.exhibit, width, height)
    return _chart(content.exhibit, width, height)


def scene_parts(content: SceneContent, release: PictureContent) -> MapPicture:
    """What the map of a scene is made of."""
    assert content.map is not None
    parts = picture_parts(
        content.map,
        release,
        layers=content.layers,
        area=content.area,
        zoom_to=content.zoom_to,
    )
    points = [
        PictureLayer(
            group.label,
            group.shape,
            group.colour,
            [(longitude, latitude) for longitude, latitude, _name in group.points],
            without_place=group.unplaced,
            hollow=group.hollow,
            names=[name for _longitude, _latitude, name in group.points],
        )
        for group in content.points
    ]
    layers = [*parts.layers, *points]
    silent = content.map.valueless and len(content.map.legend) < 2
    plain = bool(content.points) and silent
    return replace(
        parts,
        layers=layers,
        pins=content.pins,
        title=False,
        source=False,
        sentence=False,
        outlines_only=plain,
        zoom_to_border=True,
        highlight=None if plain else parts.highlight,
    )


def _chart(exhibit: Exhibit, width: int, height: int) -> str:
    """The chart, as large as it fits, in the middle; as high as it takes where height is 0."""
    svg = chart_svg(scene_spec(exhibit, width / height if height else 0)).strip()
    found = _SIZE.match(svg)
    assert found is not None, "vl-convert says width, height and viewBox"
    wide, high = float(found[1]), float(found[2])
    height = height or round(high * width / wide)
    zoom = min(width / wide, height / high)
    x, y = (width - wide * zoom) / 2, (height - high * zoom) / 2
    inner = _numbered(svg[svg.index(">") + 1 : svg.rindex("</svg>")])
    body = (
        f'<g transform="translate({x:.1f} {y:.1f}) scale({zoom:.4f})" fill="none"'
        f' stroke-miterlimit="10">{inner}</g>'
    )
    return document(width, height, body, exhibit.title, exhibit.sentence)


def _numbered(svg: str) -> str:
    """Vega counts its clips over all charts of a process; here they begin with 0."""
    found = {name: str(place) for place, name in enumerate(dict.fromkeys(_CLIP.findall(svg)))}
    return _CLIP.sub(lambda match: f"clip{found[match[1]]}", svg)


# -- tables --------------------------------------------------------------------------------


def _table_svg(exhibit: Exhibit, width: int, height: int) -> str:
    """As many rows as fit with letters that are read from afar; the others are counted.

    All rows, without quotations, and as high as they take where height is 0.
    """
    if not height:
        nodes, high = _table(exhibit, len(exhibit.table.rows), _NARROW, narrow=True)
        zoom, height = width / _NARROW, round(high * width / _NARROW) + 1
    else:
        zoom = height / _HEIGHT
        for most in _ROWS:
            nodes, high = _table(exhibit, most, width / zoom)
            if high <= _HEIGHT:
                break
        zoom *= min(1.0, _HEIGHT / high)
    body = f'<g transform="scale({zoom:.4f})">{nodes}</g>'
    return document(width, height, body, exhibit.title, exhibit.sentence)


def _table(exhibit: Exhibit, most: int, width: float, *, narrow: bool = False) -> tuple[str, float]:
    table = scene_table(exhibit, most, narrow=narrow)
    letters = _SMALL if narrow else _LETTERS
    widths = column_widths([table.titles, *table.rows], width, letters)
    nodes, y = _row(table.titles, table.numeric, widths, 0.0, letters, head=True)
    for row in table.rows:
        nodes.append(f'<path d="M0 {y:.1f}h{width:.1f}" stroke="{_LINE}"/>')
        more, y = _row(row, table.numeric, widths, y, letters, head=False)
        nodes += more
    if table.rest:
        nodes.append(text_node(0, y + 18, table.rest, 13, fill=QUIET))
        y += 24
    return "".join(nodes), y


def _row(
    cells: tuple[str, ...],
    numeric: tuple[bool, ...],
    widths: list[float],
    y: float,
    letters: float,
    *,
    head: bool,
) -> tuple[list[str], float]:
    nodes: list[str] = []
    x, most, weight = 0.0, 1, 600 if head else 400
    for text, number, width in zip(cells, numeric, widths, strict=True):
        room = width - COLUMN_GAP
        lines = wrapped(text, letters, room, weight)
        for line, part in enumerate(lines):
            at, anchor = (x + room, "end") if number else (x, "start")
            base = y + 21 + line * letters * 1.25
            fill = QUIET if head else INK
            nodes.append(
                text_node(at, base, part, letters, weight=weight, fill=fill, anchor=anchor)
            )
        most = max(most, len(lines))
        x += width
    return nodes, y + 30 + (most - 1) * letters * 1.25
