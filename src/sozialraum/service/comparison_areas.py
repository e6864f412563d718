"""Up to five areas of a level: their map, courses over time with the city, bars at one date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sozialraum.domain.access import Role
from sozialraum.domain.comparison import AreaComparison, ComparedArea
from sozialraum.domain.exhibits import Bar, Chart, ChartKind, Column, Exhibit, TableData
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.period import Period
from sozialraum.domain.themes import Block, BlockKind, SeriesWanted
from sozialraum.domain.views import MapView, PeriodView
from sozialraum.language import t
from sozialraum.render.chart_look import QUIET
from sozialraum.render.comparison import COLOURS
from sozialraum.render.formats import quantity
from sozialraum.render.sentences import Unit, map_sentence
from sozialraum.service.comparison_facts import PAGE, cut_of, default_query, invented, sources_of
from sozialraum.service.comparison_maps import alone
from sozialraum.service.exhibit_facts import distinct
from sozialraum.service.exhibits import block_exhibit
from sozialraum.service.monitor import Monitor

COURSES = "verlauf-gebiete"
BARS = "werte-gebiete"
"""Ids of the exhibits; they stand in addresses."""


def area_comparison(
    monitor: Monitor, indicator: str, level: str, codes: Sequence[str], held: frozenset[Role]
) -> AreaComparison:
    """The areas, each at the place in ``codes`` that gives its colour; empty places are free.

    Raises ``UnknownEntry`` for what the catalogue does not know.
    """
    declared = monitor.catalog.indicator(indicator)
    date = common_date(monitor, indicator, level, [code for code in codes if code])
    whole = monitor.map_view(default_query(monitor, indicator, level, date.code))
    view = alone(whole)
    city = _city(monitor, indicator, level, date)
    areas = tuple(
        _compared(view, code, number_, city) for number_, code in enumerate(codes, start=1) if code
    )
    plain = quantity(city, declared) if city is not None else ""
    return AreaComparison(
        indicator=declared,
        view=view,
        areas=areas,
        courses=_courses(monitor, declared, level, areas, held),
        bars=_bars(monitor, declared, level, areas, date, city),
        date=date.label,
        ranked=len(_units(view.current)),
        city=plain,
    )


def common_date(monitor: Monitor, indicator: str, level: str, codes: Sequence[str]) -> Period:
    """The newest date at which all of these areas have a value, else most of them.

    Without areas the newest of the dates that cover the most.
    """
    if not codes:
        return monitor.best_period(indicator, level)
    places = [n for n, area in enumerate(monitor.catalog.areas(level)) if area.code in codes]

    def known(period: Period) -> int:
        values = cut_of(monitor, indicator, level, period.code).values
        return sum(values[place] is not None for place in places)

    return max(monitor.periods(indicator, level), key=lambda p: (known(p), p.sort_key))


def _city(monitor: Monitor, indicator: str, level: str, date: Period) -> float | None:
    """The published value of the city at exactly this date; None on its own level."""
    city = monitor.catalog.city
    return None if city == level else cut_of(monitor, indicator, city, date.code).values[0]


def _units(period: PeriodView) -> list[float]:
    """Published values; a joint one once."""
    later = {member for group in period.joint for member in group[1:]}
    return [v for n, v in enumerate(period.values) if v is not None and n not in later]


def _compared(view: MapView, code: str, number_: int, city: float | None) -> ComparedArea:
    place, current = view.codes.index(code), view.current
    value = current.values[place]
    group = next((members for members in current.joint if place in members), ())
    higher = sum(other > value for other in _units(current)) if value is not None else 0
    return ComparedArea(
        code=code,
        name=view.names[place],
        number=number_,
        colour=COLOURS[number_ - 1],
        value=value,
        status=current.statuses[place],
        rank=None if value is None else 1 + higher,
        city=None if value is None or city is None else round(value - city, 9),
        joint_with=tuple(view.names[member] for member in group if member != place),
    )


def _courses(
    monitor: Monitor,
    indicator: Indicator,
    level: str,
    areas: Sequence[ComparedArea],
    held: frozenset[Role],
) -> Exhibit:
    """All published values over time; the city is a dashed grey reference."""
    wanted = [
        SeriesWanted(indikator=indicator.id, ebene=level, gebiet=a.code, name=a.label)
        for a in areas
    ]
    city = monitor.catalog.city
    own = monitor.catalog.areas(city)[0]
    if level != city:
        wanted.append(
            SeriesWanted(indikator=indicator.id, ebene=city, gebiet=own.code, name=own.name)
        )
    block = Block(
        id=COURSES,
        art=BlockKind.COURSE,
        titel=t("Verlauf: {name}", name=indicator.name),
        reihen=tuple(wanted),
    )
    exhibit = block_exhibit(monitor, PAGE, block, held=held)
    if exhibit.chart is None:
        return exhibit
    colours = {area.label: area.colour for area in areas}
    series = tuple(
        replace(s, colour=colours.get(s.name, QUIET), reference=s.name not in colours)
        for s in exhibit.chart.series
    )
    return replace(exhibit, chart=replace(exhibit.chart, series=series))


def _bars(
    monitor: Monitor,
    indicator: Indicator,
    level: str,
    areas: Sequence[ComparedArea],
    date: Period,
    city: float | None,
) -> Exhibit:
    """The values at the common date in the order of the areas, the city last."""
    cut = cut_of(monitor, indicator.id, level, date.code)
    place_of = {area.code: n for n, area in enumerate(monitor.catalog.areas(level))}
    sources = [cut.sources[place_of[area.code]] for area in areas]
    bars = [_bar(monitor, indicator, a, s) for a, s in zip(areas, sources, strict=True)]
    notes, used = [indicator.caveat], [cut]
    if level != monitor.catalog.city:
        own = cut_of(monitor, indicator.id, monitor.catalog.city, date.code)
        name = monitor.catalog.areas(monitor.catalog.city)[0].name
        text = quantity(city, indicator, own.statuses[0])
        bars.append(Bar("", name, city, text, own.statuses[0], colour=QUIET))
        used.append(own)
        if city is None:
            notes.append(
                t("Für {city} ist am Stichtag {date} kein Wert veröffentlicht.",
                  city=name, date=date.label)
            )  # fmt: skip
    notes += [
        t(
            "{name}: ein gemeinsamer Wert mit {partners}.",
            name=area.name,
            partners=", ".join(area.joint_with),
        )
        for area in areas
        if area.joint_with
    ]
    return Exhibit(
        page=PAGE,
        id=BARS,
        title=t("Werte: {name}", name=indicator.name),
        reference=date.label,
        sentence=map_sentence(
            [Unit((bar.label,), bar.value) for bar in bars if bar.value is not None],
            Counter(area.status for area in areas if area.value is None),
            indicator,
            monitor.catalog.level(level).plural,
        ),
        table=_table(monitor, indicator, level, areas, bars, date),
        chart=Chart(ChartKind.BARS, indicator.unit, indicator.decimals, bars=tuple(bars)),
        sources=sources_of(monitor, used),
        notes=distinct(notes),
        example=invented(monitor, used),
    )  # fmt: skip


def _bar(monitor: Monitor, indicator: Indicator, area: ComparedArea, source: str) -> Bar:
    return Bar(
        id=area.code,
        label=area.label,
        value=area.value,
        text=quantity(area.value, indicator, area.status),
        status=area.status,
        source=monitor.catalog.source(source) if source else None,
        colour=area.colour,
    )


def _table(
    monitor: Monitor,
    indicator: Indicator,
    level: str,
    areas: Sequence[ComparedArea],
    bars: Sequence[Bar],
    date: Period,
) -> TableData:
    """One row per area with rank and distance to the city."""
    columns = (
        Column(t("Gebiet")),
        Column(t("Schlüssel"), export_only=True),
        Column(t("Raumebene"), export_only=True),
        Column(t("Stichtag"), export_only=True),
        Column(t("Wert am Stichtag"), numeric=True, decimals=indicator.decimals),
        Column(t("Einheit"), export_only=True),
        Column(t("Status")),
        Column(t("Rang"), numeric=True),
        Column(t("Abstand zur Stadt"), numeric=True, decimals=indicator.decimals),
        Column(t("Quelle")),
    )
    found = {area.code: area for area in areas}
    levels = monitor.catalog
    rows = []
    for bar in bars:
        area = found.get(bar.id)
        rows.append(
            (
                bar.label,
                bar.id,
                levels.level(level if area else levels.city).name,
                date.label,
                bar.value,
                indicator.unit,
                bar.status.label,
                float(area.rank) if area and area.rank else None,
                area.city if area else None,
                bar.source.citation if bar.source else "",
            )
        )
    return TableData(columns, tuple(rows))
