"""Two indicators on one level in three classes each: a map of nine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sozialraum.analysis.difference import same_groups
from sozialraum.classification import Classes, classify
from sozialraum.domain.comparison import Thirds
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.period import Period
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.status import Status
from sozialraum.domain.views import Detail, LegendRow, MapView, Matrix, PeriodView
from sozialraum.language import t
from sozialraum.render.formats import class_labels, enumeration, quantity
from sozialraum.render.palettes import two_questions
from sozialraum.service.comparison_facts import (
    between,
    computed,
    cut_of,
    joint_note,
    sources_of,
)
from sozialraum.service.cuts import Cut
from sozialraum.service.exhibit_facts import distinct
from sozialraum.service.monitor import Monitor

_SCHEMES = {Thirds.TERCILES: Scheme.QUANTILES, Thirds.EQUAL: Scheme.EQUAL}
_MISSING = (Status.SECRET, Status.UNKNOWN, Status.LATER, Status.NOT_APPLICABLE)
_DOUBTS = (Status.ESTIMATED, Status.UNCERTAIN)


@dataclass(frozen=True)
class Side:
    """One of the two indicators at its date, in at most three classes."""

    indicator: Indicator
    date: str
    cut: Cut
    classes: Classes

    @property
    def numbers(self) -> list[int]:
        """Class of every area, -1 without a value."""
        found: list[int] = self.classes.assign(pd.Series(self.cut.values, dtype=float)).tolist()
        return found

    @property
    def count(self) -> int:
        """Number of classes, at least one."""
        return max(1, self.classes.k)

    @property
    def labels(self) -> list[str]:
        """The classes in words, from low to high."""
        if not self.classes.k:
            return [t("ohne Wert")]
        found = self.classes
        return class_labels(found.limits, self.indicator.decimals, found.low, found.high)

    @property
    def title(self) -> str:
        """Short name, date and unit, as axes are called."""
        unit = f" ({self.indicator.unit})" if self.indicator.unit else ""
        return f"{self.indicator.short}, {Period(self.date).label}{unit}"


def side_of(monitor: Monitor, id_: str, date: str, level: str, thirds: Thirds) -> Side:
    """An indicator at a date in at most three classes; a joint value counts once."""
    indicator = monitor.catalog.indicator(id_)
    cut = cut_of(monitor, id_, level, date)
    values = pd.Series([value for _, value in cut.units()], dtype=float)
    found = classify(values, _SCHEMES[thirds], 3, decimals=indicator.decimals)
    return Side(indicator, date, cut, found)


def pair_view(
    monitor: Monitor, sides: tuple[Side, Side], level_id: str, thirds: Thirds, sentence: str
) -> MapView:
    """The map of both: class number = row (second) times columns plus column (first)."""
    catalog = monitor.catalog
    level, areas = catalog.level(level_id), catalog.areas(level_id)
    first, second = sides
    cells = zip(first.numbers, second.numbers, strict=True)
    classes = [-1 if min(a, b) < 0 else b * first.count + a for a, b in cells]
    period = between(first.date, second.date)
    legend = _legend(first, second)
    groups, _ = same_groups(first.cut.joint, second.cut.joint)
    shown = computed(
        first.indicator,
        id="vergleich_zwei",
        name=_name(first, second),
        short=_name(first, second),
        kind=Kind.INDEX,
        unit="",
        decimals=0,
    )
    return MapView(
        query=LayerQuery(shown.id, level_id, period.code, Scheme.OWN, len(legend)),
        indicator=shown,
        level_name=level.name,
        level_plural=level.plural,
        codes=tuple(area.code for area in areas),
        names=tuple(area.name for area in areas),
        legend=legend,
        periods=(
            PeriodView(
                period=period,
                values=tuple(float(n) if n >= 0 else None for n in classes),
                statuses=tuple(map(_status, first.cut.statuses, second.cut.statuses)),
                classes=tuple(classes),
                counts=tuple(classes.count(n) for n in range(len(legend))),
                joint=groups,
                sources=tuple(catalog.source(s) if s else None for s in first.cut.sources),
                sentence=f"{_missing(sides, classes, level.plural)}{sentence}",
            ),
        ),
        sources=sources_of(monitor, (first.cut, second.cut)),
        notes=_notes(sides, thirds, len(groups)),
        matrix=Matrix(first.title, tuple(first.labels), second.title, tuple(second.labels)),
        details=tuple(_detail(side) for side in sides),
        valueless=True,
    )


def _name(first: Side, second: Side) -> str:
    names = first.indicator.short, second.indicator.short
    if first.date == second.date:
        return t("{first} und {second}", first=names[0], second=names[1])
    return t(
        "{first} ({date}) und {second} ({date2})",
        first=names[0],
        date=Period(first.date).label,
        second=names[1],
        date2=Period(second.date).label,
    )


def _legend(first: Side, second: Side) -> tuple[LegendRow, ...]:
    colours = iter(two_questions(first.count, second.count))
    return tuple(
        LegendRow(f"{first.indicator.short} {a}; {second.indicator.short} {b}", next(colours))
        for b in second.labels
        for a in first.labels
    )


def _status(first: Status, second: Status) -> Status:
    """Of two statuses the one that says why something is missing or in doubt."""
    both = (first, second)
    return next((s for s in (*_MISSING, *_DOUBTS) if s in both), Status.OK)


def _missing(sides: tuple[Side, Side], classes: Sequence[int], plural: str) -> str:
    statuses = zip(sides[0].cut.statuses, sides[1].cut.statuses, classes, strict=True)
    without = Counter(_status(a, b).label for a, b, n in statuses if n < 0)
    said = enumeration([f"{count} {word}" for word, count in without.items()])
    return t("{plural} ohne beide Werte: {said}.", plural=plural, said=said) + " " if said else ""


def _detail(side: Side) -> Detail:
    texts = map(
        quantity, side.cut.values, [side.indicator] * len(side.cut.values), side.cut.statuses
    )
    return Detail(f"{side.indicator.short}, {Period(side.date).label}", tuple(texts))


def _notes(sides: tuple[Side, Side], thirds: Thirds, groups: int) -> tuple[str, ...]:
    if thirds is Thirds.TERCILES:
        how = t(
            "Klassen: Für jeden Indikator sind die veröffentlichten Werte in drei gleich große "
            "Gruppen geteilt (Terzile)."
        )
    else:
        how = t(
            "Klassen: Für jeden Indikator ist die Spanne der Werte in drei gleich breite Teile "
            "geteilt; die Zahl der Gebiete darin ist verschieden."
        )
    dates = ""
    if sides[0].date != sides[1].date:
        dates = t(
            "Die Stichtage sind verschieden: {first} ({date}), {second} ({date2}).",
            first=sides[0].indicator.short,
            date=Period(sides[0].date).label,
            second=sides[1].indicator.short,
            date2=Period(sides[1].date).label,
        )
    ties = [f"{s.indicator.short}: {s.classes.note}" for s in sides if s.classes.note]
    caveats = [side.indicator.caveat for side in sides]
    return distinct([dates, how, *ties, joint_note(groups), *caveats])
