"""The observations of a release in the shape that views need: read once, then only looked up.

A *cut* is one indicator on one level at one reference date: one value and status per area, in the
order of the area codes. Areas without a statement are ``unbekannt``, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from sozialraum.catalog import Catalog
from sozialraum.catalog.editions import foreign_edition
from sozialraum.domain.indicators import Indicator, Quality
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.domain.views import Statement
from sozialraum.render.edition_words import notice, refusal

Key = tuple[str, str]
"""Indicator and level."""


@dataclass(frozen=True)
class Cut:
    """Values (None where the status has none), statuses and source ids per area.

    The source is empty where nothing was said. ``joint`` are positions published as one value.
    ``editions`` names the borders of a value where they are not those of today; ``tables`` are the
    tables that the values come from.
    """

    values: tuple[float | None, ...]
    statuses: tuple[Status, ...]
    joint: tuple[tuple[int, ...], ...]
    sources: tuple[str, ...]
    editions: tuple[str, ...]
    tables: frozenset[str]

    @property
    def covered(self) -> int:
        """Number of areas with a value."""
        return sum(value is not None for value in self.values)

    def same_borders(self, other: Cut) -> bool:
        """True where no area has values for different borders here and there."""
        if self.editions == other.editions:
            return True
        pairs = zip(self.editions, other.editions, self.values, other.values, strict=True)
        return all(a == b or v is None or w is None for a, b, v, w in pairs)

    def units(self) -> list[tuple[tuple[int, ...], float]]:
        """Published values with the positions they stand for; a joint value appears once."""
        group_of = {member: group for group in self.joint for member in group}
        found = []
        for position, value in enumerate(self.values):
            group = group_of.get(position, (position,))
            if value is not None and position == group[0]:
                found.append((group, value))
        return found


@dataclass(frozen=True)
class Archive:
    """All cuts by indicator and level (oldest first), all statements by indicator, level, area."""

    cuts: Mapping[Key, Mapping[Period, Cut]]
    statements: Mapping[tuple[str, str, str], tuple[Statement, ...]]


def read_archive(observations: pd.DataFrame, catalog: Catalog) -> Archive:
    """Sort the rows of an observation frame (columns: ``domain.observations``) into an archive."""
    preferred: dict[Key, dict[str, list[_Row]]] = {}
    statements: dict[tuple[str, str, str], list[Statement]] = {}
    for row in _rows(observations):
        key = (row.indicator, row.level)
        statements.setdefault((*key, row.area), []).append(_statement(row, catalog))
        if row.preferred:
            preferred.setdefault(key, {}).setdefault(row.period, []).append(row)
    cuts = {
        key: dict(
            sorted((Period(code), _cut(rows, catalog, key[1])) for code, rows in periods.items())
        )
        for key, periods in preferred.items()
    }
    ordered = {
        key: tuple(sorted(found, key=lambda s: (s.period, not s.preferred)))
        for key, found in statements.items()
    }
    return Archive(cuts, ordered)


@dataclass(frozen=True, slots=True)
class _Row:
    indicator: str
    level: str
    area: str
    period: str
    value: float | None
    status: str
    source: str
    quality: str
    joint: str
    preferred: bool
    wording: str
    note: str
    table: str


def _rows(observations: pd.DataFrame) -> Iterable[_Row]:
    columns = [observations[name].tolist() for name in _Row.__dataclass_fields__]
    value = list(_Row.__dataclass_fields__).index("value")
    columns[value] = [None if pd.isna(number) else float(number) for number in columns[value]]
    return (_Row(*cells) for cells in zip(*columns, strict=True))


def _cut(rows: list[_Row], catalog: Catalog, level: str) -> Cut:
    at = {row.area: row for row in rows}
    areas = catalog.areas(level)
    groups: dict[str, list[int]] = {}
    for position, area in enumerate(areas):
        if (row := at.get(area.code)) and row.joint:
            groups.setdefault(row.joint, []).append(position)
    found = [at.get(area.code) for area in areas]
    return Cut(
        values=tuple(row.value if row else None for row in found),
        statuses=tuple(Status(row.status) if row else Status.UNKNOWN for row in found),
        joint=tuple(tuple(members) for members in groups.values() if len(members) > 1),
        sources=tuple(row.source if row else "" for row in found),
        editions=tuple(_edition(row, catalog) if row else "" for row in found),
        tables=frozenset(row.table for row in rows),
    )


def _statement(row: _Row, catalog: Catalog) -> Statement:
    return Statement(
        period=Period(row.period),
        value=row.value,
        status=Status(row.status),
        source=catalog.source(row.source),
        quality=Quality(row.quality).label,
        preferred=row.preferred,
        wording=row.wording,
        note=row.note,
        edition=_edition(row, catalog),
    )


def _edition(row: _Row, catalog: Catalog) -> str:
    if not catalog.editions:
        return ""
    return foreign_edition(catalog, catalog.table(row.table), row.level, row.area)


def barrier(indicator: Indicator, cuts: Mapping[Period, Cut], first: str, second: Period) -> str:
    """Why two reference dates of a map may not be compared, in German; empty where they may."""
    reason = indicator.comparable(first, second.code)
    here = cuts.get(Period(first))
    if reason or here is None or here.same_borders(cuts[second]):
        return reason
    return refusal(Period(first), second)


def border_breaks(history: Sequence[Statement]) -> Iterator[str]:
    """Sentences on neighbours in time (oldest first) whose values speak of different borders."""
    valued = [statement for statement in history if statement.value is not None]
    for first, second in pairwise(valued):
        if first.edition != second.edition:
            yield refusal(first.period, second.period)


def border_notices(
    catalog: Catalog, level: str, cuts: Mapping[Period, Cut], shown: Iterable[Period]
) -> Iterator[str]:
    """Sentences on reference dates whose values come from tables on other borders."""
    if not catalog.editions:
        return
    for period in shown:
        for edition in sorted({catalog.table(table).edition for table in cuts[period].tables}):
            found = catalog.editions.get((level, edition))
            if found is not None:
                yield notice(found, period)
