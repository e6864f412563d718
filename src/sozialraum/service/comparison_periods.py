"""Two reference dates of one indicator: what changed where, as map, bars and table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sozialraum.analysis.difference import (
    around_zero,
    around_zero_class,
    same_groups,
)
from sozialraum.domain.access import Role
from sozialraum.domain.comparison import AreaChange, Difference, Measure
from sozialraum.domain.exhibits import Bar, Cell, Chart, ChartKind, Column, Exhibit, TableData
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.period import Period
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.views import Detail, LegendRow, MapView, PeriodView
from sozialraum.language import t
from sozialraum.render.comparison_words import (
    change_text,
    difference_sentence,
    measure_note,
    strongest,
    unit_of,
    zero_labels,
)
from sozialraum.render.formats import number, quantity
from sozialraum.render.palettes import AROUND_ZERO
from sozialraum.service.comparison_facts import (
    PAGE,
    between,
    computed,
    invented,
    joint_note,
    sources_of,
)
from sozialraum.service.comparison_sides import Sides, changes_of
from sozialraum.service.cuts import border_notices
from sozialraum.service.exhibit_facts import distinct
from sozialraum.service.monitor import Monitor

CHANGES = "veraenderung"
"""Id of the exhibit; it stands in addresses."""
LARGEST = 10
RELATIVE_DECIMALS = 1


def difference_of(
    monitor: Monitor,
    indicator: str,
    level: str,
    first: str,
    second: str,
    held: frozenset[Role],
    area: str = "",
) -> Difference:
    """Second minus first date. Whoever asks has looked whether both may be compared.

    ``area`` is the code that the bars emphasise. Raises ``UnknownEntry`` for what the catalogue
    does not know.
    """
    declared = monitor.catalog.indicator(indicator)
    sides = Sides(monitor, held, declared, level, (first, second))
    groups, torn = same_groups(sides.cuts[0].joint, sides.cuts[1].joint, sides.equal)
    changes = tuple(changes_of(sides, groups, torn))
    decimals = RELATIVE_DECIMALS if sides.measure is Measure.RELATIVE else declared.decimals
    shown = computed(
        declared,
        id="vergleich_veraenderung",
        name=t("Veränderung: {name}", name=declared.name),
        short=t("Veränderung: {name}", name=declared.short),
        kind=Kind.DIFFERENCE,
        unit=unit_of(declared, sides.measure),
        decimals=decimals,
    )
    limits = around_zero([c.value for c in changes if c.value is not None], decimals)
    plural = monitor.catalog.level(level).plural
    sentence = difference_sentence(changes, limits, shown, plural)
    view = _view(sides, shown, changes, groups, limits, sentence, torn)
    exhibit = _exhibit(sides, shown, changes, sentence, view.notes, area)
    return Difference(declared, sides.measure, view, exhibit, changes, sentence)


def _view(
    sides: Sides,
    shown: Indicator,
    changes: Sequence[AreaChange],
    groups: tuple[tuple[int, ...], ...],
    limits: tuple[float, float, float],
    sentence: str,
    torn: frozenset[int],
) -> MapView:
    catalog = sides.monitor.catalog
    areas, level = catalog.areas(sides.level), catalog.level(sides.level)
    of_area = {code: change for change in changes for code in change.codes}
    ordered = [of_area[area.code] for area in areas]
    classes = [-1 if c.value is None else around_zero_class(c.value, limits) for c in ordered]
    sources = sources_of(sides.monitor, sides.cuts)
    period = between(*sides.dates)
    labels = zero_labels(limits, shown.decimals)
    legend = [LegendRow(*pair) for pair in zip(labels, AROUND_ZERO, strict=True)]
    return MapView(
        query=LayerQuery(shown.id, sides.level, period.code, Scheme.OWN, len(legend)),
        indicator=shown,
        level_name=level.name,
        level_plural=level.plural,
        codes=tuple(area.code for area in areas),
        names=tuple(area.name for area in areas),
        legend=tuple(legend),
        periods=(
            PeriodView(
                period=period,
                values=tuple(c.value for c in ordered),
                statuses=tuple(c.status for c in ordered),
                classes=tuple(classes),
                counts=tuple(classes.count(n) for n in range(len(legend))),
                joint=groups,
                sources=tuple(catalog.source(s) if s else None for s in sides.cuts[1].sources),
                sentence=sentence,
            ),
        ),
        sources=sources,
        notes=distinct(_notes(sides, changes, groups, torn)),
        details=_details(sides, ordered),
    )


def _details(sides: Sides, ordered: Sequence[AreaChange]) -> tuple[Detail, ...]:
    indicator = sides.indicator
    before = tuple(quantity(c.before, indicator, c.before_status) for c in ordered)
    after = tuple(quantity(c.after, indicator, c.after_status) for c in ordered)
    found = [Detail(sides.labels[0], before), Detail(sides.labels[1], after)]
    if indicator.kind is not Kind.COUNT and any(c.cases for c in ordered):
        found.append(Detail(t("Fallzahlen"), tuple(c.cases for c in ordered)))
    return tuple(found)


def _notes(
    sides: Sides,
    changes: Sequence[AreaChange],
    groups: Sequence[tuple[int, ...]],
    torn: frozenset[int],
) -> Iterator[str]:
    yield measure_note(sides.measure, sides.indicator)
    yield sides.indicator.caveat
    yield joint_note(len(groups))
    if torn:
        yield t(
            "{n} Gebiete wurden nur an einem der Stichtage gemeinsam mit anderen veröffentlicht. "
            "Dort gibt es keine Differenz: Die Werte gelten für verschiedene Gebiete.",
            n=len(torn),
        )
    small = sum(change.small for change in changes)
    if small:
        yield t(
            "Kleine Zahlen: Bei {n} Werten ist die Grundlage kleiner als {minimum}. Dort machen "
            "schon wenige Fälle eine große Veränderung; die Tabelle nennt sie.",
            n=number(small),
            minimum=number(sides.minimum),
        )
    elif sides.indicator.minimum_base and all(change.base is None for change in changes):
        yield t(
            "Kleine Zahlen: Unter einer Grundlage von {minimum} sagt eine Veränderung wenig. Wie "
            "groß sie in den Gebieten ist, ist nicht veröffentlicht.",
            minimum=number(sides.minimum),
        )
    catalog = sides.monitor.catalog
    spoken = {Period(d): c for d, c in zip(sides.dates, sides.cuts, strict=True) if c.tables}
    yield from border_notices(catalog, sides.level, spoken, spoken)


def _exhibit(
    sides: Sides,
    shown: Indicator,
    changes: Sequence[AreaChange],
    sentence: str,
    notes: tuple[str, ...],
    area: str,
) -> Exhibit:
    largest = strongest(changes, LARGEST)
    bars = tuple(
        Bar(
            id=change.codes[0],
            label=change.label,
            value=change.value,
            text=_said(change, shown),
            status=change.status,
            highlighted=area in change.codes,
        )
        for change in largest
    )
    first, second = sides.labels
    return Exhibit(
        page=PAGE,
        id=CHANGES,
        title=t("Die größten Veränderungen: {name}", name=sides.indicator.name),
        reference=t("{start} bis {end}", start=first, end=second),
        sentence=sentence,
        table=_table(sides, shown, changes),
        chart=Chart(ChartKind.BARS, shown.unit, shown.decimals, bars=bars) if bars else None,
        sources=sources_of(sides.monitor, sides.cuts),
        notes=notes,
        example=invented(sides.monitor, sides.cuts),
        text=t(
            "Bis zu zehn Gebiete, die stärksten Zunahmen und Abnahmen. Die Tabelle enthält alle."
        ),
    )


def _said(change: AreaChange, shown: Indicator) -> str:
    text = change_text(change.value, change.status, shown)
    return t("{text}; Fälle: {cases}", text=text, cases=change.cases) if change.cases else text


def _table(sides: Sides, shown: Indicator, changes: Sequence[AreaChange]) -> TableData:
    """One row per published value, the strongest increase first, those without a change last."""
    catalog, decimals = sides.monitor.catalog, sides.indicator.decimals
    first, second = sides.labels
    names = {area.code: area.name for area in catalog.areas(sides.level)}
    columns = (
        Column(t("Gebiet")),
        Column(t("Schlüssel"), export_only=True),
        Column(t("Raumebene"), export_only=True),
        Column(first, numeric=True, decimals=decimals),
        Column(second, numeric=True, decimals=decimals),
        Column(t("Veränderung"), numeric=True, decimals=shown.decimals),
        Column(t("Einheit der Veränderung")),
        Column(t("Status")),
        Column(t("Status {date}", date=first), export_only=True),
        Column(t("Status {date}", date=second), export_only=True),
        Column(t("Fallzahlen")),
        Column(t("Kleine Zahlen")),
    )
    ordered = sorted(changes, key=lambda c: (c.value is None, -(c.value or 0), c.codes))
    rows: list[tuple[Cell, ...]] = [
        (
            " · ".join(names[code] for code in change.codes),
            ", ".join(change.codes),
            catalog.level(sides.level).name,
            change.before,
            change.after,
            change.value,
            shown.unit,
            change.status.label,
            change.before_status.label,
            change.after_status.label,
            change.cases,
            t("kleine Grundlage") if change.small else "",
        )
        for change in ordered
    ]
    return TableData(columns, tuple(rows))
