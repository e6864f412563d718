"""From cells to the system of equations: pieces, variables, rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy import sparse

from sozialraum.domain.confidentiality import Group, Stock
from sozialraum.domain.period import Period
from sozialraum.privacy.cells import Bound, Complement, State, Table, linked
from sozialraum.privacy.primary import Protection, before_rounding, rounded
from sozialraum.privacy.system import Floats, Matrix, System

_Pieces = tuple[int, ...]
_KNOWN = (State.PUBLIC, State.OPEN)
_STRENGTH = (State.LATENT, State.WITHHELD, State.ROUNDED, State.OPEN, State.PUBLIC)


def build_system(table: Table) -> System:
    """The system of all cells of a table."""
    return _Builder(table).system()


def pieces(found: frozenset[int]) -> dict[int, _Pieces]:
    """Every extent (atoms as bits) -> the numbers of the pieces that it is made of.

    Two atoms are in one piece where every extent holds both of them or neither.
    """
    ordered = sorted(found)
    length = max(extent.bit_length() for extent in ordered) // 8 + 1
    raw = b"".join(extent.to_bytes(length, "little") for extent in ordered)
    bits = np.frombuffer(raw, dtype="uint8").reshape(len(ordered), length)
    members = np.unpackbits(bits, axis=1, bitorder="little")
    distinct = np.unique(members[:, members.any(axis=0)], axis=1)
    return {e: tuple(np.flatnonzero(r).tolist()) for e, r in zip(ordered, distinct, strict=True)}


@dataclass
class _Rows:
    """A sparse matrix in the making."""

    count: int = 0
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    entry: list[float] = field(default_factory=list)

    def add(self, terms: Sequence[tuple[int, float]]) -> None:
        self.row += [self.count] * len(terms)
        self.column += [column for column, _ in terms]
        self.entry += [entry for _, entry in terms]
        self.count += 1

    def matrix(self, width: int) -> Matrix:
        shape = (self.count, width)
        return sparse.csr_matrix((self.entry, (self.row, self.column)), shape=shape)


class _Builder:
    def __init__(self, table: Table) -> None:
        self.table = table
        self.whole: list[bool] = []
        self.size: list[int] = []
        self.equations, self.inequalities = _Rows(), _Rows()
        self.variable = np.full(len(table.cells), -1, dtype="int64")
        self.rest = np.full(len(table.complements), -1, dtype="int64")
        self.part = self.rest.copy()
        self.bound: list[int] = []
        self.known: dict[frozenset[int], dict[int, _Pieces]] = {}
        self.numbered: dict[tuple[str, str], list[int]] = {}
        for n, cell in enumerate(table.cells):
            self.numbered.setdefault((cell.quantity, cell.period), []).append(n)
        self.bounds: dict[str, list[tuple[int, Bound]]] = {}
        for n, bound in enumerate(table.bounds):
            self.bounds.setdefault(bound.period, []).append((n, bound))
        self.rests: dict[str, list[tuple[int, Complement]]] = {}
        for n, entry in enumerate(table.complements):
            self.rests.setdefault(entry.cell.period, []).append((n, entry))

    def system(self) -> System:
        for block in self._blocks():
            _Block(self, *block).build()
        return self._finish()

    def pieces(self, found: frozenset[int]) -> dict[int, _Pieces]:
        if found not in self.known:
            self.known[found] = pieces(found)
        return self.known[found]

    def fresh(self, *, whole: bool) -> int:
        """A new variable."""
        self.whole.append(whole)
        self.size.append(1)
        return len(self.size) - 1

    def _blocks(self) -> Iterator[tuple[list[str], list[str]]]:
        """Quantities and periods that hang together; each period by itself where nothing flows."""
        table = self.table
        stocks = [(s.stock, *s.inflows, *s.outflows) for s in table.stocks]
        relations = [*stocks, *((g.total, *g.parts) for g in table.groups)]
        relations += sorted({(b.numerator, b.denominator) for b in table.bounds})
        flowing = {name for stock in stocks for name in stock}
        periods: dict[str, set[str]] = {}
        for quantity, period in self.numbered:
            periods.setdefault(quantity, set()).add(period)
        done: set[str] = set()
        for name in sorted(periods):
            if name in done:
                continue
            block = linked(relations, [name])
            done |= block
            every = {period for member in block for period in periods.get(member, ())}
            ordered = sorted(every, key=lambda code: Period(code).sort_key)
            together = [ordered] if block & flowing else [[period] for period in ordered]
            yield from ((sorted(block), part) for part in together)

    def _finish(self) -> System:
        n = len(self.size)
        value, upper, lower = np.full(n, math.nan), np.full(n, math.inf), np.zeros(n)
        state = np.full(n, State.LATENT, dtype="int8")
        needs = {name: np.zeros(n) for name in ("width", "up", "down")}
        for cell, variable in zip(self.table.cells, self.variable.tolist(), strict=True):
            state[variable] = max(State(state[variable]), cell.state, key=_STRENGTH.index)
            if cell.state in _KNOWN and (math.isnan(value[variable]) or cell.state is State.PUBLIC):
                value[variable] = cell.value
            if cell.state is State.ROUNDED:
                told, whole = rounded(cell.value, cell.rounding), self.whole[variable]
                lower[variable], upper[variable] = before_rounding(told, cell.rounding, whole=whole)
            _protect(needs, variable, cell.protection)
        both = zip(self.table.complements, self.rest, self.part, strict=True)
        for entry, rest, part in both:
            if state[part] != State.PUBLIC:
                _protect(needs, int(rest), entry.protection)
                _protect(needs, int(part), entry.protection)
        for need in needs.values():
            need[(state == State.PUBLIC) | (state == State.ROUNDED)] = 0.0
        value[~np.isin(state, _KNOWN)] = math.nan
        lower[np.isin(state, _KNOWN)], upper[np.isin(state, _KNOWN)] = 0.0, math.inf
        return System(
            table=self.table, equations=self.equations.matrix(n),
            inequalities=self.inequalities.matrix(n), state=state, value=value, lower=lower,
            upper=upper, **needs, whole=np.array(self.whole, dtype="bool"),
            size=np.array(self.size, dtype="float64"), variable=self.variable,
            bound=np.array(self.bound, dtype="int64"), rest=self.rest,
        )  # fmt: skip


def _protect(needs: dict[str, Floats], variable: int, protection: Protection | None) -> None:
    if protection is not None:
        for name, need in needs.items():
            need[variable] = max(need[variable], getattr(protection, name))


class _Block:
    """Quantities and periods that hang together, over their common pieces.

    The order of variables and rows depends on nothing else, so that a pattern does not change with
    the order of the observations or with what is published besides.
    """

    def __init__(self, to: _Builder, names: list[str], periods: list[str]) -> None:
        self.to = to
        self.periods = periods
        self.members = set(names)
        keys = [(name, period) for name in names for period in periods]
        self.delivered = {key for key in keys if key in to.numbered}
        every = ((n, to.table.cells[n]) for key in keys for n in to.numbered.get(key, ()))
        bounds = (entry for period in periods for entry in to.bounds.get(period, ()))
        rests = (entry for period in periods for entry in to.rests.get(period, ()))
        self.cells = sorted(every, key=lambda entry: entry[1].place)
        self.bounds = sorted(
            ((n, bound) for n, bound in bounds if bound.numerator in self.members),
            key=lambda entry: (entry[1].numerator, entry[1].extent, entry[1].low, entry[1].high),
        )
        self.rests = sorted(
            ((n, rest) for n, rest in rests if rest.cell.quantity in self.members),
            key=lambda entry: (entry[1].total, entry[1].cell.place),
        )
        found = {cell.extent for _, cell in self.cells} | {b.extent for _, b in self.bounds}
        self.pieces = to.pieces(frozenset(found))
        self.count = 1 + max(piece for parts in self.pieces.values() for piece in parts)
        self.whole = all(math.isnan(c.value) or c.value.is_integer() for _, c in self.cells)
        self.index: dict[tuple[str, str, _Pieces], int] = {}

    def variable(self, quantity: str, period: str, parts: _Pieces) -> int:
        """The variable of a quantity on pieces; made together with its sum where it is new."""
        key = (quantity, period, parts)
        if key not in self.index:
            self.index[key] = self.to.fresh(whole=self.whole)
            if len(parts) > 1:
                terms = [(self.variable(quantity, period, (part,)), -1.0) for part in parts]
                self.to.equations.add([(self.index[key], 1.0), *terms])
        return self.index[key]

    def build(self) -> None:
        for n, cell in self.cells:
            variable = self.variable(cell.quantity, cell.period, self.pieces[cell.extent])
            self.to.size[variable] = cell.extent.bit_count()
            self.to.variable[n] = variable
        for group in sorted(self.to.table.groups, key=lambda group: (group.total, group.parts)):
            if group.total in self.members:
                self._group(group)
        for stock in self.to.table.stocks:
            if stock.stock in self.members:
                self._stock(stock)
        for n, bound in self.bounds:
            self._bound(n, bound)
        for n, rest in self.rests:
            self._rest(n, rest)

    def _each_piece(self, terms: Sequence[tuple[str, str, float]]) -> None:
        for piece in range(self.count):
            self.to.equations.add(
                [(self.variable(name, period, (piece,)), sign) for name, period, sign in terms]
            )

    def _group(self, group: Group) -> None:
        for period in self.periods:
            if not any((name, period) in self.delivered for name in (group.total, *group.parts)):
                continue
            terms = [(group.total, period, 1.0), *((part, period, -1.0) for part in group.parts)]
            if not group.complete:
                terms.append((f"{group.total}-{'-'.join(group.parts)}", period, -1.0))
            self._each_piece(terms)

    def _stock(self, stock: Stock) -> None:
        """What came and went in a period explains the change since the one before."""
        names = (stock.stock, *stock.inflows, *stock.outflows)
        periods = [p for p in self.periods if any((name, p) in self.delivered for name in names)]
        for before, after in pairwise(periods):
            flows = [(name, after) in self.delivered for name in names[1:]]
            if not any(flows) or Period(after).year - Period(before).year > 1:
                continue
            terms = [(stock.stock, after, 1.0), (stock.stock, before, -1.0)]
            terms += [(name, after, -1.0) for name in stock.inflows]
            terms += [(name, after, 1.0) for name in stock.outflows]
            self._each_piece(terms)

    def _bound(self, number: int, bound: Bound) -> None:
        parts = self.pieces[bound.extent]
        top = self.variable(bound.numerator, bound.period, parts)
        base = self.variable(bound.denominator, bound.period, parts)
        self.to.inequalities.add([(top, 1.0), (base, -bound.high)])
        self.to.inequalities.add([(top, -1.0), (base, bound.low)])
        self.to.bound += [number, number]

    def _rest(self, number: int, entry: Complement) -> None:
        cell, rest = entry.cell, self.to.fresh(whole=self.whole)
        parts = self.pieces[cell.extent]
        total = self.variable(entry.total, cell.period, parts)
        part = self.variable(cell.quantity, cell.period, parts)
        self.to.equations.add([(total, 1.0), (part, -1.0), (rest, -1.0)])
        self.to.rest[number], self.to.part[number] = rest, part
