"""Places that lift the worst-served groups, such as Sozialräume, at a small price. Pure.

In two steps, one after the other (lexicographic): first maximal covering, then, among all choices
that win at least a given part of what can be won at most, the one that lifts the worst-served
group. Often no choice can lift the lowest share itself: no candidate reaches that group, or more
groups stand at the bottom than places are opened. Then the sum of the k lowest shares is raised,
with the smallest k for which any choice makes a difference; k = 1 is the plain maximin of Rawls.
The sum of the k lowest values is linear (Ogryczak & Tamir 2003, "Minimizing the sum of the k
largest functions in linear time", Information Processing Letters 85). Among equals the choice that
reaches most people wins.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sozialraum.analysis.coverage import Floats
from sozialraum.analysis.location import PROOF, SECONDS, Model, Progress, best
from sozialraum.analysis.siting import Choice, Siting, in_order
from sozialraum.analysis.siting_bounds import promising

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint, OptimizeResult

PRICE = 0.05
"""Part of the people who could be won that may be given up for the worst-served group."""
SAME = 1e-6
"""Shares closer than this are the same."""


@dataclass(frozen=True)
class FairChoice:
    """The choice, and what it does to the shares of the groups (0 to 1, NaN without people).

    ``lifted`` is the k: how many of the lowest shares were raised together; 0 where no choice
    raises any. ``most`` are the persons reached by the maximal covering with as many places.
    """

    choice: Choice
    before: tuple[float, ...]
    after: tuple[float, ...]
    lifted: int
    most: float


def fairest(
    task: Siting,
    count: int,
    demand: Floats,
    reached: Floats,
    *,
    price: float = PRICE,
    seconds: float = SECONDS,
    progress: Progress | None = None,
) -> FairChoice:
    """``demand`` and ``reached`` are persons per group; groups without demand take no part.

    ``price`` lies between 0 (nobody may be given up) and 1. Raises ``ValueError`` outside.
    """
    if not 0 <= price <= 1:
        raise ValueError("price must lie between 0 and 1")
    deadline = time.perf_counter() + seconds
    most = best(task, count, seconds=seconds)
    search = _Search(task, count, demand, reached, price, most, deadline)
    k, proven = search.smallest(progress)
    choice = search.lift(k) if k else most
    choice = replace(choice, optimal=choice.optimal and most.optimal and proven)
    after = search.shares(choice.chosen)
    if progress:
        progress(1, 1)
    return FairChoice(choice, tuple(search.before), tuple(after), k, most.reached)


class _Search:
    """The models of one question: which sum of lowest shares can be raised, and how far."""

    def __init__(
        self,
        task: Siting,
        count: int,
        demand: Floats,
        reached: Floats,
        price: float,
        most: Choice,
        deadline: float,
    ) -> None:
        floor = task.base + (most.reached - task.base) * (1 - price)
        self.task = task.only(promising(task, count, floor - PROOF))
        self.demand, self.reached = demand, reached
        self.count, self.most, self.deadline = count, most, deadline
        self.groups = np.flatnonzero(demand > 0)
        self.before = self.shares(())
        self._model = Model(self.task, count)
        self._won = np.concatenate([self.task.weight, np.zeros(self._model.places)])
        self._constraints = (self._enough(floor - task.base), self._shortfalls())
        self._answers: dict[int, OptimizeResult] = {}

    def shares(self, chosen: tuple[int, ...]) -> Floats:
        """Shares per group with these candidates, counted exactly; NaN without people."""
        won = self.task.won(self.task.columns(chosen))
        inside = self.task.group >= 0
        more = np.bincount(self.task.group[inside], weights=won[inside], minlength=len(self.demand))
        shares: Floats = np.full(len(self.demand), np.nan)
        peopled = self.demand > 0
        shares[peopled] = (self.reached + more)[peopled] / self.demand[peopled]
        return shares

    def lowest(self, chosen: tuple[int, ...], k: int) -> float:
        """Sum of the k lowest shares with these candidates."""
        return float(np.sort(self.shares(chosen)[self.groups])[:k].sum())

    def smallest(self, progress: Progress | None) -> tuple[int, bool]:
        """The smallest k for which a choice raises the sum of the k lowest shares, 0 for none.

        Whatever raises the sum for k raises it for k + 1, so that halving finds it. The second
        value is False where time ran out, so that a smaller k may exist.
        """
        low, high, proven = self._at_least(), len(self.groups) + 1, True
        steps = 2 + (high - low).bit_length()
        for step in range(1, steps):
            if low >= high:
                break
            if progress:
                progress(step, steps)
            middle = (low + high) // 2
            raised, sure = self._raised(middle)
            proven &= sure
            low, high = (low, middle) if raised else (middle + 1, high)
        return (low if low <= len(self.groups) else 0), proven

    def _at_least(self) -> int:
        """A k that no smaller one can beat: some groups at the bottom must stay there.

        No more groups can be lifted than the places touch that touch most of them.
        """
        shares = self.before[self.groups]
        bottom = self.groups[shares <= shares.min(initial=np.inf) + SAME]
        there = np.isin(self.task.group, bottom)
        pairs = self.task.covers[there].tocoo().coords
        touched = np.unique(np.stack([self.task.group[there][pairs[0]], pairs[1]]), axis=1)
        most = np.sort(np.bincount(touched[1].astype(np.intp), minlength=1))
        return max(1, len(bottom) - int(most[-self.count :].sum()) + 1)

    def _raised(self, k: int) -> tuple[bool, bool]:
        """Whether any choice raises the sum of the k lowest shares, and whether that is certain."""
        before = self.lowest((), k)
        if self.lowest(self.most.chosen, k) > before + SAME:
            return True, True
        answer = self._maximised(k)
        chosen = self._chosen(answer)
        if chosen is not None and self.lowest(chosen, k) > before + SAME:
            return True, True
        return False, -float(answer.mip_dual_bound) <= before + SAME

    def lift(self, k: int) -> Choice:
        """Raise the sum of the k lowest shares as far as possible, then reach as many as possible.

        The better of what the solver found and the maximal covering, never less than that.
        """
        answer = self._maximised(k)
        found = [self.most.chosen, self._chosen(answer) or ()]
        value = max(self.lowest(chosen, k) for chosen in found)
        proven = value >= -float(answer.mip_dual_bound) - SAME
        second = self._model.solve(
            np.concatenate([-self._won, np.zeros(1 + len(self.groups))]),
            self.deadline,
            (*self._constraints, self._kept(k, value)),
        )
        found.append(self._chosen(second) or ())
        fair = [chosen for chosen in found if self.lowest(chosen, k) >= value - SAME]
        choice = max((in_order(self.task, chosen) for chosen in fair), key=lambda c: c.reached)
        bound = self.task.base - float(second.mip_dual_bound)
        return replace(choice, optimal=proven and choice.reached >= bound - PROOF)

    def _maximised(self, k: int) -> OptimizeResult:
        """The model "sum of the k lowest shares" with enough people won; solved once per k."""
        if k not in self._answers:
            costs = np.concatenate([np.zeros(len(self._won)), -self._sum_of_lowest(k)])
            self._answers[k] = self._model.solve(costs, self.deadline, self._constraints)
        return self._answers[k]

    def _sum_of_lowest(self, k: int) -> Floats:
        """Factors of the further variables: k times the level, minus every shortfall from it."""
        return np.concatenate([[float(k)], -np.ones(len(self.groups))])

    def _enough(self, floor: float) -> LinearConstraint:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        further = np.zeros(1 + len(self.groups))
        row = np.concatenate([self._won, further])[np.newaxis]
        return LinearConstraint(csr_array(row), floor - PROOF, np.inf)

    def _shortfalls(self) -> LinearConstraint:
        """Level - shortfall of the group - share won in the group <= share that it has."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import coo_array, csr_array, eye_array, hstack

        number = np.full(len(self.demand) + 1, -1)
        number[self.groups] = np.arange(len(self.groups))
        owner = number[self.task.group]
        bundles = np.flatnonzero(owner >= 0)
        part = -self.task.weight[bundles] / self.demand[self.groups][owner[bundles]]
        shape = (len(self.groups), len(self._won))
        won = coo_array((part, (owner[bundles], bundles)), shape=shape)
        level = csr_array(np.ones((len(self.groups), 1)))
        left = hstack([won, level, -eye_array(len(self.groups))], format="csr")
        return LinearConstraint(left, -np.inf, self.before[self.groups])

    def _kept(self, k: int, value: float) -> LinearConstraint:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        row = np.concatenate([np.zeros(len(self._won)), self._sum_of_lowest(k)])[np.newaxis]
        return LinearConstraint(csr_array(row), value - SAME / 2, np.inf)

    def _chosen(self, answer: OptimizeResult) -> tuple[int, ...] | None:
        columns = self._model.chosen(answer)
        if columns is None:
            return None
        return tuple(int(at) for at in self.task.candidates[columns])
