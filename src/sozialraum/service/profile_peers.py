"""Similar areas of a level, by the published values of one common reference date."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sozialraum.analysis.similarity import similar
from sozialraum.domain.access import Role
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.period import Period
from sozialraum.domain.profiles import SimilarArea, Similarity
from sozialraum.language import t
from sozialraum.service.profile_ground import Ground

COVERED = 0.5
"""Share of the areas of a level that an indicator must cover to take part."""


@dataclass(frozen=True, eq=False)
class Peers:
    """Values of all areas of a level at one date: index = code, one column per indicator.

    ``units`` maps areas that share joint values to the first of them.
    """

    level: str
    period: Period | None
    table: pd.DataFrame
    units: dict[str, str]


def peers(ground: Ground, level: str, held: frozenset[Role]) -> Peers:
    """The values by which areas of a level are compared.

    Of the dates at which at least half as many indicators cover the level as at the fullest one,
    the newest. Counts are left out, because they compare sizes.
    """
    areas = ground.catalog.areas(level)
    covering: dict[Period, list[Indicator]] = {}
    for indicator in ground.monitor.indicators(held):
        for period, number in ground.monitor.coverage(indicator.id, level).items():
            if indicator.kind is not Kind.COUNT and number >= COVERED * len(areas):
                covering.setdefault(period, []).append(indicator)
    most = max(map(len, covering.values()), default=0)
    chosen = max((p for p, found in covering.items() if len(found) >= most / 2), default=None)
    columns: dict[str, tuple[float | None, ...]] = {}
    units: dict[str, str] = {}
    if chosen is not None:
        for indicator in covering[chosen]:
            cut = ground.cut(indicator, level, chosen)
            columns[indicator.id] = cut.values
            for group in cut.joint:
                units |= {areas[member].code: areas[group[0]].code for member in group}
    table = pd.DataFrame(columns, index=[area.code for area in areas], dtype="float64")
    return Peers(level, chosen, table, units)


def similarity(ground: Ground, found: Peers, code: str) -> Similarity:
    """The areas most similar to one, in words."""
    result = similar(found.table, code, units=found.units)
    short = {id_: ground.catalog.indicator(id_).short for id_ in found.table}
    return Similarity(
        areas=tuple(
            SimilarArea(
                code=other.code,
                name=_name(ground, found, other.code),
                distance=other.distance,
                nearest=tuple(short[id_] for id_ in other.nearest),
            )
            for other in result.found
        ),
        basis=tuple(short[id_] for id_ in result.basis),
        reason=result.reason,
        period=found.period if result.basis else None,
    )


def _name(ground: Ground, found: Peers, code: str) -> str:
    """Name of an area, with those that were published with it as one value."""
    unit = found.units.get(code)
    others = [other for other, its in found.units.items() if unit and its == unit and other != code]
    name = ground.catalog.area(found.level, code).name
    if not others:
        return name
    if len(others) == 1:
        return t(
            "{name} (gemeinsam mit {partner})",
            name=name,
            partner=ground.catalog.area(found.level, others[0]).name,
        )
    return t("{name} (gemeinsam mit {n} weiteren)", name=name, n=len(others))
