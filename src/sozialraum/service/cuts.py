"""The observations of a release in the shape that views need: read once, then only looked up.

A *cut* is one indicator on one level at one reference date: one value and status per area, in the
order of the area codes. Areas without a statement are ``unbekannt``, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from sozialraum.catalog import Catalog
from sozialraum.domain.indicators import Quality
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.domain.views import Statement

Key = tuple[str, str]
"""Indicator and level."""


@dataclass(frozen=True)
class Cut:
    """Values (None where the status has none), statuses and source ids per area.

    The source is empty where nothing was said. ``joint`` are positions published as one value.
    """

    values: tuple[float | None, ...]
    statuses: tuple[Status, ...]
    joint: tuple[tuple[int, ...], ...]
    sources: tuple[str, ...]

    @property
    def covered(self) -> int:
        """Number of areas with a value."""
        return sum(value is not None for value in self.values)

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
    )
