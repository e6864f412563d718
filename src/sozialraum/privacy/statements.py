"""Rows that are about the same thing: areas that were published as one, at one date."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pandas as pd

from sozialraum.catalog import Catalog
from sozialraum.domain.confidentiality import Confidentiality, Rule
from sozialraum.privacy.cells import extents

_Parts = list[tuple[str, list[int]]]


class Statement(NamedTuple):
    """One or more areas, and the positions of all rows about them, preferred ones first."""

    level: str
    areas: tuple[str, ...]
    period: str
    extent: int
    rows: tuple[int, ...]


def rules_of(
    observations: pd.DataFrame, catalog: Catalog, declared: Confidentiality
) -> list[Rule | None]:
    """The rule of every row, None where it is public already."""

    @cache
    def find(indicator: str, source: str) -> Rule | None:
        return declared.rule(catalog.indicator(indicator).confidentiality, source)

    pairs = zip(observations["indicator"], observations["source"], strict=True)
    return [find(*pair) for pair in pairs]


def statements(
    observations: pd.DataFrame, catalog: Catalog, wanted: set[str]
) -> dict[str, list[Statement]]:
    """All statements about the wanted indicators, in the order of the rows.

    The areas of a group that was published as one value are one statement where that value is
    preferred. Raises :class:`~sozialraum.errors.UnknownEntry` for areas that do not exist.
    """
    f = observations
    preferred = f["preferred"].tolist()
    by_key: dict[tuple[str, str, str, str], list[int]] = {}
    keys = zip(f["indicator"], f["level"], f["area"], f["period"], strict=True)
    for row, key in enumerate(keys):
        if key[0] in wanted:
            by_key.setdefault(key, []).append(row)
    joint, table = f["joint"].tolist(), f["table"].tolist()
    members: dict[tuple[str, str, str, object], _Parts] = {}
    for (name, level, area, period), rows in by_key.items():
        rows.sort(key=lambda row: not preferred[row])
        lead = rows[0]
        own: object = (table[lead], joint[lead]) if joint[lead] else area
        members.setdefault((name, level, period, own), []).append((area, rows))
    atoms = extents(catalog)
    result: dict[str, list[Statement]] = {}
    for (name, level, period, _), parts in members.items():
        extent = 0
        for area, _ in parts:
            extent |= atoms[level, catalog.area(level, area).code]
        found = Statement(level, tuple(a for a, _ in parts), period, extent, _ordered(parts))
        result.setdefault(name, []).append(found)
    return result


def _ordered(parts: _Parts) -> tuple[int, ...]:
    """The first row of every area, then the second ones, and so on."""
    ranks = max(len(rows) for _, rows in parts)
    return tuple(rows[n] for n in range(ranks) for _, rows in parts if n < len(rows))
