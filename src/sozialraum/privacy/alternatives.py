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
        width = 4 * n + k
        equations, sums, _ = _twice(self._equations[:, columns])
        inequalities, limited, kept = _twice(self._inequalities[:, columns])
        asks = _asks(np.searchsorted(columns, targets), n)
        asks[0] += limited
        rows = np.concatenate([inequalities, asks], axis=1)
        low, high = self.polytope.lower[columns], self.polytope.upper[columns]
        down, up = self.point[columns] - low, high - self.point[columns]
        program = Polytope(
            _matrix(equations, (sums, width)),
            np.zeros(sums),
            _matrix(rows, (limited + 3 * k, width)),
            np.concatenate([self._limits[kept], self._limits[kept], -asked.ravel()]),
            np.zeros(width),
            np.concatenate([up, down, up, down, np.full(k, np.inf)]),
        )
        return program, np.concatenate([np.tile(price, 4), np.full(k, _FAILURE)])


def _matrix(entries: Floats, shape: tuple[int, int]) -> Matrix:
    """Rows, columns and values as one sparse matrix."""
    row, column = entries[:2].astype("int64")
    return sparse.csr_matrix((entries[2], (row, column)), shape=shape)


def _twice(matrix: sparse.csc_matrix) -> tuple[Floats, int, Indices]:
    """The rows in use, for the ups and downs of both tables: entries, their number, which."""
    parts, n = matrix.tocoo(), matrix.shape[1]
    used, row = np.unique(parts.row, return_inverse=True)
    blocks = [
        [row + len(used) * (move // 2), parts.col + n * move, parts.data * (1 - 2 * (move % 2))]
        for move in range(4)
    ]
    entries = np.concatenate([np.array(block, dtype="float64") for block in blocks], axis=1)
    return entries, 2 * len(used), used


def _asks(places: Indices, n: int) -> Floats:
    """Width, up and down of every target as rows: what is reached, and what is lacking."""
    k = len(places)
    signs = ((-1, 1, 1, -1), (-1, 1, 0, 0), (0, 0, 1, -1))
    blocks = [
        (np.arange(k) + k * row, places + n * move, np.full(k, sign))
        for row, ask in enumerate(signs)
        for move, sign in enumerate(ask)
        if sign
    ]
    blocks += [(np.arange(k) + k * row, np.arange(k) + 4 * n, np.full(k, -1)) for row in range(3)]
    return np.concatenate([np.array(block, dtype="float64") for block in blocks], axis=1)
