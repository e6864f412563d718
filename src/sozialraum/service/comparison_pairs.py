"""Two indicators on one level: a map of nine classes, a scatter plot, how far they go together."""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.analysis.bivariate import medians, paired, quadrant, spearman
from sozialraum.domain.comparison import Pair, Thirds, TwoIndicators
from sozialraum.domain.exhibits import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Exhibit,
    Scatter,
    Spot,
    TableData,
)
from sozialraum.domain.period import Period
from sozialraum.domain.views import MapView
from sozialraum.language import t
from sozialraum.render.comparison_words import correlation_sentence
from sozialraum.render.formats import enumeration, quantity
from sozialraum.service.comparison_facts import (
    PAGE,
    invented,
    label_of,
)
from sozialraum.service.comparison_thirds import Side, pair_view, side_of
from sozialraum.service.monitor import Monitor

SCATTER = "streuung"
"""Id of the exhibit; it stands in addresses."""


def two_indicators(
    monitor: Monitor,
    wanted: tuple[tuple[str, str], tuple[str, str]],
    level: str,
    thirds: Thirds,
    area: str = "",
) -> TwoIndicators:
    """Both indicators, each (id, reference date). Raises ``UnknownEntry`` for unknown ones.

    ``area`` is the code of the area that the plot emphasises.
    """
    sides = tuple(side_of(monitor, *entry, level, thirds) for entry in wanted)
    first, second = sides
    joint = first.cut.joint, second.cut.joint
    found = paired(first.cut.values, second.cut.values, joint)
    middle = medians([(a, b) for _, a, b in found])
    codes = [entry.code for entry in monitor.catalog.areas(level)]
    pairs = tuple(
        Pair(
            codes=tuple(codes[p] for p in positions),
            label=label_of(monitor, level, positions),
            first=a,
            second=b,
            quadrant=quadrant(a, b, middle),
        )
        for positions, a, b in found
        if middle is not None
    )
    correlation = spearman([(pair.first, pair.second) for pair in pairs])
    sentence = correlation_sentence(correlation, len(pairs))
    view = pair_view(monitor, (first, second), level, thirds, sentence)
    exhibit = _exhibit(monitor, (first, second), level, pairs, middle, view, area)
    indicators = first.indicator, second.indicator
    return TwoIndicators(indicators, view, exhibit, pairs, middle, correlation, sentence)


def _exhibit(
    monitor: Monitor,
    sides: tuple[Side, Side],
    level: str,
    pairs: Sequence[Pair],
    middle: tuple[float, float] | None,
    view: MapView,
    area: str,
) -> Exhibit:
    cuts = [side.cut for side in sides]
    return Exhibit(
        page=PAGE,
        id=SCATTER,
        title=t(
            "{first} und {second}", first=sides[0].indicator.name, second=sides[1].indicator.name
        ),
        reference=" / ".join(dict.fromkeys(Period(side.date).label for side in sides)),
        sentence=view.current.sentence,
        table=_table(monitor, sides, level, view),
        chart=_chart(sides, pairs, middle, view, area) if middle is not None else None,
        sources=view.sources,
        notes=view.notes,
        example=invented(monitor, cuts),
        reading=t("Jeder Punkt ist ein veröffentlichtes Wertepaar. Die Linien sind die Mediane.")
        if middle is not None
        else "",
    )


def _chart(
    sides: tuple[Side, Side],
    pairs: Sequence[Pair],
    middle: tuple[float, float],
    view: MapView,
    area: str,
) -> Chart:
    place_of = {code: n for n, code in enumerate(view.codes)}
    spots = tuple(
        Spot(
            id=pair.codes[0],
            label=pair.label,
            x=pair.first,
            y=pair.second,
            texts=(
                quantity(pair.first, sides[0].indicator),
                quantity(pair.second, sides[1].indicator),
            ),
            colour=view.legend[view.current.classes[place_of[pair.codes[0]]]].colour,
            highlighted=area in pair.codes,
        )
        for pair in pairs
    )
    indicators = [side.indicator for side in sides]
    scatter = Scatter(
        spots,
        titles=(sides[0].title, sides[1].title),
        decimals=(indicators[0].decimals, indicators[1].decimals),
        middle=middle,
    )
    return Chart(ChartKind.SCATTER, "", indicators[0].decimals, zero=False, scatter=scatter)


def _table(monitor: Monitor, sides: tuple[Side, Side], level: str, view: MapView) -> TableData:
    """One row per area: both values, both statuses, both classes; nobody is left out."""
    columns = [Column(t("Gebiet")), Column(t("Schlüssel"), export_only=True)]
    columns.append(Column(t("Raumebene"), export_only=True))
    for side in sides:
        title = f"{side.indicator.short}, {Period(side.date).label}"
        columns.append(Column(title, numeric=True, decimals=side.indicator.decimals))
        columns.append(Column(t("Status: {title}", title=title)))
    columns.append(Column(t("Klasse")))
    name = monitor.catalog.level(level).name
    rows: list[tuple[Cell, ...]] = []
    for place, (code, area) in enumerate(zip(view.codes, view.names, strict=True)):
        cells: list[Cell] = [area, code, name]
        for side in sides:
            cells += [side.cut.values[place], side.cut.statuses[place].label]
        chosen = view.current.classes[place]
        rows.append((*cells, view.legend[chosen].label if chosen >= 0 else ""))
    return TableData(tuple(columns), tuple(rows))


def median_words(found: TwoIndicators) -> str:
    """Where the lines of the plot lie."""
    if found.medians is None:
        return ""
    said = [
        f"{indicator.short} {quantity(value, indicator)}"
        for indicator, value in zip(found.indicators, found.medians, strict=True)
    ]
    return t("Mediane der Wertepaare: {said}.", said=enumeration(said))
