"""Bars: one indicator, one reference date, all areas of a level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sozialraum.domain.areas import Area
from sozialraum.domain.exhibits import Bar, Chart, ChartKind, Exhibit
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.domain.views import Statement
from sozialraum.language import t
from sozialraum.render.cells import PRIORITY, STATUS, UNIT, VALUE, WORDING
from sozialraum.render.formats import enumeration, inside_sentence, number, quantity
from sozialraum.render.sentences import Unit, map_sentence
from sozialraum.service.cuts import Cut
from sozialraum.service.exhibit_facts import (
    ABOUT,
    AREA,
    DATE,
    JOINT,
    SAID,
    Wanted,
    distinct,
    fact,
    sources_of,
    table,
    unsaid,
    with_priority,
)

MOST_BARS = 40
"""On levels with more areas the chart shows only the highest."""
HIGHEST = 15
NAMED_GROUPS = 3
_TITLES = (DATE, VALUE, UNIT, STATUS, JOINT, PRIORITY, WORDING)


def bars(wanted: Wanted) -> Exhibit:
    """One bar per area by value, those without a value last; the table has every area."""
    found = _cut(wanted)
    if found is None:
        return wanted.nothing()
    indicator, level, period, cut = found
    catalog = wanted.monitor.catalog
    areas = catalog.areas(level)
    said = {area.code: _said(wanted, indicator, level, area, period) for area in areas}
    partners = _partners(areas, cut)
    name = catalog.level(level).name
    facts = [
        replace(row, joint=partners.get(area.code, ""))
        for area in areas
        for row in with_priority(
            [(s, fact(s, indicator, area.name, name, area.code)) for s in said[area.code]]
        )
        or [unsaid(indicator, period, area, name)]
    ]
    drawn = _bars(wanted, indicator, areas, cut, said)
    shown = _shown(drawn)
    plural = catalog.level(level).plural
    return Exhibit(
        page=wanted.page,
        id=wanted.block.id,
        title=wanted.block.title,
        reference=period.label,
        sentence=_sentence(indicator, areas, cut, plural),
        table=table(facts, AREA, *ABOUT, *_TITLES, *SAID),
        chart=Chart(ChartKind.BARS, indicator.unit, indicator.decimals, bars=shown),
        sources=sources_of(facts),
        notes=distinct([indicator.caveat, _cut_note(drawn, shown, plural), *_joint(areas, cut)]),
        example=any((indicator.id, level, a.code) in wanted.invented for a in areas),
        reading=wanted.block.reading,
        text=wanted.block.text,
    )


def _said(
    wanted: Wanted, indicator: Indicator, level: str, area: Area, period: Period
) -> list[Statement]:
    found = wanted.monitor.statements(indicator.id, level, area.code)
    return [statement for statement in found if statement.period == period]


def _cut(wanted: Wanted) -> tuple[Indicator, str, Period, Cut] | None:
    """What is drawn; None where the first indicator may not be seen or has nothing there."""
    monitor, block = wanted.monitor, wanted.block
    indicator = wanted.indicator(block.indicators[0]) if block.indicators else None
    if indicator is None or not monitor.levels(indicator.id):
        return None
    level = block.level or monitor.best_level(indicator.id)
    if not monitor.periods(indicator.id, level):
        return None
    period = Period(block.period) if block.period else monitor.best_period(indicator.id, level)
    cut = monitor.cut(indicator.id, level, period)
    return None if cut is None else (indicator, level, period, cut)


def _bars(
    wanted: Wanted,
    indicator: Indicator,
    areas: Sequence[Area],
    cut: Cut,
    said: Mapping[str, Sequence[Statement]],
) -> list[Bar]:
    drawn = []
    for area, value, status in zip(areas, cut.values, cut.statuses, strict=True):
        preferred = next((s for s in said[area.code] if s.preferred), None)
        drawn.append(
            Bar(
                id=area.code,
                label=area.name,
                value=value,
                text=quantity(value, indicator, status),
                status=status,
                highlighted=area.code == wanted.highlight,
                source=preferred.source if preferred else None,
                wording=preferred.wording if preferred else "",
            )
        )
    return sorted(drawn, key=lambda bar: (bar.value is None, -(bar.value or 0), bar.id))


def _shown(drawn: Sequence[Bar]) -> tuple[Bar, ...]:
    if len(drawn) <= MOST_BARS:
        return tuple(drawn)
    return tuple(
        bar
        for rank, bar in enumerate(drawn)
        if bar.highlighted or (rank < HIGHEST and bar.value is not None)
    )


def _cut_note(drawn: Sequence[Bar], shown: Sequence[Bar], plural: str) -> str:
    if len(drawn) == len(shown):
        return ""
    valued = sum(bar.value is not None for bar in drawn)
    what = (
        t("die {n} höchsten Werte", n=HIGHEST)
        if valued > HIGHEST
        else t("nur {plural} mit Wert", plural=inside_sentence(plural))
    )
    usual = {bar.id for bar in drawn[:HIGHEST] if bar.value is not None}
    chosen = "".join(t(" und dazu {area}", area=bar.label) for bar in shown if bar.id not in usual)
    return t(
        "Das Diagramm zeigt {what}{chosen}; die Tabelle enthält alle {n}.",
        what=what,
        chosen=chosen,
        n=number(len(drawn)),
    )


def _partners(areas: Sequence[Area], cut: Cut) -> dict[str, str]:
    return {
        areas[member].code: " · ".join(areas[other].name for other in group if other != member)
        for group in cut.joint
        for member in group
    }


def _joint(areas: Sequence[Area], cut: Cut) -> Iterator[str]:
    groups = [enumeration([areas[member].name for member in group]) for group in cut.joint]
    if len(groups) > NAMED_GROUPS:
        yield t(
            "{n} Werte gelten jeweils für mehrere Gebiete gemeinsam; die Tabelle nennt sie unter "
            "„{column}“.",
            n=len(groups),
            column=t(JOINT),
        )
    else:
        yield from (t("Ein gemeinsamer Wert gilt für {areas}.", areas=group) for group in groups)


def _sentence(indicator: Indicator, areas: Sequence[Area], cut: Cut, plural: str) -> str:
    return map_sentence(
        [Unit(tuple(areas[p].name for p in group), value) for group, value in cut.units()],
        {status: cut.statuses.count(status) for status in Status if not status.has_value},
        indicator,
        plural,
    )
