"""Two tables that agree with everything published and differ in what must not be known."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from sozialraum.privacy.linear import TOLERANCE, Polytope, optimum
from sozialraum.privacy.system import Flags, Floats, Indices, Matrix

_LONG = 20
"""A row with more members neither keeps two cells apart nor makes them neighbours."""
_FAILURE = 1e6
"""The price of a unit of protection that is not reached."""


class Alternatives:
    """The tables around a point of a polytope; nothing in it is public."""

    def __init__(self, polytope: Polytope, point: Floats, whole: Flags) -> None:
        self.polytope = polytope
        self.point = point
        self.whole = whole
        self._limits = polytope.limits - polytope.inequalities @ point
        short = np.diff(polytope.equations.indptr) <= _LONG
        self._short = (polytope.equations[short] != 0).astype("float64").tocsc()
        self._rows = self._short.tocsr()
        self._equations = polytope.equations.tocsc()
        self._inequalities = polytope.inequalities.tocsc()

    def apart(self, targets: Indices, most: int) -> Indices:
        """The first targets of which no two stand in one short equation."""
        rows = self._short
        used = np.zeros(rows.shape[0], dtype="bool")
        batch: list[int] = []
        for target in targets.tolist():
            own = rows.indices[rows.indptr[target] : rows.indptr[target + 1]]
            if not used[own].any():
                used[own] = True
                batch.append(target)
            if len(batch) == most:
                break
        return np.array(batch, dtype="int64")

    def near(self, targets: Indices, steps: int) -> Indices:
        """The targets, and what short equations link to them in so many steps."""
        reached = np.zeros(len(self.point))
        reached[targets] = 1.0
        for _ in range(steps):
            reached = ((self._rows.T @ (self._rows @ reached)) + reached > 0).astype("float64")
        return np.flatnonzero(reached)

    def find(
        self, targets: Indices, asked: Floats, price: Floats, columns: Indices, *, whole: bool
    ) -> tuple[Floats, Floats, Flags] | None:
        """How two tables differ from the point, at the least price; None where none was found.

        ``asked`` are width, up and down of the targets; the third result says which of them cannot
        be reached (together). Only ``columns`` move, in whole numbers with ``whole``.
        """
        program, costs = self._program(targets, asked, price[columns], columns)
        counts = np.concatenate([np.tile(self.whole[columns], 4), np.zeros(len(targets), "bool")])
        found = optimum(program, costs, counts if whole else None)
        if found is None:
            return None
        moves = np.zeros((4, len(self.point)))
        moves[:, columns] = found[: 4 * len(columns)].reshape(4, len(columns))
        missed: Flags = found[4 * len(columns) :] > TOLERANCE
        return moves[0] - moves[1], moves[2] - moves[3], missed

    def _program(
        self, targets: Indices, asked: Floats, price: Floats, columns: Indices
    ) -> tuple[Polytope, Floats]:
        """Variables: up and down of the one table, of the other, and what each target lacks."""
        n, k = len(columns), len(targets)
        places = np.searchsorted(columns, targets)
        pick = sparse.csr_matrix((np.ones(k), (range(k), places)), shape=(k, n))
        missing, nothing = sparse.identity(k, format="csr"), sparse.csr_matrix((k, n))
        asks = sparse.vstack([
            sparse.hstack([-pick, pick, pick, -pick, -missing]),
            sparse.hstack([-pick, pick, nothing, nothing, -missing]),
            sparse.hstack([nothing, nothing, pick, -pick, -missing]),
        ])  # fmt: skip
        equations, _ = _twice(self._equations[:, columns], k)
        inequalities, kept = _twice(self._inequalities[:, columns], k)
        low, high = self.polytope.lower[columns], self.polytope.upper[columns]
        down, up = self.point[columns] - low, high - self.point[columns]
        program = Polytope(
            equations,
            np.zeros(equations.shape[0]),
            sparse.vstack([inequalities, asks], format="csr"),
            np.concatenate([self._limits[kept], self._limits[kept], -asked.ravel()]),
            np.zeros(4 * n + k),
            np.concatenate([up, down, up, down, np.full(k, np.inf)]),
        )
        return program, np.concatenate([np.tile(price, 4), np.full(k, _FAILURE)])


def _twice(matrix: sparse.csc_matrix, more: int) -> tuple[Matrix, Indices]:
    """The rows in use for the ups and downs of both tables, with ``more`` empty columns."""
    rows = matrix.tocsr()
    used = np.flatnonzero(np.diff(rows.indptr))
    moved = sparse.hstack([rows[used], -rows[used]])
    empty = sparse.csr_matrix((2 * len(used), more))
    return sparse.hstack([sparse.block_diag([moved, moved]), empty], format="csr"), used
