"""Where one to five new places reach the most people: maximal covering, solved exactly. Pure.

Church & ReVelle (1974), "The maximal covering location problem", Papers of the Regional Science
Association 32. Existing places stay: rows that they reach are no longer to be won. Rows with the
same candidates in reach are one bundle, which leaves the optimum as it is and shrinks the model to
about a fifth. HiGHS (in scipy) solves it; a result is called optimal only where our own exact
count of the chosen places meets the bound that HiGHS proved.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sozialraum.analysis.coverage import Flags, Floats, Owners

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint, OptimizeResult
    from scipy.sparse import csr_array

SECONDS = 20.0
"""Time for all steps of one question; after that the best found so far is not called optimal."""
PROOF = 1e-5
"""Persons by which the proven bound may lie above the count and still be the same number."""
Progress = Callable[[int, int], None]
"""Called with the number of finished steps and of all steps."""


@dataclass(frozen=True, eq=False)
class Siting:
    """A question: who could still be reached, and from where.

    ``base`` are the persons reached already. ``weight`` are the persons of each bundle of
    unreached rows, ``covers`` says which of the admissible candidates reach it (bundles x
    candidates), ``candidates`` are their positions in the given list and ``group`` is the group of
    each bundle (0 where no groups were given, -1 in none).
    """

    base: float
    weight: Floats
    covers: csr_array
    candidates: NDArray[np.intp]
    group: Owners

    def gained(self, columns: NDArray[np.intp]) -> Floats:
        """Persons per bundle that the candidates in these columns reach."""
        met = np.asarray(self.covers[:, columns].sum(axis=1)).ravel() > 0
        gained: Floats = np.where(met, self.weight, 0.0)
        return gained


@dataclass(frozen=True)
class Choice:
    """Chosen candidates in order of gain, each with the persons that it adds to those before.

    ``reached`` = base + sum of ``gains``. Fewer than asked for where no further one adds anybody.
    ``optimal`` is True where it is proven that no other choice is better.
    """

    chosen: tuple[int, ...]
    gains: tuple[float, ...]
    reached: float
    optimal: bool


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
    near = reach[:, allowed]
    near.sort_indices()
    base = float(persons[reached].sum())
    open_rows = np.flatnonzero(~reached & (persons > 0) & (np.diff(near.indptr) > 0))
    bundles: dict[tuple[int, bytes], int] = {}
    owner = np.array(
        [
            bundles.setdefault(
                (int(groups[row]), near.indices[near.indptr[row] : near.indptr[row + 1]].tobytes()),
                len(bundles),
            )
            for row in open_rows
        ],
        dtype=np.intp,
    )
    first = open_rows[np.unique(owner, return_index=True)[1]]
    summed = np.bincount(owner, weights=persons[open_rows], minlength=len(bundles))
    covers = near[first].astype(np.float64)
    return Siting(base, summed.astype(np.float64), covers, allowed, groups[first])


def greedy(task: Siting, count: int) -> Choice:
    """Always the place that adds most; ties go to the first. Never called optimal."""
    return replace(_in_order(task, np.arange(len(task.candidates)), count), optimal=False)


def best(task: Siting, count: int, *, seconds: float = SECONDS) -> Choice:
    """The ``count`` candidates that reach the most people, existing places staying."""
    return _best(task, count, time.perf_counter() + seconds)


def best_by_number(
    task: Siting, count: int, *, seconds: float = SECONDS, progress: Progress | None = None
) -> tuple[Choice, ...]:
    """The best choice for every number of places from 1 to ``count``."""
    deadline = time.perf_counter() + seconds
    found = []
    for number in range(1, count + 1):
        found.append(_best(task, number, deadline))
        if progress:
            progress(number, count)
    return tuple(found)


def _best(task: Siting, count: int, deadline: float) -> Choice:
    fallback = greedy(task, count)
    if fallback.reached >= _upper_limit(task, fallback, count):
        return replace(fallback, optimal=True)
    model = Model(task, count)
    answer = model.solve(np.concatenate([-task.weight, np.zeros(model.places)]), deadline)
    chosen = model.chosen(answer)
    if chosen is None:
        return fallback
    exact = _in_order(task, chosen, count)
    bound = task.base - float(answer.mip_dual_bound)
    better = exact if exact.reached >= fallback.reached else fallback
    return replace(better, optimal=better.reached >= bound - PROOF)


def _upper_limit(task: Siting, found: Choice, count: int) -> float:
    """What no choice of ``count`` places can exceed, without a solver.

    Any choice reaches at most what some places reach plus the ``count`` largest gains beyond them
    (Nemhauser, Wolsey & Fisher 1978); taken over the first places of ``found``.
    """
    limits = [np.inf]
    open_weight = task.weight.copy()
    by_place = task.covers.T.tocsr()
    columns = [int(np.searchsorted(task.candidates, at)) for at in found.chosen]
    for position in range(len(columns) + 1):
        adds = np.sort(np.asarray(by_place @ open_weight))
        met = task.base + float(task.weight.sum() - open_weight.sum())
        limits.append(met + float(adds[len(adds) - max(count, 0) :].sum()))
        if position < len(columns):
            place = columns[position]
            start, stop = by_place.indptr[place], by_place.indptr[place + 1]
            open_weight[by_place.indices[start:stop]] = 0.0
    return min(limits)


def in_order(task: Siting, chosen: tuple[int, ...]) -> Choice:
    """Given candidates (positions in the list) in order of gain; those that add nobody drop out."""
    columns = np.flatnonzero(np.isin(task.candidates, np.array(chosen, dtype=np.intp)))
    return replace(_in_order(task, columns, len(columns)), optimal=False)


def _in_order(task: Siting, columns: NDArray[np.intp], count: int) -> Choice:
    """Up to ``count`` of the columns, each time the one that adds most."""
    open_weight = task.weight.copy()
    by_place = task.covers[:, columns].T.tocsr()
    chosen: list[int] = []
    gains: list[float] = []
    for _ in range(min(count, len(columns))):
        adds = np.asarray(by_place @ open_weight)
        position = int(np.argmax(adds))
        if adds[position] <= 0:
            break
        chosen.append(int(task.candidates[columns[position]]))
        gains.append(float(adds[position]))
        start, stop = by_place.indptr[position], by_place.indptr[position + 1]
        open_weight[by_place.indices[start:stop]] = 0.0
    return Choice(tuple(chosen), tuple(gains), task.base + sum(gains), optimal=True)


class Model:
    """The mixed-integer model of a siting: variables are bundles reached, then places opened.

    Further variables between 0 and 1 may follow behind them, as many as the costs have.
    """

    def __init__(self, task: Siting, count: int) -> None:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array, eye_array, hstack

        self.bundles, self.places = task.covers.shape
        opened = np.concatenate([np.zeros(self.bundles), np.ones(self.places)])
        linked = hstack([eye_array(self.bundles), -task.covers], format="csr")
        self.constraints = (
            LinearConstraint(linked, -np.inf, 0.0),
            LinearConstraint(csr_array(opened[np.newaxis]), -np.inf, count),
        )

    def solve(
        self, costs: Floats, deadline: float, further: tuple[LinearConstraint, ...] = ()
    ) -> OptimizeResult:
        """Minimise; ``further`` constraints have as many columns as there are costs.

        ``mip_dual_bound`` of the answer is minus infinity where time ran out before any proof.
        """
        from scipy.optimize import Bounds, milp

        added = len(costs) - self.bundles - self.places
        whole = np.concatenate([np.zeros(self.bundles), np.ones(self.places), np.zeros(added)])
        answer = milp(
            costs,
            integrality=whole,
            bounds=Bounds(0.0, 1.0),
            constraints=[*(_widened(given, added) for given in self.constraints), *further],
            options={
                "mip_rel_gap": 0.0,
                "time_limit": max(0.01, deadline - time.perf_counter()),
            },
        )
        if answer.mip_dual_bound is None:
            answer.mip_dual_bound = -np.inf
        return answer

    def chosen(self, answer: OptimizeResult) -> NDArray[np.intp] | None:
        """Columns of the opened places; None where time ran out before any choice was found."""
        if answer.x is None:
            return None
        opened = answer.x[self.bundles : self.bundles + self.places]
        return np.flatnonzero(opened > 0.5)


def _widened(given: LinearConstraint, added: int) -> LinearConstraint:
    """The same constraint with further variables, which do not take part in it."""
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_array, hstack

    empty = csr_array((given.A.shape[0], added))
    return LinearConstraint(hstack([given.A, empty], format="csr"), given.lb, given.ub)
