"""Which candidates can take part in a good choice at all: a bound for each of them. Pure.

Lagrangian relaxation of maximal covering (Galvão & ReVelle 1996, "A Lagrangean heuristic for the
maximal covering location problem", European Journal of Operational Research 88): every bundle of
people offers a price to the places that reach it, at most its weight. For any prices the persons
whose price is not asked plus the ``count`` dearest places are a limit that no choice exceeds, and
putting a certain candidate among them limits every choice with it. Candidates below what is
already found are left out, without changing the optimum.
"""

from __future__ import annotations

import numpy as np

from sozialraum.analysis.coverage import Flags, Floats
from sozialraum.analysis.siting import Siting

ROUNDS = 400
"""Rounds of the search for good prices; more of them only make the question smaller."""
_PATIENCE = 20
"""Rounds without a better limit after which the steps are halved."""
_MARGIN = 1e-6
"""Persons; a candidate must fall short by more than this to be left out."""


def promising(task: Siting, count: int, needed: float) -> Flags:
    """True for columns that may belong to a choice that reaches more than ``needed`` persons.

    ``needed`` are persons in total, ``task.base`` included. With a little less than what is asked
    for, the choices that reach exactly that many stay in.
    """
    by_place, weight = task.covers.T.tocsr(), task.weight
    places = by_place.shape[0]
    kept = np.ones(places, dtype=np.bool_)
    if places <= count or not len(weight):
        return kept
    goal = needed - task.base
    price = weight * np.minimum(1.0, count / np.diff(task.covers.indptr))
    lowest, found, step, waited = np.inf, price, 1.0, 0
    for _ in range(ROUNDS):
        worth = np.asarray(by_place @ price)
        dearest = np.argpartition(-worth, count - 1)[:count]
        limit = float((weight - price).sum() + worth[dearest].sum())
        with_it = limit - worth[dearest].min() + worth
        with_it[dearest] = limit
        kept &= with_it > goal - _MARGIN
        if limit < lowest - 1e-7 * max(goal, 1.0):
            lowest, found, waited = limit, price, 0
        elif (waited := waited + 1) >= _PATIENCE:
            price, step, waited = found, step / 2, 0
            continue
        slope = _slope(task, dearest, price)
        steepness = float(slope @ slope)
        if steepness == 0 or kept.sum() <= count:
            break
        price = np.clip(price - step * max(limit - goal, 1e-3) / steepness * slope, 0.0, weight)
    return kept


def _slope(task: Siting, dearest: np.typing.NDArray[np.intp], price: Floats) -> Floats:
    """How the limit changes with each price, 0 where the price can go no further."""
    opened = np.zeros(task.covers.shape[1])
    opened[dearest] = 1.0
    slope: Floats = np.asarray(task.covers @ opened) - 1.0
    slope[(price <= 0) & (slope > 0)] = 0.0
    slope[(price >= task.weight) & (slope < 0)] = 0.0
    return slope
