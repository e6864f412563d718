"""The courses of an area sheet: which indicators are worth a chart, against the city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, groupby

from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.themes import Block, BlockKind
from sozialraum.language import n_, t
from sozialraum.render.formats import enumeration
from sozialraum.service.exhibits import block_exhibit
from sozialraum.service.profile_ages import is_age_group
from sozialraum.service.profile_ground import PAGE, Ground, Spot
from sozialraum.service.profile_values import Told

COURSES = 6
"""Courses of a sheet: the indicator of the start map first, then one per topic."""
_GROUND = frozenset({"km²", "ha"})
"""Sizes of ground are no course: published ones differ by state and rounding."""
_READING = n_(
    "Jeder Punkt ist ein veröffentlichter Wert. Eine Linie verbindet nur benachbarte Jahre, die "
    "vergleichbar sind."
)


def courses(
    ground: Ground, spot: Spot, told: Mapping[str, Told], held: frozenset[Role]
) -> list[Exhibit]:
    """Courses of indicators with values at two comparable dates, at most :data:`COURSES`.

    Of every topic the indicator with most dates, then the first in the catalogue. Age groups are
    left to the age structure.
    """
    start = ground.catalog.start.map.indicator
    able = [
        entry
        for entry in told.values()
        if entry.indicator.id == start
        or not (is_age_group(entry.indicator) or entry.indicator.unit in _GROUND)
    ]
    able = [entry for entry in able if _comparable(entry)]
    able.sort(key=lambda entry: (entry.indicator.id != start, -len(entry.valued)))
    topics: dict[str, Told] = {}
    for entry in able:
        topics.setdefault(entry.indicator.topic, entry)
    return [_course(ground, spot, entry, held) for entry in list(topics.values())[:COURSES]]


def _comparable(told: Told) -> bool:
    return any(
        a.edition == b.edition and not told.indicator.comparable(a.period.code, b.period.code)
        for a, b in combinations(told.valued, 2)
    )


def _course(ground: Ground, spot: Spot, told: Told, held: frozenset[Role]) -> Exhibit:
    indicator, city, name = told.indicator, ground.city, ground.catalog.area(*spot).name
    level, code = told.spot
    shown = name if told.spot == spot else ground.title(told.spot)
    series = [{"indikator": indicator.id, "ebene": level, "gebiet": code, "name": shown}]
    statements = ground.monitor.statements(indicator.id, *city)
    if spot != city and any(statement.value is not None for statement in statements):
        series.append({"indikator": indicator.id, "ebene": city[0], "gebiet": city[1]})
    block = Block.model_validate(
        {
            "id": f"verlauf-{indicator.id.replace('_', '-')}",
            "art": BlockKind.COURSE,
            "titel": f"{indicator.name}: {name}",
            "reihen": series,
            "lesehilfe": t(_READING),
        }
    )
    exhibit = block_exhibit(ground.monitor, PAGE, block, held=held)
    return _with_joint_values(ground, told, exhibit)


def _with_joint_values(ground: Ground, told: Told, exhibit: Exhibit) -> Exhibit:
    """Says which values hold for several areas, and joins them with none that hold for one."""
    periods = [statement.period for statement in told.valued]
    partners = [
        tuple(ground.partners(told.indicator, told.spot[0], period).get(told.spot[1], ()))
        for period in periods
    ]
    if exhibit.chart is None or not any(partners):
        return exhibit
    first, *others = exhibit.chart.series
    runs = [
        tuple(group)
        for run in first.segments
        for _, group in groupby(run, key=lambda position: partners[position])
    ]
    first = replace(first, segments=tuple(run for run in runs if len(run) > 1))
    said = [
        t(
            "Der Wert {period} gilt gemeinsam mit {areas}",
            period=period.label,
            areas=enumeration(names),
        )
        for period, names in zip(periods, partners, strict=True)
        if names
    ]
    warning = t("Gemeinsame Werte und Werte für das Gebiet allein sind nicht vergleichbar.")
    return replace(
        exhibit,
        chart=replace(exhibit.chart, series=(first, *others)),
        sentence=f"{exhibit.sentence} {'. '.join(said)}.",
        notes=(f"{'. '.join(said)}. {warning}", *exhibit.notes),
    )
