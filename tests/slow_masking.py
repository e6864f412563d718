"""A small invented city for masking, and the slow, obvious attacker that the audit must agree with.

The attacker knows nothing of cells, pieces or components: one whole-number variable per indicator,
period and Unterbezirk, one dense row per published number, and two programs per hidden row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from sozialraum.catalog import Catalog
from sozialraum.domain.areas import Area, Level
from sozialraum.domain.confidentiality import Confidentiality
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.observations import OBSERVATION_COLUMNS
from sozialraum.domain.start import Start

FAR = 10_000
PARTS = {"zaehler": "numerator", "nenner": "denominator"}
START = Start.model_validate(
    {"titel": "", "stadt": "", "einleitung": "", "karte": {"indikator": "", "ebene": ""}}
)


def city(partitions: Mapping[str, Sequence[str]], indicators: Sequence[Indicator] = ()) -> Catalog:
    """A catalogue; every level says for each atom in which area it lies ("" for none)."""
    atoms = [f"{n:03d}" for n in range(1, 1 + len(next(iter(partitions.values()))))]
    levels = {"unterbezirk": atoms, **partitions}
    units = tuple({level: codes[n] for level, codes in levels.items()} for n in range(len(atoms)))
    return Catalog(
        levels={name: _level(name, n) for n, name in enumerate(levels)},
        indicators={indicator.id: indicator for indicator in indicators},
        tables={}, layers={}, sources={},
        areas_by_level={
            name: tuple(Area(name, code, f"Gebiet {code}") for code in sorted({*codes} - {""}))
            for name, codes in levels.items()
        },
        units=tuple(MappingProxyType(unit) for unit in units),
        start=START, pages={}, lists={}, references=(), methods={}, targets={},
    )  # fmt: skip


def _level(name: str, order: int) -> Level:
    return Level.model_validate(
        {
            "id": name, "name": name.capitalize(), "mehrzahl": name, "reihenfolge": order,
            "gebietsstand": "2024", "gueltig_von": "2000", "spalte": name,
            "namensspalte": name, "schluesselform": ".*", "anzahl": 1, "quelle": "x",
        }
    )  # fmt: skip


def indicator(name: str, rule: str = "drei", **more: Any) -> Indicator:
    """A count under a rule, unless ``more`` says otherwise."""
    return Indicator.model_validate(
        {
            "id": name, "name": name, "kurzname": name, "thema": "Test", "art": "anzahl",
            "einheit": "Personen", "ebenen": ["unterbezirk"], "definition": "Erfunden.",
            "quelle": "x", "geheimhaltung": rule, **more,
        }
    )  # fmt: skip


def declared(*, minimum: int = 3, **more: Any) -> Confidentiality:
    """Declarations with the rule ``drei``."""
    rules = {"drei": {"id": "drei", "mindestzahl": minimum}, **more.pop("regeln", {})}
    return Confidentiality.model_validate({"regeln": rules, **more})


def rows(*entries: Mapping[str, Any]) -> pd.DataFrame:
    """Observations; what an entry does not say is as in an ordinary row."""
    usual: dict[str, Any] = {
        "indicator": "n", "level": "unterbezirk", "area": "001", "period": "2024",
        "value": np.nan, "numerator": np.nan, "denominator": np.nan, "status": "ok",
        "source": "x", "quality": "amtlich", "joint": "", "preferred": True, "wording": "",
        "note": "", "table": "t",
    }  # fmt: skip
    frame = pd.DataFrame([{**usual, **entry} for entry in entries])
    extra = [column for column in frame if column not in OBSERVATION_COLUMNS]
    return frame[[*OBSERVATION_COLUMNS, *extra]]


def counts(
    catalog: Catalog, name: str, values: Sequence[int], levels: Sequence[str], period: str = "2024"
) -> list[dict[str, Any]]:
    """One row per area of the levels: the sum over its atoms."""
    found = []
    for level in levels:
        column = catalog.level(level).column
        sums: dict[str, int] = {}
        for unit, value in zip(catalog.units, values, strict=True):
            if unit[column]:
                sums[unit[column]] = sums.get(unit[column], 0) + value
        found += [
            {"indicator": name, "level": level, "area": area, "period": period, "value": float(v)}
            for area, v in sorted(sums.items())
        ]
    return found


class SlowAttacker:
    """Everything that the visible rows of ``published`` say, as dense rows."""

    def __init__(
        self, published: pd.DataFrame, catalog: Catalog, declarations: Confidentiality
    ) -> None:
        self.catalog = catalog
        self.periods = sorted(set(published["period"]))
        structures = [name for g in declarations.groups for name in (g.total, *g.parts)]
        structures += [
            name for s in declarations.stocks for name in (s.stock, *s.inflows, *s.outflows)
        ]
        structures += [n for f in declarations.fractions for n in (f.numerator, f.denominator)]
        linked = {fraction.indicator for fraction in declarations.fractions}
        self.ratios = [
            name
            for name in sorted({*published["indicator"]} - linked)
            if catalog.indicator(name).kind.value == "anteil"
        ]
        structures += [f"{name}/{part}" for name in self.ratios for part in PARTS]
        self.names = sorted({*published["indicator"], *structures} - {""})
        shape = (len(self.names), len(self.periods), len(catalog.units))
        self.numbers = np.arange(np.prod(shape)).reshape(shape)
        nothing = np.zeros(self.numbers.size)
        self.rows: list[tuple[np.ndarray, float, float]] = [(nothing, 0.0, 0.0)]
        for row in published.itertuples():
            if row.status == "ok" and not np.isnan(row.value):
                self._tell(row, declarations)
        for group in declarations.groups:
            self._group(group.total, group.parts, group.complete)
        for stock in declarations.stocks:
            self._stock(stock.stock, stock.inflows, stock.outflows)
        for link in declarations.fractions:
            self._group(link.denominator, [link.numerator], False)
        for name in self.ratios:
            self._group(f"{name}/nenner", [f"{name}/zaehler"], False)

    def cell(self, name: str, period: str, level: str, area: str) -> np.ndarray:
        """The row that sums the atoms of an area."""
        column = self.catalog.level(level).column
        inside = [n for n, unit in enumerate(self.catalog.units) if unit[column] == area]
        found = np.zeros(self.numbers.size)
        found[self.numbers[self.names.index(name), self.periods.index(period), inside]] = 1
        return found

    def _tell(self, row: Any, declarations: Confidentiality) -> None:
        where = (row.period, row.level, row.area)
        link = declarations.fraction_of(row.indicator)
        if link.numerator:
            half = 0.5 * 10.0 ** -self.catalog.indicator(row.indicator).decimals
            top, base = (self.cell(n, *where) for n in (link.numerator, link.denominator))
            self.rows.append((top - (row.value + half + 1e-7) / 100 * base, -np.inf, 0))
            self.rows.append((top - (row.value - half - 1e-7) / 100 * base, 0, np.inf))
            return
        if row.indicator in self.ratios:
            for part, column in PARTS.items():
                number = getattr(row, column)
                self.rows.append((self.cell(f"{row.indicator}/{part}", *where), number, number))
            return
        self.rows.append((self.cell(row.indicator, *where), row.value, row.value))

    def _group(self, total: str, parts: Sequence[str], complete: bool) -> None:
        for n in range(len(self.periods)):
            for atom in range(self.numbers.shape[2]):
                row = np.zeros(self.numbers.size)
                row[self.numbers[self.names.index(total), n, atom]] = 1
                for part in parts:
                    row[self.numbers[self.names.index(part), n, atom]] = -1
                self.rows.append((row, 0, 0 if complete else np.inf))

    def _stock(self, stock: str, came: Sequence[str], went: Sequence[str]) -> None:
        for n in range(1, len(self.periods)):
            for atom in range(self.numbers.shape[2]):
                row = np.zeros(self.numbers.size)
                row[self.numbers[self.names.index(stock), n, atom]] = 1
                row[self.numbers[self.names.index(stock), n - 1, atom]] -= 1
                for name in came:
                    row[self.numbers[self.names.index(name), n, atom]] -= 1
                for name in went:
                    row[self.numbers[self.names.index(name), n, atom]] += 1
                self.rows.append((row, 0, 0))

    def interval(self, wanted: np.ndarray) -> tuple[int, int]:
        """The least and the largest possible whole number; FAR where there is no end."""
        matrix = np.array([row for row, _, _ in self.rows])
        low, high = (np.array([row[n] for row in self.rows]) for n in (1, 2))
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * wanted,
                integrality=np.ones(self.numbers.size),
                bounds=Bounds(0, FAR),
                constraints=LinearConstraint(matrix, low, high),
            )
            assert found.x is not None, found.message
            ends.append(round(float(wanted @ found.x)))
        return ends[0], ends[1]


def slow_audit(
    published: pd.DataFrame, original: pd.DataFrame, catalog: Catalog, declarations: Confidentiality
) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """(recoverable, narrow) hidden counts, as quantity, level, area and period.

    Of the counts inside shares only the small ones are judged.
    """
    attacker = SlowAttacker(published, catalog, declarations)
    recoverable, narrow = set(), set()
    for (_, told), (_, true) in zip(published.iterrows(), original.iterrows(), strict=True):
        found = catalog.indicator(true["indicator"])
        rule = declarations.rule(found.confidentiality, true["source"])
        if rule is None or not np.isnan(told["value"]):
            continue
        counted = found.kind.value == "anzahl"
        columns = {"": "value"} if counted else {f"/{part}": c for part, c in PARTS.items()}
        for part, column in columns.items():
            number = true[column]
            small = 0 < number < rule.minimum or (number == 0 and rule.protect_zero)
            if not counted and not small:
                continue
            key = (true["indicator"] + part, true["level"], true["area"], true["period"])
            low, high = attacker.interval(attacker.cell(key[0], key[3], key[1], key[2]))
            recoverable |= {key} if low == high else set()
            narrow |= {key} if high - low < (rule.minimum if small else 1) else set()
    return recoverable, narrow
