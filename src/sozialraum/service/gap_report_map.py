"""The map of the planner's report: share of people reached per area, services, new places."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence

from sozialraum.domain.gap_report import ReportMap
from sozialraum.domain.gaps import AreaReach, Demand
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.period import Period
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.domain.status import Status
from sozialraum.domain.views import LegendRow, MapView, PeriodView
from sozialraum.language import n_, t
from sozialraum.render.gap_map import MEASURES, SHARE, MapGround, coverage_view, ground, map_words
from sozialraum.render.static_legend import MARKED, WITHOUT_VALUE, definitions, swatch
from sozialraum.render.static_map import map_svg
from sozialraum.render.static_marks import symbol
from sozialraum.render.static_picture import MapPicture, PictureLayer
from sozialraum.render.static_text import text_node
from sozialraum.service.directory import spread_house_mates
from sozialraum.service.monitor import Monitor

_WIDTH = 760
_COUNTED, _UNDECIDED, _NEW = "#1c2530", "#7d868e", "#c2410c"
_WITHOUT = {Status.UNKNOWN: n_("Zahl unbekannt"), Status.NOT_APPLICABLE: n_("niemand bekannt")}
_DATE = Period("2000")
"""Stands for "no date of its own": the map prints none, the report says the dates."""

Points = Sequence[tuple[float, float]]
"""Longitude and latitude, WGS84."""


def report_map(
    monitor: Monitor,
    people: Demand,
    areas: Sequence[AreaReach],
    services: Sequence[ServiceAtPlace],
    counted: Collection[str],
    undecided: Collection[str],
    new: Points = (),
) -> ReportMap | None:
    """The map of today with ``new`` places marked; None where no area has a known share.

    ``areas`` are aligned with ``people.areas``; ``counted`` and ``undecided`` are ids of services,
    of which those without a coordinate are not drawn.
    """
    base = ground(monitor.catalog, people)
    view = _view(monitor, base, people, areas)
    if not view.legend:
        return None
    district = monitor.catalog.district
    borders = monitor.release.areas(district) if district else None
    if borders is not None:
        borders = borders.set_axis([f"{district} {code}" for code in borders.index])
    picture = MapPicture(
        width=_WIDTH,
        borders=borders,
        ground=json.loads(monitor.release.orientation_bytes),
        layers=_layers(services, counted, undecided, new),
        title=False,
        legend=False,
        source=False,
    )
    return ReportMap(
        svg=map_svg(view, monitor.release.areas(base.level), picture=picture),
        title=t("Anteil erreichter Personen in Prozent, heute"),
        legend=tuple(_legend(view, picture.layers)),
        origin=_origin(monitor, picture),
    )


def _view(monitor: Monitor, base: MapGround, people: Demand, areas: Sequence[AreaReach]) -> MapView:
    """The shares as a view; classes and joint areas are those of the map on the page."""
    estimated = [bool(area.estimate) for area in people.areas]
    drawn = coverage_view(base, areas, estimated, measure=SHARE, chosen="", source="")
    [period] = drawn["periods"]
    shares = [None if at < 0 else areas[at].share for at in base.owner]
    classes = tuple(
        -1 if share is None else int(sign)
        for share, sign in zip(shares, period["classes"] or "u" * len(shares), strict=True)
    )
    level = monitor.catalog.level(base.level)
    names = {area.code: area.name for area in monitor.catalog.areas(base.level)}
    current = PeriodView(
        period=_DATE,
        values=tuple(None if share is None else share * 100 for share in shares),
        statuses=tuple(_status(at, people, areas) for at in base.owner),
        classes=classes,
        counts=tuple(classes.count(n) for n in range(len(drawn["classes"]))),
        joint=tuple(tuple(group) for group in period["joint"]),
        sources=(None,) * len(shares),
        sentence=map_words(areas, SHARE),
    )
    return MapView(
        query=LayerQuery(drawn["indicator"], base.level, _DATE.code, Scheme.OWN),
        indicator=_indicator(drawn["indicator"], base.level),
        level_name=level.name,
        level_plural=level.plural,
        codes=base.codes,
        names=tuple(names[code] for code in base.codes),
        legend=tuple(LegendRow(label, colour) for label, colour in drawn["classes"]),
        periods=(current,),
        sources=(),
        notes=(),
    )


def _status(at: int, people: Demand, areas: Sequence[AreaReach]) -> Status:
    if at < 0 or areas[at].demand is None:
        return Status.UNKNOWN
    if areas[at].share is None:
        return Status.NOT_APPLICABLE
    return Status.ESTIMATED if people.areas[at].estimate else Status.OK


def _indicator(id_: str, level: str) -> Indicator:
    return Indicator(
        id=id_,
        name=t(MEASURES[SHARE]),
        kurzname=t("Anteil erreicht"),
        thema=t("Angebote und Lücken"),
        art=Kind.SHARE,
        einheit="%",
        nachkommastellen=1,
        ebenen=(level,),
        definition=t("Erreichte an allen Menschen der Zielgruppe, nach dem Modell."),
        quelle="",
    )


def _layers(
    services: Sequence[ServiceAtPlace],
    counted: Collection[str],
    undecided: Collection[str],
    new: Points,
) -> list[PictureLayer]:
    """Undecided services lowest, new places on top; what there is none of has no layer."""
    shown = spread_house_mates(services)

    def points(ids: Collection[str]) -> Points:
        return [(east, north) for id_, (north, east) in shown.items() if id_ in ids]

    layers = [
        PictureLayer(t("Angebot, unentschieden"), "quadrat", _UNDECIDED, points(undecided)),
        PictureLayer(t("Angebot, zählt mit"), "kreis", _COUNTED, points(counted)),
        PictureLayer(t("neuer Ort (Vorschlag oder Szenario)"), "raute", _NEW, new),
    ]
    return [layer for layer in layers if layer.points]


def _legend(view: MapView, layers: Sequence[PictureLayer]) -> Iterator[tuple[str, str]]:
    """Label and sign of classes, of statuses that occur, and of points."""
    for row in view.legend:
        yield row.label, _sign(swatch(0, row.colour))
    for status, label in _WITHOUT.items():
        if status in view.current.statuses:
            yield t(label), _sign(f"<defs>{definitions()}</defs>{swatch(0, WITHOUT_VALUE[status])}")
    for status, sign in MARKED.items():
        if status in view.current.statuses:
            mark = text_node(11.5, 17, sign, 16, weight=600, anchor="middle")
            yield status.label, _sign(mark)
    for layer in reversed(layers):
        path = symbol(layer.shape, 11.5, 11.5, 6.5)
        yield layer.name, _sign(f'<path d="{path}" fill="{layer.colour}"/>')


def _sign(inside: str) -> str:
    size = 'width="23" height="16" viewBox="0 3.5 23 16"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'


def _origin(monitor: Monitor, picture: MapPicture) -> str:
    """Where outlines and ground of the map are from."""
    catalog = monitor.catalog
    levels = dict.fromkeys(level.source for level in catalog.levels.values())
    outlines = ", ".join(catalog.source(source).citation for source in levels)
    rights = str((picture.ground or {}).get("attribution", ""))
    note = t("Umrisse vereinfacht: {outlines}.", outlines=outlines)
    return f"{note} {t('Hintergrund: {rights}', rights=rights)}" if rights else note
