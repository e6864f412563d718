"""From observations to cells: counts, and the counts behind shares and rates."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from sozialraum.catalog import Catalog
from sozialraum.domain.confidentiality import Confidentiality, Group, Rule
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.status import Status
from sozialraum.privacy import ratios
from sozialraum.privacy.cells import (
    Bound,
    Cell,
    Complement,
    Place,
    Ratio,
    State,
    Table,
    linked,
)
from sozialraum.privacy.primary import Protection, dominated, small_count
from sozialraum.privacy.statements import Statement, rules_of, statements

LARGEST, SECOND = "largest", "second_largest"
"""Optional columns of the observations: the largest contributions to the value of a row."""
_EXACT = Status.OK.value
_UNCHECKED = "ohne bekannte Anzahlen nicht prüfbar"
_BELOW = "Bezugsgröße unter der Mindestzahl"
_SIDE = "weitere Angabe zu einem Gebiet mit Regel"
WITHHELD = "von der Quelle gesperrt"


def collect(observations: pd.DataFrame, catalog: Catalog, declared: Confidentiality) -> Table:
    """The cells of everything that a rule touches, and of what hangs together with it.

    Rows are meant by their position. An empty table says that no row carries a rule.
    """
    return _Collector(observations, catalog, declared).table()


class _Collector:
    def __init__(self, frame: pd.DataFrame, catalog: Catalog, declared: Confidentiality) -> None:
        self.catalog = catalog
        self.declared = declared
        self.names = frame["indicator"].tolist()
        self.columns = {
            name: frame[name].astype("float64").tolist()
            if name in frame
            else [math.nan] * len(frame)
            for name in ("value", "numerator", "denominator", LARGEST, SECOND)
        }
        self.status = frame["status"].tolist()
        self.rules = rules_of(frame, catalog, declared)
        self.frame = frame
        self.found = Table(stocks=list(declared.stocks), same_pattern=declared.same_pattern)
        self.exact: dict[Place, Cell] = {}

    def table(self) -> Table:
        ruled = {n for n, rule in zip(self.names, self.rules, strict=True) if rule is not None}
        if not ruled:
            return self.found
        self.found.groups += self.declared.groups
        for link in self.declared.fractions:
            if link.numerator and link.denominator:
                self._part_of(
                    self.catalog.indicator(link.indicator), link.numerator, link.denominator
                )
        found = statements(self.frame, self.catalog, linked(self._relations(), ruled))
        counts = {name for name in found if self.catalog.indicator(name).kind is Kind.COUNT}
        for name in sorted(counts):
            for statement in found[name]:
                self._add(self._cell(name, statement, "value"))
        for name in sorted(set(found) - counts):
            for statement in found[name]:
                self._ratio(self.catalog.indicator(name), statement)
        self._complements()
        return self.found

    def _relations(self) -> Iterator[tuple[str, ...]]:
        yield from ((group.total, *group.parts) for group in self.declared.groups)
        yield from ((s.stock, *s.inflows, *s.outflows) for s in self.declared.stocks)
        yield from (
            tuple(name for name in (f.indicator, f.numerator, f.denominator) if name)
            for f in self.declared.fractions
        )

    def _cell(self, quantity: str, statement: Statement, column: str) -> Cell | None:
        """The cell of one column; rows that have to go whatever comes are noted."""
        values, rows = self.columns[column], statement.rows
        told = [row for row in rows if self.status[row] == _EXACT and not math.isnan(values[row])]
        cell = Cell(
            quantity, statement.level, statement.areas, statement.period, statement.extent,
            State.LATENT, math.nan,
        )  # fmt: skip
        public = [row for row in told if self.rules[row] is None]
        if public:
            value = values[public[0]]
            sides = [row for row in rows if values[row] != value and not math.isnan(values[row])]
            self._hide(sides, _SIDE)
            origins = tuple((row, column) for row in public if values[row] == value)
            return replace(cell, state=State.PUBLIC, value=value, told=origins)
        lead = self._lead(statement)
        if lead is None:
            return None
        cell = replace(cell, rows=rows, protection=self._protection(rows, column))
        if lead in told:
            return self._exact_cell(cell, lead, told, column)
        if self.status[lead] == Status.SECRET.value:
            return self._withheld(cell, lead, column)
        return replace(cell, state=State.WITHHELD if cell.protection else State.LATENT)

    def _exact_cell(self, cell: Cell, lead: int, told: list[int], column: str) -> Cell:
        values, rule = self.columns[column], self.rules[lead]
        assert rule is not None
        origins = tuple((row, column) for row in told if values[row] == values[lead])
        state = State.ROUNDED if rule.rounding else State.OPEN
        if rule.rounding:
            others = [(row, self.rules[row]) for row in cell.rows]
            self._hide([row for row, other in others if other and not other.rounding], _SIDE)
        return replace(cell, state=state, value=values[lead], told=origins, rounding=rule.rounding)

    def _withheld(self, cell: Cell, lead: int, column: str) -> Cell:
        """What the source has hidden is protected; of a ratio that is its numerator."""
        self._hide(cell.rows, WITHHELD)
        rule = self.rules[lead]
        assert rule is not None
        if column == "denominator":
            return cell
        least = Protection(width=float(max(rule.minimum, 1)))
        return replace(cell, state=State.WITHHELD, protection=least)

    def _lead(self, statement: Statement) -> int | None:
        """The first row under a rule, None where there is none."""
        return next((row for row in statement.rows if self.rules[row] is not None), None)

    def _hide(self, rows: Sequence[int], reason: str) -> None:
        self.found.always.update({row: reason for row in rows if self.rules[row] is not None})

    def _protection(self, rows: Sequence[int], column: str) -> Protection | None:
        """What the rules of all statements ask for together."""
        protection = None
        for row in rows:
            rule, value = self.rules[row], self.columns[column][row]
            if rule is None or math.isnan(value) or not Status(self.status[row]).has_value:
                continue
            needs = [small_count(value, rule)]
            if column == "value":
                first, second = (self.columns[name][row] for name in (LARGEST, SECOND))
                needs.append(dominated(value, first, second, rule))
            for need in needs:
                protection = need if protection is None else protection | (need or protection)
        return protection

    def _add(self, cell: Cell | None) -> None:
        if cell is None:
            return
        self.found.cells.append(cell)
        if cell.state not in {State.WITHHELD, State.LATENT}:
            self.exact.setdefault(cell.place, cell)

    def _ratio(self, indicator: Indicator, statement: Statement) -> None:
        """Numerator and denominator of a share or rate, the base alone of anything else."""
        link = self.declared.fraction_of(indicator.id)
        top = link.numerator or f"{indicator.id}/zaehler"
        base = link.denominator or f"{indicator.id}/nenner"
        lead = self._lead(statement)
        if lead is None and not (link.numerator or link.denominator):
            return
        self._add(self._cell(base, statement, "denominator"))
        if indicator.kind in {Kind.SHARE, Kind.RATE}:
            entry = Ratio(top, base, statement.period, statement.extent, statement.rows)
            self._part_of(indicator, top, base)
            self._add(self._cell(top, statement, "numerator"))
            self._print_public(indicator, entry)
            if lead is not None:
                self.found.ratios.append(entry)
                self._print_ruled(indicator, statement, entry, lead)
        if lead is not None:
            self._check_base(statement, base, lead)

    def _part_of(self, share: Indicator, top: str, base: str) -> None:
        """Those whom a share counts are among those whom it is a share of."""
        group = Group(summe=base, teile=(top,), vollstaendig=False)
        if share.kind is Kind.SHARE and group not in self.found.groups:
            self.found.groups.append(group)

    def _print_public(self, indicator: Indicator, entry: Ratio) -> None:
        """What public ratios say about hidden counts."""
        times = ratios.factor(indicator)
        for row in entry.rows:
            value = self.columns["value"][row]
            known = self.status[row] == _EXACT and not math.isnan(value * times)
            if self.rules[row] is None and known:
                decimals = ratios.printed_decimals(value, indicator)
                self._bound(entry, ratios.quotients(value, decimals, times), row)

    def _print_ruled(
        self, indicator: Indicator, statement: Statement, entry: Ratio, lead: int
    ) -> None:
        """What a ratio under a rule says about a numerator that nobody has delivered."""
        rule, times = self.rules[lead], ratios.factor(indicator)
        value = self.columns["value"][lead]
        top, below = (self.exact.get(place) for place in entry.parts)
        assert rule is not None
        if top is not None and indicator.kind is Kind.SHARE:
            self._protect_rest(top, below, rule)
        if math.isnan(value) or (top is not None and not (rule.rounding and math.isnan(times))):
            return
        if below is None or rule.rounding or math.isnan(times):
            self._hide(statement.rows, _UNCHECKED)
            return
        decimals = ratios.printed_decimals(value, indicator)
        least, most = ratios.possible_counts(value, decimals, times, below.value)
        possible = (small_count(float(count), rule) for count in (least, least + 1, most))
        cell = Cell(
            entry.numerator, statement.level, statement.areas, statement.period, statement.extent,
            State.WITHHELD, math.nan, next(filter(None, possible), None), rows=statement.rows,
        )  # fmt: skip
        if least == most:
            told = ((lead, "value"),)
            cell = replace(cell, state=State.OPEN, value=float(least), told=told, implied=True)
        if least == most or cell.protection:
            self._add(cell)
            if indicator.kind is Kind.SHARE:
                self._protect_rest(cell, below, rule)
        else:
            self._bound(entry, ratios.quotients(value, decimals, times), lead)

    def _bound(self, entry: Ratio, bounds: tuple[float, float], row: int) -> None:
        found = Bound(
            entry.numerator, entry.denominator, entry.period, entry.extent, *bounds, (row,)
        )
        self.found.bounds.append(found)

    def _check_base(self, statement: Statement, base: str, lead: int) -> None:
        """Nothing that rests on a base below the minimum, or on one that nobody knows."""
        below = self.exact.get((base, statement.period, statement.extent))
        rule, indicator = self.rules[lead], self.catalog.indicator(self.names[lead])
        assert rule is not None
        if below is None:
            self._hide(statement.rows, _UNCHECKED)
        elif below.value < max(rule.minimum, indicator.minimum_base, rule.rounding / 2):
            self._hide(statement.rows, _BELOW)

    def _complements(self) -> None:
        """Parts of groups of which (nearly) everybody in the total is one."""
        wholes = [(part, group.total) for group in self.declared.groups for part in group.parts]
        by_part = {part: {t for p, t in wholes if p == part} for part, _ in wholes}
        for cell in self.found.cells:
            for name in sorted(by_part.get(cell.quantity, ())):
                total = self.exact.get((name, cell.period, cell.extent))
                self._protect_rest(cell, total, self.rules[cell.rows[0]] if cell.rows else None)

    def _protect_rest(self, part: Cell | None, total: Cell | None, rule: Rule | None) -> None:
        if part is None or total is None or rule is None or part.state is not State.OPEN:
            return
        need = small_count(total.value - part.value, rule) if rule.complement else None
        if need:
            self.found.complements.append(Complement(part, total.quantity, need))
