"""Where one to five new places reach the most people: maximal covering, solved exactly. Pure.

Church & ReVelle (1974), "The maximal covering location problem", Papers of the Regional Science
Association 32. Greedy choice and exchange find a good answer, a Lagrangian bound leaves out the
candidates that no better answer can contain, HiGHS (in scipy) solves the rest. A result is called
optimal only where our own exact count of its people meets the bound that HiGHS proved, to one
ten-millionth (:data:`ACCURACY`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sozialraum.analysis.coverage import Floats
from sozialraum.analysis.siting import Choice, Columns, Siting, exchanged, greedy, in_order
from sozialraum.analysis.siting_bounds import promising

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint, OptimizeResult

SECONDS = 20.0
"""Time for all steps of one question; after that the best found so far is not called optimal."""
ACCURACY = 1e-7
"""Part of the people that the solver's own tolerances let its bound miss the true number by."""
Progress = Callable[[int, int], None]
"""Called with the number of finished steps and of all steps."""


def best(task: Siting, count: int, *, seconds: float = SECONDS) -> Choice:
    """The ``count`` candidates that reach the most people, existing places staying."""
    return _best(task, count, time.perf_counter() + seconds)


def best_by_number(
    task: Siting, count: int, *, seconds: float = SECONDS, progress: Progress | None = None
) -> tuple[Choice, ...]:
    """The best choice for every number of places from 1 to ``count``.

    Each is solved on its own: the best three need not contain the best two.
    """
    deadline = time.perf_counter() + seconds
    found = []
    for number in range(1, count + 1):
        found.append(_best(task, number, deadline))
        if progress:
            progress(number, count)
    return tuple(found)


def _best(task: Siting, count: int, deadline: float) -> Choice:
    found = exchanged(task, greedy(task, count))
    if not found.chosen:
        return replace(found, optimal=True)
    kept = promising(task, count, found.reached)
    kept[task.columns(found.chosen)] = True
    rest = task.only(kept)
    if len(rest.candidates) <= count:
        return replace(in_order(task, tuple(int(at) for at in rest.candidates)), optimal=True)
    model = Model(rest, count)
    answer = model.solve(np.concatenate([-rest.weight, np.zeros(model.places)]), deadline)
    chosen = model.chosen(answer)
    if chosen is not None:
        other = in_order(task, tuple(int(at) for at in rest.candidates[chosen]))
        found = max(found, other, key=lambda choice: choice.reached)
    bound = task.base - float(answer.mip_dual_bound)
    return replace(found, optimal=found.reached >= bound - slack(bound))


def slack(persons: float) -> float:
    """Persons by which two numbers of the solver may differ and still be the same."""
    return ACCURACY * max(1.0, abs(persons))


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

    def chosen(self, answer: OptimizeResult) -> Columns | None:
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
