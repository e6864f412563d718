"""Maps as pictures (SVG), made on the server without a browser: flat, calm, fit for print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sozialraum.domain.views import MapView
from sozialraum.language import n_, t
from sozialraum.render.formats import NBSP, day, enumeration, number
from sozialraum.render.static_drawing import drawing, line_path
from sozialraum.render.static_frame import GROUND_MEMBERS, Box, Frame
from sozialraum.render.static_legend import Block, definitions, legend_blocks, stacked
from sozialraum.render.static_picture import (
    ACCENT,
    LEAST_WIDTH,
    MapPicture,
    PictureLayer,
    unknown_area,
)
from sozialraum.render.static_sheet import (
    bounds,
    document,
    extent,
    framed,
    grown,
    in_sight,
    zoomed_area,
)
from sozialraum.render.static_text import INK, paragraph, wrapped

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["MapPicture", "PictureLayer", "locator_svg", "map_svg"]

_MARGIN: Final = 32.0
_GAP: Final = 28.0
_LEGEND: Final = 268.0
_BESIDE: Final = 800
"""From this width on the legend stands beside the map."""
_FLATTEST, _HIGHEST = 0.68, 1.05
"""Height of the map in widths."""
_DARK: Final = "#0b5565"
_FINE: Final = 0.6
"""Pixels that the small map may be off."""
_OSM: Final = n_("© OpenStreetMap-Mitwirkende")
_NAMED: Final = 6
"""More sources than this are counted instead of named."""
_SMALL: Final = 14
"""Pixels up to which an area is hard to find on the small map."""


def map_svg(view: MapView, areas: gpd.GeoDataFrame, *, picture: MapPicture) -> str:
    """The current period of a view as an SVG document with legend, source and scale bar.

    ``areas`` are those of the level of the view: index code, in metres, column ``name``. The
    same arguments give the same text. Areas without a value are hatched (``geheim``), grey
    (``unbekannt``) or dotted (``nicht sinnvoll``, ``Angabe folgt später``), never in the colour of
    a class. Raises :class:`~sozialraum.errors.UnknownEntry` where ``selected`` or ``zoom_to`` is
    no area of the picture.
    """
    if picture.selected and picture.selected not in areas.index:
        raise unknown_area(picture.selected)
    areas = areas.loc[list(view.codes)]
    width = float(max(picture.width, LEAST_WIDTH))
    margin = _MARGIN if picture.title or picture.legend or picture.source else 0.0
    inner = width - 2 * margin
    beside = picture.legend and width >= _BESIDE
    zoomed = zoomed_area(areas, picture)
    shown = "" if zoomed is None else str(zoomed["name"].iloc[0])
    head, y = _head(view, picture, shown, inner) if picture.title else ("", 0.0)
    map_width = inner - (_LEGEND + _GAP if beside else 0)
    box = extent(areas, picture, zoomed)
    frame = Frame.around(box, margin, margin + y, map_width, _map_height(box, map_width))
    picture = in_sight(picture, areas, frame)
    inside, outside = drawing(view, areas, picture, frame, zoomed)
    blocks = legend_blocks(view, picture, outside) if picture.legend else []
    legend, legend_height = _legend(blocks, inner, beside)
    left = margin + map_width + _GAP if beside else margin
    bottom = frame.y + frame.height
    top = frame.y if beside else bottom + _GAP / 2
    below = max(bottom, top + legend_height) if legend else bottom
    source, height = _foot(view, picture, inner) if picture.source else ("", 0.0)
    body = [
        f'<g transform="translate({margin:g} {margin:g})">{head}</g>' if head else "",
        framed(frame, inside),
        f'<g transform="translate({left:.1f} {top:.1f})">{legend}</g>' if legend else "",
        f'<g transform="translate({margin:g} {below + 18:.1f})">{source}</g>' if source else "",
    ]
    total = below + margin + (18 + height if source else 0)
    words = f"{view.title}, {view.level_plural}"
    patterns = definitions(view)
    return document(width, total, "".join(body), words, view.current.sentence, patterns=patterns)


def locator_svg(
    areas: gpd.GeoDataFrame,
    code: str,
    *,
    width: int = 420,
    borders: gpd.GeoDataFrame | None = None,
    title: bool = False,
) -> str:
    """A small map of the city that shows where one area of a level lies.

    ``areas`` and ``borders``: index code, in metres, column ``name``. ``title`` prints the name.
    A very small area gets a ring. It has no ids and may stand several times on one page. Raises
    :class:`~sozialraum.errors.UnknownEntry` where the level has no area ``code``.
    """
    if code not in areas.index:
        raise unknown_area(code)
    name = str(areas.loc[code, "name"])
    head, y = paragraph(0, 0, wrapped(name, 15, width, 600), 15, weight=600, fill=INK)
    head, y = (head, y + 6) if title else ("", 0.0)
    box = grown(bounds(areas, borders), 0.02)
    high = width * (box[3] - box[1]) / (box[2] - box[0])
    frame = Frame.around(box, 0, y, width, high)
    paths = _light_paths(areas, frame)
    quiet = "".join(paths if borders is None else _light_paths(borders, frame))
    chosen = paths[list(areas.index).index(code)]
    fill = f'<path d="{chosen}" fill="{ACCENT}" stroke="{_DARK}" stroke-width=".8"/>'
    nodes = [head, fill, line_path([quiet], "#fff", 0.9)]
    if len(areas) > 1:
        nodes[1:] = [
            f'<path d="{quiet}" fill="#e6eaed"/>',
            line_path(paths, "#fff", 0.6),
            line_path([quiet], "#93a0aa", 0.9),
            line_path([chosen], "#fff", 3.5),
            fill,
            _ring(areas.loc[[code]], frame),
        ]
    return document(
        width, y + high, "".join(nodes), t("Lage in der Stadt: {name}", name=name), "", page=False
    )


# -- parts ---------------------------------------------------------------------------------


def _head(view: MapView, picture: MapPicture, zoomed: str, width: float) -> tuple[str, float]:
    """Indicator and reference date, then city, level and unit."""
    lines = wrapped(view.title, 25, width, 700)
    title, height = paragraph(0, 0, lines, 25, weight=700, fill=INK)
    unit = f" ({view.indicator.unit})" if view.indicator.unit else ""
    kind = "" if view.valueless else f"{view.indicator.kind.label}{unit}"
    several = f"{number(len(view.codes))} {view.level_plural}"
    level = several if len(view.codes) > 1 else view.level_name
    parts = [picture.place, level, kind, t("Ausschnitt: {name}", name=zoomed) if zoomed else ""]
    text = " · ".join(part for part in parts if part)
    below, more = paragraph(0, height, wrapped(text, 15, width), 15)
    return title + below, height + more + 14


def _foot(view: MapView, picture: MapPicture, width: float) -> tuple[str, float]:
    """Sources with quality, licences, remarks, what was changed, day of the export."""
    ground = picture.ground or {}
    drawn = any(ground.get(member) for member in GROUND_MEMBERS)
    rights = str(ground.get("attribution") or t(_OSM)).replace("© ", f"©{NBSP}") if drawn else ""
    outlines = t("Umrisse vereinfacht: {source}", source=picture.outline_source)
    texts = [
        _sources(view),
        _layer_sources(picture),
        " ".join(view.notes),
        " · ".join(
            text
            for text in (
                outlines if picture.outline_source else t("Umrisse vereinfacht"),
                t("Hintergrund: {rights}", rights=rights) if rights else "",
                t("Export vom {date}", date=day(picture.exported)),
            )
            if text
        ),
    ]
    nodes, y = [], 0.0
    for text in filter(None, texts):
        node, height = paragraph(0, y, wrapped(text, 12, width), 12)
        nodes.append(node)
        y += height + 3
    return "".join(nodes), y


def _sources(view: MapView) -> str:
    """Sources of the values shown with their quality; many are counted, with their publishers."""
    shown = {source.id: source for source in view.current.sources if source}
    sources = [shown[id_] for id_ in sorted(shown)] or list(view.sources)
    licences = "; ".join(dict.fromkeys(source.licence for source in sources))
    if len(sources) > _NAMED:
        publishers = enumeration(sorted({source.publisher for source in sources}))
        text = t(
            "Quellen: {n} Veröffentlichungen ({publishers}), "
            "je Wert genannt in den Dateien CSV und XLSX",
            n=len(sources),
            publishers=publishers,
        )
    else:
        word = t("Quellen") if len(sources) > 1 else t("Quelle")
        named = (f"{source.citation} ({source.quality.label})" for source in sources)
        text = f"{word}: {'; '.join(named)}"
    return t("{text}. Lizenz: {licences}.", text=text, licences=licences)


def _layer_sources(picture: MapPicture) -> str:
    sources = {layer.source.id: layer.source for layer in picture.layers if layer.source}
    texts = []
    for id_, source in sources.items():
        names = [layer.name for layer in picture.layers if layer.source and layer.source.id == id_]
        quoted = enumeration([t("„{name}“", name=name) for name in names])
        said = {"names": quoted, "source": source.citation, "licence": source.licence}
        texts.append(
            t("Ebenen {names} nach {source}. Lizenz: {licence}.", **said)
            if len(names) > 1
            else t("Ebene {names} nach {source}. Lizenz: {licence}.", **said)
        )
    return " ".join(texts)


# -- geometry ------------------------------------------------------------------------------


def _map_height(box: Box, width: float) -> float:
    shape = (box[3] - box[1]) / (box[2] - box[0])
    return round(width * min(max(shape, _FLATTEST), _HIGHEST))


def _legend(blocks: list[Block], width: float, beside: bool) -> tuple[str, float]:
    """One column beside the map, two below it: classes on the left, everything else right."""
    if beside or not blocks:
        return stacked(blocks, _LEGEND)
    half = (width - _GAP) / 2
    left, left_height = stacked(blocks[:1], half)
    right, right_height = stacked(blocks[1:], half)
    nodes = f'{left}<g transform="translate({half + _GAP:.1f} 0)">{right}</g>'
    return nodes, max(left_height, right_height)


def _light_paths(areas: gpd.GeoDataFrame, frame: Frame) -> list[str]:
    """Paths without what is finer than half a pixel; shared borders stay shared."""
    import shapely

    return frame.area_paths(
        shapely.coverage_simplify(areas.geometry.to_numpy(), _FINE / frame.scale)
    )


def _ring(area: gpd.GeoDataFrame, frame: Frame) -> str:
    """A ring around an area that is too small to be seen at once."""
    west, south, east, north = area.total_bounds
    if max(east - west, north - south) * frame.scale > _SMALL:
        return ""
    x, y = frame.place((west + east) / 2, (south + north) / 2)
    return f'<circle cx="{x:g}" cy="{y:g}" r="15" fill="none" stroke="{ACCENT}" stroke-width="2"/>'
