"""The question of new places: who is still unreached, and which candidate would reach whom. Pure.

Existing places stay: rows that they reach are no longer to be won. Rows with the same candidates
in reach are one bundle, which changes no answer and makes the question several times smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sozialraum.analysis.coverage import Flags, Floats, Owners

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Columns = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Siting:
    """A question: who could still be reached, and from where.

    ``base`` are the persons reached already. ``weight`` are the persons of each bundle of
    unreached rows, ``covers`` says which of the admissible candidates reach it (bundles x
    candidates, 1.0 where they do), ``candidates`` are their positions in the given list and
    ``group`` is the group of each bundle (0 where no groups were given, -1 in none).
    """

    base: float
    weight: Floats
    covers: csr_array
    candidates: Columns
    group: Owners

    def won(self, columns: Columns) -> Floats:
        """Persons per bundle that the candidates in these columns reach."""
        met = np.asarray(self.covers[:, columns].sum(axis=1)).ravel() > 0
        won: Floats = np.where(met, self.weight, 0.0)
        return won

    def columns(self, chosen: tuple[int, ...]) -> Columns:
        """Columns of candidates given by their positions in the list."""
        return np.flatnonzero(np.isin(self.candidates, np.array(chosen, dtype=np.intp)))

    def only(self, kept: Flags) -> Siting:
        """The same question with some of the columns."""
        covers, weight, group = _bundled(
            self.covers[:, np.flatnonzero(kept)], self.weight, self.group
        )
        return Siting(self.base, weight, covers, self.candidates[kept], group)


@dataclass(frozen=True)
class Choice:
    """Chosen candidates in order of gain, each with the persons that it adds to those before.

    ``reached`` = base + sum of ``gains``. Fewer than asked for where no further one adds anybody.
    ``optimal`` is True where it is proven that no other choice is better.
    """

    chosen: tuple[int, ...]
    gains: tuple[float, ...]
    reached: float
    optimal: bool = False


def siting(
    persons: Floats,
    reached: Flags,
    reach: csr_array,
    *,
    excluded: Flags | None = None,
    group: Owners | None = None,
) -> Siting:
    """The question for ``persons`` per row, rows ``reached`` already, ``reach`` rows x candidates.

    ``excluded`` is True for candidates that must not be chosen. With ``group`` per row only rows
    of one group are bundled.
    """
    groups = np.zeros(len(persons), dtype=np.intp) if group is None else group
    allowed = np.arange(reach.shape[1]) if excluded is None else np.flatnonzero(~excluded)
    rows = np.flatnonzero(~reached & (persons > 0))
    covers, weight, owner = _bundled(reach[rows][:, allowed], persons[rows], groups[rows])
    return Siting(float(persons[reached].sum()), weight, covers, allowed, owner)


def _bundled(near: csr_array, persons: Floats, group: Owners) -> tuple[csr_array, Floats, Owners]:
    """Rows of one group that reach the same candidates as one; those that reach none drop out."""
    near.sort_indices()
    rows = np.flatnonzero(np.diff(near.indptr) > 0)
    bundles: dict[tuple[int, bytes], int] = {}
    owner = np.empty(len(rows), dtype=np.intp)
    for at, row in enumerate(rows):
        reaches = near.indices[near.indptr[row] : near.indptr[row + 1]].tobytes()
        owner[at] = bundles.setdefault((int(group[row]), reaches), len(bundles))
    first = rows[np.unique(owner, return_index=True)[1]]
    weight = np.bincount(owner, weights=persons[rows], minlength=len(bundles))
    return near[first].astype(np.float64), weight.astype(np.float64), group[first]


def greedy(task: Siting, count: int) -> Choice:
    """Always the place that adds most; ties go to the first. Never called optimal."""
    return _in_order(task, np.arange(len(task.candidates)), count)


def in_order(task: Siting, chosen: tuple[int, ...]) -> Choice:
    """Given candidates (positions in the list) in order of gain; those that add nobody drop out."""
    return _in_order(task, task.columns(chosen), len(chosen))


def _in_order(task: Siting, columns: Columns, count: int) -> Choice:
    by_place = task.covers[:, columns].T.tocsr()
    left = task.weight.copy()
    chosen: list[int] = []
    gains: list[float] = []
    for _ in range(min(count, len(columns))):
        adds = np.asarray(by_place @ left)
        position = int(np.argmax(adds))
        if adds[position] <= 0:
            break
        chosen.append(int(task.candidates[columns[position]]))
        gains.append(float(adds[position]))
        start, stop = by_place.indptr[position], by_place.indptr[position + 1]
        left[by_place.indices[start:stop]] = 0.0
    return Choice(tuple(chosen), tuple(gains), task.base + sum(gains))


def exchanged(task: Siting, start: Choice) -> Choice:
    """Improve a choice by exchanging one place at a time until that helps no more.

    After Teitz & Bart (1968). Never worse than ``start``, and not called optimal.
    """
    by_place = task.covers.T.tocsr()
    columns = [int(column) for column in task.columns(start.chosen)]
    value, improved = start.reached, True
    while improved:
        improved = False
        for place in range(len(columns)):
            others = np.array(columns[:place] + columns[place + 1 :], dtype=np.intp)
            won = task.won(others)
            adds = np.asarray(by_place @ (task.weight - won))
            best = int(np.argmax(adds))
            reached = task.base + float(won.sum()) + float(adds[best])
            if reached > value:
                columns[place], value, improved = best, reached, True
    return _in_order(task, np.unique(np.array(columns, dtype=np.intp)), len(columns))
