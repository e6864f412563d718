"""The age structure of an area sheet: published shares of age groups, and nothing in between."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sozialraum.domain.exhibits import Bar, Chart, ChartKind, Exhibit
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.period import Period
from sozialraum.domain.views import Statement
from sozialraum.language import t
from sozialraum.render.cells import STATUS, SUBJECT, UNIT, VALUE, WORDING
from sozialraum.render.formats import enumeration, quantity
from sozialraum.service.exhibit_facts import (
    ABOUT,
    AREA,
    DATE,
    JOINT,
    SAID,
    distinct,
    fact,
    sources_of,
    table,
)
from sozialraum.service.profile_ground import PAGE, Ground, Spot
from sozialraum.service.profile_values import Told

_AGE = re.compile(r"anteil_(?:unter_(\d+)|(\d+)_bis_unter_(\d+)|ab_(\d+))")
_ENDLESS = 200
_FEWEST = 2


@dataclass(frozen=True)
class _Group:
    """Ages from ``low`` to below ``high`` in years, with the statement about their share."""

    low: int
    high: int
    told: Told
    statement: Statement

    @property
    def indicator(self) -> Indicator:
        return self.told.indicator


def is_age_group(indicator: Indicator) -> bool:
    """True for shares of the population by age: ``anteil_unter_6``, ``anteil_ab_80`` and so on."""
    return _AGE.fullmatch(indicator.id) is not None


def ages(ground: Ground, spot: Spot, told: Mapping[str, Told]) -> Exhibit | None:
    """Shares of the age groups at one reference date; None with fewer than two groups."""
    groups = _groups(told)
    if len(groups) < _FEWEST:
        return None
    period, spoken = groups[0].statement.period, groups[0].told.spot
    level, area = ground.catalog.level(spoken[0]).name, ground.catalog.area(*spoken)
    partners = {g.indicator.id: _partners(ground, g) for g in groups}
    facts = [
        replace(
            fact(g.statement, g.indicator, area.name, level, area.code),
            joint=" · ".join(partners[g.indicator.id]),
        )
        for g in groups
    ]
    bars = tuple(_bar(group) for group in groups)
    said = enumeration([f"{bar.label}: {bar.text}" for bar in bars])
    decimals = max(group.indicator.decimals for group in groups)
    titles = (SUBJECT, AREA, *ABOUT, DATE, VALUE, UNIT, STATUS, JOINT, WORDING)
    return Exhibit(
        page=PAGE,
        id="altersaufbau",
        title=t("Anteile von Altersgruppen: {name}", name=ground.catalog.area(*spot).name),
        reference=period.label,
        sentence=t("Veröffentlichte Anteile an der Bevölkerung: {shares}.", shares=said),
        table=table(facts, *titles, *SAID),
        chart=Chart(ChartKind.BARS, groups[0].indicator.unit, decimals, bars=bars),
        sources=sources_of(facts),
        notes=distinct(
            [
                *(
                    t("Gilt gemeinsam mit {names}.", names=enumeration(names))
                    for names in partners.values()
                    if names
                ),
                _unpublished(groups),
                *(group.indicator.caveat for group in groups),
            ]
        ),
        example=any((group.indicator.id, *spoken) in ground.invented for group in groups),
    )


def _groups(told: Mapping[str, Told]) -> list[_Group]:
    """Groups that do not overlap, by age, at the date with most of them (the newest of these)."""
    found: dict[tuple[Period, Spot], list[_Group]] = {}
    for entry in told.values():
        match = _AGE.fullmatch(entry.indicator.id)
        if match is None:
            continue
        below, low, high, above = match.groups()
        first, last = int(low or above or 0), int(high or below or _ENDLESS)
        for statement in entry.valued:
            at = found.setdefault((statement.period, entry.spot), [])
            at.append(_Group(first, last, entry, statement))
    apart = sorted((_apart(groups) for _, groups in sorted(found.items())), key=len)
    return apart[-1] if apart else []


def _apart(groups: Sequence[_Group]) -> list[_Group]:
    """The narrowest groups first, of the others those that overlap none of them."""
    kept: list[_Group] = []
    for group in sorted(groups, key=lambda g: (g.high - g.low, g.low)):
        if all(group.high <= other.low or group.low >= other.high for other in kept):
            kept.append(group)
    return sorted(kept, key=lambda g: g.low)


def _bar(group: _Group) -> Bar:
    statement = group.statement
    return Bar(
        id=group.indicator.id,
        label=group.indicator.short,
        value=statement.value,
        text=quantity(statement.value, group.indicator, statement.status),
        status=statement.status,
        source=statement.source,
        wording=statement.wording,
    )


def _partners(ground: Ground, group: _Group) -> list[str]:
    level, code = group.told.spot
    return ground.partners(group.indicator, level, group.statement.period).get(code, [])


def _unpublished(groups: Sequence[_Group]) -> str:
    """The ages that no group covers, in words."""
    ends, starts = [0, *(g.high for g in groups)], [*(g.low for g in groups), _ENDLESS]
    holes = [
        t("{low} bis unter {high} Jahre", low=low, high=high)
        if high < _ENDLESS
        else t("ab {low} Jahren", low=low)
        for low, high in zip(ends, starts, strict=True)
        if high > low
    ]
    if not holes:
        return ""
    return t(
        "Nicht veröffentlicht: {holes}. Der Rest auf 100 % ist nicht errechnet, "
        "denn die veröffentlichten Anteile sind gerundet.",
        holes=enumeration(holes),
    )
