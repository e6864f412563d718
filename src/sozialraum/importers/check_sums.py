"""Total rows and rows of coarser areas against the sum of the areas under them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialraum.catalog import Catalog
from sozialraum.domain.imports import CheckSum
from sozialraum.domain.indicators import Indicator
from sozialraum.importers.mapped_rows import MappedRows
from sozialraum.importers.mapped_values import Block
from sozialraum.importers.row_areas import RowFound

_Group = tuple[str, str, str]


def check_sums(
    rows: MappedRows, blocks: list[Block], frame: pd.DataFrame, catalog: Catalog
) -> tuple[tuple[RowFound, ...], tuple[RowFound, ...], tuple[CheckSum, ...]]:
    """Total rows, rows of other levels, and the comparison of their numbers.

    ``computed`` is None where no sum is allowed (shares, rates, means), where an area has no value,
    or where areas were published together.
    """
    indicators = dict(catalog.indicators) | {i.id: i for i in rows.mapping.indicators}
    sums = _Sums(frame, catalog, indicators)
    totals: list[RowFound] = []
    others: list[RowFound] = []
    checks: list[CheckSum] = []
    for level, (here, found) in rows.areas.items():
        for position, another in enumerate(found.others):
            if another is None and not found.total[position]:
                continue
            row = int(here[position])
            line, key = int(rows.lines[row]), found.match.keys[position]
            entry = RowFound(line, key, *(another or ()))
            (others if another else totals).append(entry)
            for block in blocks:
                delivered = float(block.value[row])
                indicator, period = str(block.indicator[row]), str(block.period[row])
                if np.isnan(delivered) or indicator not in indicators or not period:
                    continue
                computed = sums.of((indicator, level, period), another)
                of_level = another[0] if another else level
                checks.append(CheckSum(key, line, indicator, of_level, period, delivered, computed))
    ordered = sorted(checks, key=lambda check: check.line)
    return _by_line(totals), _by_line(others), tuple(ordered)


def _by_line(found: list[RowFound]) -> tuple[RowFound, ...]:
    return tuple(sorted(found, key=lambda entry: entry.line))


@dataclass
class _Sums:
    """Sums of the matched statements, computed once per group and coarser level."""

    frame: pd.DataFrame
    catalog: Catalog
    indicators: Mapping[str, Indicator]

    def __post_init__(self) -> None:
        self._done: dict[str, dict[tuple[str, ...], float | None]] = {}

    def of(self, group: _Group, another: tuple[str, str] | None) -> float | None:
        """The sum of the areas of a group, of those inside of ``another`` area where given."""
        if not self.indicators[group[0]].kind.additive:
            return None
        coarse, code = another or ("", "")
        if coarse not in self._done:
            self._done[coarse] = dict(self._grouped(coarse))
        return self._done[coarse].get((*group, code))

    def _grouped(self, coarse: str) -> Iterator[tuple[tuple[str, ...], float | None]]:
        frame = self.frame
        for level, part in frame.groupby("level"):
            if coarse:
                known = coarse in self.catalog.levels
                parents = self.catalog.membership(str(level), coarse) if known else {}
                inside = part.assign(parent=part["code"].map(parents).fillna(""))
                inside = inside[inside["parent"] != ""]
            else:
                inside = part.assign(parent="")
            usable = inside["value"].notna() & (inside["joint"] == "")
            inside = inside.assign(usable=usable)
            groups = inside.groupby(["indicator", "level", "period", "parent"], sort=False)
            sums = groups.agg(value=("value", "sum"), complete=("usable", "all"))
            for key, value, complete in sums.itertuples():
                yield key, float(value) if complete else None
