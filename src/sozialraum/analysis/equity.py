"""Places that lift the worst-served group, such as a Sozialraum, at a small price. Pure.

In three steps, one after the other (lexicographic): maximal covering says how many people can be
won at most; among all choices that win at least a given part of that, the most people of the
worst-served group are reached; among those, the most people in total. Ranked by today's share, the
worst-served group is the first that any such choice can lift at all; of groups with the same share
the one with more unreached people comes first.

Raising the lowest share of all groups at once (maximin) was tried and left out: with more groups
at zero than places it puts them on borders, where each touches many groups and helps none.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sozialraum.analysis.coverage import Floats
from sozialraum.analysis.location import SECONDS, Model, Progress, best, slack
from sozialraum.analysis.siting import Choice, Siting, in_order
from sozialraum.analysis.siting_bounds import promising

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

PRICE = 0.05
"""Part of the people who could be won that may be given up for the worst-served group."""


@dataclass(frozen=True)
class FairChoice:
    """The choice, and the group that it lifts: its position, persons reached before and after.

    ``group`` is None where no choice lifts any group that is not served already. ``passed`` are
    the positions of worse-served groups that no choice at this price can lift, worst first.
    ``most`` are the persons reached by the maximal covering with as many places.
    """

    choice: Choice
    group: int | None
    before: float
    after: float
    passed: tuple[int, ...]
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
    """``demand`` and ``reached`` are persons per group, ``task.group`` positions in them.

    ``price`` lies between 0 (nobody may be given up) and 1. Raises ``ValueError`` outside.
    """
    if not 0 <= price <= 1:
        raise ValueError("price must lie between 0 and 1")
    deadline = time.perf_counter() + seconds
    told = progress or (lambda done, of: None)
    most = best(task, count, seconds=seconds)
    told(1, 3)
    search = _Search(task, count, price, most, deadline)
    passed: list[int] = []
    for group in _worst_first(demand, reached):
        lifted, proven = search.lift(group)
        told(2, 3)
        if lifted:
            final = search.fill(group, lifted)
            final = replace(final, optimal=final.optimal and proven and most.optimal)
            had = float(reached[group])
            told(3, 3)
            after = had + search.won_in(group, final)
            return FairChoice(final, group, had, after, tuple(passed), most.reached)
        passed.append(group)
        if not proven:
            most = replace(most, optimal=False)
    told(3, 3)
    return FairChoice(most, None, 0.0, 0.0, tuple(passed), most.reached)


def _worst_first(demand: Floats, reached: Floats) -> list[int]:
    """Groups that are not fully served, the lowest share first, then the most unreached people."""
    open_groups = np.flatnonzero(reached < demand)
    share = reached[open_groups] / demand[open_groups]
    left = demand[open_groups] - reached[open_groups]
    return [int(group) for group in open_groups[np.lexsort((open_groups, -left, share))]]


class _Search:
    """Choices that win enough people; candidates that can be in none of them are left out."""

    def __init__(
        self, task: Siting, count: int, price: float, most: Choice, deadline: float
    ) -> None:
        self._floor = (most.reached - task.base) * (1 - price)
        self.task = task.only(promising(task, count, task.base + self._floor - 1.0))
        self._deadline = deadline
        self._model = Model(self.task, count)
        self._known = [most]

    def won_in(self, group: int, choice: Choice) -> float:
        """Persons of a group whom a choice wins."""
        won = self.task.won(self.task.columns(choice.chosen))
        return float(won[self.task.group == group].sum())

    def lift(self, group: int) -> tuple[float, bool]:
        """The most persons of a group that can be won, and whether that is proven."""
        inside = np.where(self.task.group == group, self.task.weight, 0.0)
        if not inside.any():
            return 0.0, True
        bound = self._solve(inside, self._at_least(self.task.weight, self._floor))
        found = max(self.won_in(group, choice) for choice in self._known)
        return found, found >= bound - slack(bound)

    def fill(self, group: int, lifted: float) -> Choice:
        """The choice that wins most people among those that win so many of the group."""
        inside = np.where(self.task.group == group, self.task.weight, 0.0)
        enough = self._at_least(self.task.weight, self._floor)
        bound = self._solve(self.task.weight, enough, self._at_least(inside, lifted))
        lifting = [c for c in self._known if self.won_in(group, c) >= lifted - slack(lifted)]
        final = max(lifting, key=lambda choice: choice.reached)
        return replace(final, optimal=final.reached >= self.task.base + bound - slack(bound))

    def _solve(self, gain: Floats, *further: LinearConstraint) -> float:
        """Maximise the persons in ``gain``; notes the choice found, returns the proven limit."""
        costs = np.concatenate([-gain, np.zeros(self._model.places)])
        answer = self._model.solve(costs, self._deadline, further)
        columns = self._model.chosen(answer)
        if columns is not None:
            chosen = tuple(int(at) for at in self.task.candidates[columns])
            found = in_order(self.task, chosen)
            if found.reached - self.task.base >= self._floor - slack(self._floor):
                self._known.append(found)
        return -float(answer.mip_dual_bound)

    def _at_least(self, gain: Floats, amount: float) -> LinearConstraint:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        row = np.concatenate([gain, np.zeros(self._model.places)])[np.newaxis]
        return LinearConstraint(csr_array(row), amount - slack(amount) / 2, np.inf)
