"""One system of linear equations: levels, overlapping areas, groups and totals, stocks and flows.

Variables are the cells, and the latent counts that sums run through. Atoms that no cell tells apart
are one *piece*: where Bezirke and Sozialräume are published, but no finer areas, the pieces are
their intersections, and both levels hang together through them. All variables are at least 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from sozialraum.privacy.cells import Cell, Place, Table

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]
Matrix: TypeAlias = sparse.csr_matrix


@dataclass(frozen=True)
class System:
    """``equations @ x == 0`` and ``inequalities @ x <= 0`` for every variable ``x``.

    ``value`` is the true value (NaN for latent, rounded and withheld variables), ``lower`` and
    ``upper`` what everybody knows of it. ``width``, ``up`` and ``down`` are the protection asked
    for (0: none), ``whole`` is True for counts, ``size`` the number of atoms. ``variable`` maps
    every cell of ``table`` to its variable, ``bound`` every inequality to its printed ratio,
    ``rest`` every complement to the variable of what is left.
    """

    table: Table
    equations: Matrix
    inequalities: Matrix
    state: npt.NDArray[np.int8]
    value: Floats
    lower: Floats
    upper: Floats
    width: Floats
    up: Floats
    down: Floats
    whole: Flags
    size: Floats
    variable: Indices
    bound: Indices
    rest: Indices

    @property
    def sensitive(self) -> Flags:
        """Variables with a protection."""
        return (self.width > 0) | (self.up > 0)

    def places(self) -> dict[Place, int]:
        """Quantity, period and extent of every cell -> its variable."""
        both = zip(self.table.cells, self.variable.tolist(), strict=True)
        return {cell.place: variable for cell, variable in both}

    def cells_of(self) -> dict[int, list[Cell]]:
        """Variable -> its cells."""
        found: dict[int, list[Cell]] = {}
        for cell, variable in zip(self.table.cells, self.variable.tolist(), strict=True):
            found.setdefault(variable, []).append(cell)
        return found


def components(unknown: Flags, *matrices: Matrix) -> npt.NDArray[np.int32]:
    """The number of the component of every unknown variable, -1 for the known ones.

    Two unknowns are in one component where a row of a matrix joins them.
    """
    columns = np.flatnonzero(unknown)
    rows = sparse.vstack(matrices, format="csr")[:, columns]
    joined = sparse.block_array([[None, rows.T], [rows, None]], format="csr")
    labels = connected_components(joined, directed=False)[1][: len(columns)]
    found = np.full(len(unknown), -1, dtype="int32")
    found[columns] = np.unique(labels, return_inverse=True)[1]
    return found
