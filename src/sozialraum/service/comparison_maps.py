"""Two maps of one level side by side, or one over the other: which classes they share."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sozialraum.classification import classify
from sozialraum.domain.comparison import TwoMaps
from sozialraum.domain.exhibits import Cell, Column, Exhibit, TableData
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.views import MapView
from sozialraum.language import t
from sozialraum.service.comparison_facts import (
    PAGE,
    cut_of,
    default_query,
    invented,
    refusal,
    sources_of,
)
from sozialraum.service.exhibit_facts import distinct
from sozialraum.service.monitor import Monitor

VALUES = "werte"
"""Id of the exhibit; it stands in addresses."""


def two_maps(
    monitor: Monitor, left: tuple[str, str], right: tuple[str, str], level: str
) -> TwoMaps:
    """Two maps, each (indicator, reference date).

    One indicator at two dates that may be compared has the same classes on both, from the values
    of both dates; everything else has its own.
    """
    same = left[0] == right[0]
    reason = refusal(monitor, left[0], level, left[1], right[1]) if same else ""
    if same and not reason:
        dates = left[1], right[1]
        first, second = (_shared(monitor, left[0], level, dates, date) for date in dates)
        note = t("Beide Karten haben dieselben Klassen.")
    else:
        first, second = (default_query(monitor, id_, level, date) for id_, date in (left, right))
        own = t("Jede Karte hat ihre eigenen Klassen: Gleiche Farben bedeuten nicht gleiche Werte.")
        note = f"{reason} {own}".strip()
    maps = alone(monitor.map_view(first)), alone(monitor.map_view(second))
    return TwoMaps(*maps, shared=same and not reason, note=note)


def swipe_view(found: TwoMaps) -> MapView:
    """Two dates of shared classes in one view; the second one is the current one."""
    sources = {source.id: source for source in (*found.left.sources, *found.right.sources)}
    both = found.left.periods + found.right.periods
    return replace(found.right, periods=both, sources=tuple(sources.values()))


def alone(view: MapView) -> MapView:
    """Without the further dates of a time slider and their sources."""
    sources = {source.id: source for source in view.current.sources if source}
    ordered = tuple(sources[id_] for id_ in sorted(sources))
    return replace(view, periods=(view.current,), sources=ordered)


def _shared(
    monitor: Monitor, indicator: str, level: str, dates: tuple[str, str], date: str
) -> LayerQuery:
    """The query for one of two dates, in the classes of both; a joint value counts once."""
    usual = default_query(monitor, indicator, level, date)
    if usual.scheme is Scheme.OWN:
        return usual
    decimals = monitor.catalog.indicator(indicator).decimals
    cuts = [cut_of(monitor, indicator, level, code) for code in dates]
    values = pd.Series([value for cut in cuts for _, value in cut.units()], dtype=float)
    found = classify(values, usual.scheme, usual.k, decimals=decimals)
    limits = found.limits or ((found.low,) if found.k else ())
    return replace(usual, scheme=Scheme.OWN, breaks=limits) if limits else usual


def values_exhibit(monitor: Monitor, found: TwoMaps, names: tuple[str, str]) -> Exhibit:
    """Both maps as one table, one row per area; ``names`` are the titles of the maps."""
    sides = (found.left, found.right)
    columns = [Column(t("Gebiet")), Column(t("Schlüssel")), Column(t("Raumebene"))]
    for side, name in zip(sides, names, strict=True):
        columns.append(Column(name, numeric=True, decimals=side.indicator.decimals))
        columns.append(Column(t("Einheit: {title}", title=name)))
        columns.append(Column(t("Status: {title}", title=name)))
    rows: list[tuple[Cell, ...]] = []
    for place, (code, area) in enumerate(zip(found.left.codes, found.left.names, strict=True)):
        cells: list[Cell] = [area, code, found.left.level_name]
        for side in sides:
            current = side.current
            cells += [current.values[place], side.indicator.unit, current.statuses[place].label]
        rows.append(tuple(cells))
    cuts = [
        cut_of(monitor, side.indicator.id, side.query.level, side.query.period) for side in sides
    ]
    return Exhibit(
        page=PAGE,
        id=VALUES,
        title=" / ".join(names),
        reference=" / ".join(dict.fromkeys(side.current.period.label for side in sides)),
        sentence=" ".join(side.current.sentence for side in sides),
        table=TableData(tuple(columns), tuple(rows)),
        sources=sources_of(monitor, cuts),
        notes=distinct([found.note, *found.left.notes, *found.right.notes]),
        example=invented(monitor, cuts),
    )
