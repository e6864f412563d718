"""Figures that contradict each other: nothing is published, and nothing can be protected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np
from scipy import sparse

from sozialraum.catalog import Catalog
from sozialraum.errors import Problem
from sozialraum.language import t
from sozialraum.privacy.cells import Cell, State, describe
from sozialraum.privacy.linear import (
    TOLERANCE,
    Polytope,
    Restriction,
    eliminate,
    fractional,
    optimum,
)
from sozialraum.privacy.system import Flags, Floats, Indices, System

FILE = "data/statistik"
MOST = 50
"""No more problems of one kind are listed; the last one says how many there are."""
_NAMED = 4
_CHUNK = 2000
_EXACT = (State.PUBLIC, State.OPEN)


def problems(system: System, catalog: Catalog) -> list[Problem]:
    """Everything that contradicts itself; the cells are named, their values are not."""
    found = [
        *_first(
            _negative(system), catalog,
            t("Eine Anzahl ist nie negativ."), t("Wert berichtigen."),
        ),
        *_first(
            _disagreeing(system), catalog,
            t("Über dieselbe Anzahl sagen zwei Indikatoren Verschiedenes."),
            t("Einen der Werte berichtigen."),
        ),
    ]  # fmt: skip
    if found:
        return found
    fix = t("Werte berichtigen, oder die Angabe in data/geheimhaltung.toml.")
    found += _first(_rows(system), catalog, t("Summe und Teile passen nicht zusammen."), fix)
    if found:
        return found
    what = t("Diese Werte können nicht alle zugleich stimmen.")
    return _first(_infeasible(system), catalog, what, fix)


def start(system: System) -> Floats:
    """The true values, and for latent and withheld variables values that fit to them.

    Whole for counts wherever such values were found. ``ArithmeticError`` where nothing fits; then
    :func:`problems` says why.
    """
    point = _solved(system)
    restriction = Restriction(system, point)
    for columns in restriction.parts(restriction.unknown, _CHUNK):
        polytope, whole = restriction.polytope(columns), system.whole[columns]
        found = optimum(polytope, np.zeros(len(columns)))
        if found is None:
            raise ArithmeticError("contradictory cells")
        if fractional(found, whole).any():
            rounded = optimum(polytope, np.zeros(len(columns)), whole)
            found = found if rounded is None else rounded
        point[columns] = np.where(fractional(found, whole), found, np.round(found, 9))
    return point


def _solved(system: System) -> Floats:
    """The true values and what simply follows from them, without what cannot be."""
    point = eliminate(system, system.value)
    least, most = system.lower - TOLERANCE, system.upper + TOLERANCE
    return np.where(np.isnan(system.value) & ((point < least) | (point > most)), np.nan, point)


def _first(groups: Iterable[list[Cell]], catalog: Catalog, what: str, fix: str) -> list[Problem]:
    found = []
    every = iter(groups)
    for cells in islice(every, MOST):
        key = "; ".join(describe(cell, catalog) for cell in cells[:_NAMED])
        more = t("; und {count} weitere", count=len(cells) - _NAMED) if len(cells) > _NAMED else ""
        found.append(Problem(FILE, key + more, what, fix))
    left = sum(1 for _ in every)
    if left:
        found.append(Problem(FILE, t("und {count} weitere Stellen", count=left), what, fix))
    return found


def _negative(system: System) -> Iterator[list[Cell]]:
    yield from ([cell] for cell in system.table.cells if cell.value < 0)


def _disagreeing(system: System) -> Iterator[list[Cell]]:
    for cells in system.cells_of().values():
        if len({cell.value for cell in cells if cell.state in _EXACT}) > 1:
            yield cells


def _rows(system: System) -> Iterator[list[Cell]]:
    """Rows that no values of their unknown members can make right."""
    point = _solved(system)
    low = np.where(np.isnan(point), system.lower, point)
    high = np.where(np.isnan(point), system.upper, point)
    for matrix, both in ((system.equations, True), (system.inequalities, False)):
        rising, falling = matrix.maximum(0), -matrix.minimum(0)
        least = rising @ low - _unbounded(falling, high)
        most = _unbounded(rising, high) - falling @ low
        broken = least > TOLERANCE * 10
        if both:
            broken |= most < -TOLERANCE * 10
        yield from _named(system, matrix, np.flatnonzero(broken))


def _unbounded(matrix: sparse.csr_matrix, high: Floats) -> Floats:
    """Row sums with infinite bounds, without 0 * infinity."""
    endless = np.isinf(high)
    sums: Floats = matrix @ np.where(endless, 0.0, high)
    return np.where(matrix @ endless.astype("float64") > 0, np.inf, sums)


def _named(system: System, matrix: sparse.csr_matrix, rows: Indices) -> Iterator[list[Cell]]:
    cells = system.cells_of()
    for row in rows:
        members = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        yield [cells[variable][0] for variable in members.tolist() if variable in cells]


def _infeasible(system: System) -> Iterator[list[Cell]]:
    """Components without any solution, told by the rows that would have to give way."""
    restriction = Restriction(system, _solved(system))
    wrong = restriction.unknown & False
    for columns in restriction.parts(restriction.unknown, _CHUNK):
        wrong[columns] = optimum(restriction.polytope(columns), np.zeros(len(columns))) is None
    for columns in restriction.parts(wrong):
        polytope = restriction.polytope(columns)
        if optimum(polytope, np.zeros(len(columns))) is None:
            rows = restriction.rows(columns)
            broken = rows[_giving_way(polytope)]
            named = [*_named(system, system.equations, broken)] or [
                *_named(system, system.equations, rows)
            ]
            yield list(dict.fromkeys(cell for cells in named for cell in cells))


def _giving_way(polytope: Polytope) -> Flags:
    """The equations that are broken where as little as possible is broken."""
    rows, limited = len(polytope.sums), len(polytope.limits)
    more, less = sparse.identity(rows), sparse.identity(limited)
    elastic = Polytope(
        sparse.hstack([polytope.equations, more, -more, sparse.csr_matrix((rows, limited))]),
        polytope.sums,
        sparse.hstack([polytope.inequalities, sparse.csr_matrix((limited, 2 * rows)), -less]),
        polytope.limits,
        np.concatenate([polytope.lower, np.zeros(2 * rows + limited)]),
        np.concatenate([polytope.upper, np.full(2 * rows + limited, np.inf)]),
    )
    unknowns = len(polytope.lower)
    found = optimum(elastic, np.repeat([0.0, 1.0], [unknowns, 2 * rows + limited]))
    assert found is not None
    slack = found[unknowns : unknowns + 2 * rows].reshape(2, rows).sum(axis=0)
    return np.asarray(slack > TOLERANCE)
