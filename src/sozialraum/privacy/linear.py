"""Linear programs over parts of a system, solved by HiGHS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from sozialraum.privacy.system import Flags, Floats, Indices, Matrix, System, components

TOLERANCE = 1e-6
_NODES = 2000


@dataclass(frozen=True)
class Polytope:
    """``equations @ x == sums``, ``inequalities @ x <= limits``, ``lower <= x <= upper``."""

    equations: Matrix
    sums: Floats
    inequalities: Matrix
    limits: Floats
    lower: Floats
    upper: Floats


def optimum(polytope: Polytope, cost: Floats, whole: Flags | None = None) -> Floats | None:
    """A point of the polytope with the least cost, whole where ``whole`` says so.

    None where the polytope is empty (or, with ``whole``, where the search was given up). The cost
    must be bounded from below; ``ArithmeticError`` where HiGHS finds no answer.
    """
    bounds = np.column_stack([polytope.lower, polytope.upper])
    if whole is not None and whole.any():
        return _whole(polytope, cost, whole)
    found = linprog(
        cost, A_eq=polytope.equations, b_eq=polytope.sums, A_ub=polytope.inequalities,
        b_ub=polytope.limits, bounds=bounds, method="highs",
    )  # fmt: skip
    if found.status == 2:
        return None
    if found.x is None:
        raise ArithmeticError(f"HiGHS: {found.message}")
    return np.asarray(np.clip(found.x, polytope.lower, polytope.upper), dtype="float64")


def _whole(polytope: Polytope, cost: Floats, whole: Flags) -> Floats | None:
    rows = sparse.vstack([polytope.equations, polytope.inequalities])
    low = np.concatenate([polytope.sums, np.full(len(polytope.limits), -np.inf)])
    high = np.concatenate([polytope.sums, polytope.limits])
    found = milp(
        cost,
        integrality=whole.astype("uint8"),
        bounds=Bounds(polytope.lower, polytope.upper),
        constraints=LinearConstraint(rows.tocsc(), low, high),
        options={"node_limit": _NODES},
    )
    return None if found.x is None else np.where(whole, np.round(found.x), found.x)


def fractional(point: Floats, whole: Flags) -> Flags:
    """Where a count is no whole number."""
    return whole & (np.abs(point - np.round(point)) > TOLERANCE)


def eliminate(system: System, known: Floats) -> Floats:
    """The known values and all that follow from equations with one unknown, again and again."""
    seen = known.copy()
    matrix = system.equations
    entries = sparse.csr_matrix(
        (np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape
    )
    while True:
        unknown = np.isnan(seen)
        rows = np.flatnonzero(entries @ unknown.astype("float64") == 1)
        if not len(rows):
            return seen
        picked = matrix[rows]
        sums = picked @ np.where(unknown, 0.0, seen)
        factors = picked @ sparse.diags_array(unknown.astype("float64"))
        factors.eliminate_zeros()
        seen[factors.indices] = -sums / factors.data


class Restriction:
    """A system in which some variables are known: polytopes of its unknown parts.

    ``known`` is NaN for the unknown variables, ``printed`` says which bounds hold.
    """

    def __init__(self, system: System, known: Floats, printed: Flags | None = None) -> None:
        self.system = system
        self.unknown = np.isnan(known)
        fixed = np.where(self.unknown, 0.0, known)
        keep = np.ones(len(system.bound), dtype="bool") if printed is None else printed
        inequalities = system.inequalities[keep]
        self._equations = system.equations.tocsc()
        self._inequalities = inequalities.tocsc()
        self._sums = -(system.equations @ fixed)
        self._limits = -(inequalities @ fixed)
        self.component = components(self.unknown, system.equations, inequalities)

    def polytope(self, columns: Indices) -> Polytope:
        """Everything that is known about some unknowns; they must be whole components."""
        equations, rows = _used(self._equations[:, columns])
        inequalities, limited = _used(self._inequalities[:, columns])
        return Polytope(
            equations, self._sums[rows], inequalities, self._limits[limited],
            self.system.lower[columns], self.system.upper[columns],
        )  # fmt: skip

    def rows(self, columns: Indices) -> Indices:
        """The equations in which some unknowns stand."""
        return _used(self._equations[:, columns])[1]

    def parts(self, wanted: Flags, most: int = 1) -> Iterator[Indices]:
        """The unknowns of every component with a wanted variable, several up to ``most`` as one."""
        chosen = np.unique(self.component[wanted & self.unknown])
        order = np.argsort(self.component, kind="stable")
        ordered = self.component[order]
        starts = np.searchsorted(ordered, chosen)
        ends = np.searchsorted(ordered, chosen, side="right")
        gathered: list[Indices] = []
        for start, end in zip(starts, ends, strict=True):
            gathered.append(order[start:end])
            if sum(map(len, gathered)) >= most:
                yield np.concatenate(gathered)
                gathered = []
        if gathered:
            yield np.concatenate(gathered)


def _used(matrix: sparse.csc_matrix) -> tuple[Matrix, Indices]:
    rows = matrix.tocsr()
    used = np.flatnonzero(np.diff(rows.indptr))
    return rows[used], used
