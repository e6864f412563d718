"""The statements of a release by indicator and source, read once per release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from sozialraum.domain.indicators import Quality
from sozialraum.domain.library import IndicatorEntry, Said
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.domain.views import Statement
from sozialraum.importers.keys import word
from sozialraum.service.visible import MONITORS
from sozialraum.storage.release import Release


@dataclass(frozen=True)
class Index:
    """All indicators, and per source id the number of statements per indicator id."""

    entries: tuple[IndicatorEntry, ...]
    by_source: Mapping[str, Mapping[str, int]]


@lru_cache(maxsize=MONITORS)
def index(release: Release) -> Index:
    """Entries of all indicators by topic and name, whoever may see them, and counts by source."""
    rows = release.observations
    periods: dict[str, set[str]] = {}
    levels: dict[str, set[str]] = {}
    qualities: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    by_source: dict[str, Counter[str]] = {}
    names = ("indicator", "level", "period", "quality", "source")
    for indicator, level, period, quality, source in zip(
        *(rows[name].tolist() for name in names), strict=True
    ):
        periods.setdefault(indicator, set()).add(period)
        levels.setdefault(indicator, set()).add(level)
        qualities.setdefault(indicator, set()).add(quality)
        counts[indicator] += 1
        by_source.setdefault(source, Counter())[indicator] += 1
    catalog = release.catalog
    entries = [
        IndicatorEntry(
            indicator=indicator,
            source=catalog.source(indicator.source),
            levels=tuple(
                level.name for level in catalog.levels.values() if level.id in levels.get(id_, ())
            ),
            periods=tuple(sorted(Period(code) for code in periods.get(id_, ()))),
            qualities=tuple(q.label for q in Quality if q.value in qualities.get(id_, ())),
            statements=counts[id_],
            words=word(
                f"{indicator.id} {indicator.name} {indicator.short} {indicator.topic} "
                f"{indicator.definition} {indicator.numerator} {indicator.denominator}"
            ),
        )
        for id_, indicator in catalog.indicators.items()
    ]
    entries.sort(key=lambda entry: (word(entry.indicator.topic), word(entry.indicator.name)))
    return Index(tuple(entries), by_source)


@lru_cache(maxsize=32)
def said_of(release: Release, indicator: str) -> tuple[Said, ...]:
    """All statements of an indicator: coarsest level, area, oldest date, preferred one first."""
    frame = release.observations
    chosen = frame[frame["indicator"] == indicator]
    order = list(release.catalog.levels)[::-1]
    found = sorted(
        _said(release, chosen),
        key=lambda said: (
            order.index(said.level.id),
            said.area.code,
            said.statement.period,
            not said.statement.preferred,
        ),
    )
    return tuple(found)


def _said(release: Release, rows: pd.DataFrame) -> Iterator[Said]:
    catalog = release.catalog
    records = [
        dict(zip(rows.columns, cells, strict=True))
        for cells in zip(*(rows[column].tolist() for column in rows.columns), strict=True)
    ]
    groups: dict[tuple[str, ...], list[str]] = {}
    for row in records:
        groups.setdefault(_group(row), []).append(row["area"])
    for row in records:
        members = groups[_group(row)] if row["joint"] else [row["area"]]
        others = [code for code in members if code != row["area"]]
        yield Said(
            level=catalog.level(row["level"]),
            area=catalog.area(row["level"], row["area"]),
            statement=Statement(
                period=Period(row["period"]),
                value=_known(row["value"]),
                status=Status(row["status"]),
                source=catalog.source(row["source"]),
                quality=Quality(row["quality"]).label,
                preferred=bool(row["preferred"]),
                wording=row["wording"],
                note=row["note"],
            ),
            numerator=_known(row["numerator"]),
            denominator=_known(row["denominator"]),
            joint_with=tuple(catalog.area(row["level"], code).name for code in others),
            table=row["table"],
            invented=catalog.table(row["table"]).invented,
        )


def _group(row: Mapping[str, str]) -> tuple[str, ...]:
    return row["table"], row["joint"], row["level"], row["period"]


def _known(number: float) -> float | None:
    return None if pd.isna(number) else float(number)
