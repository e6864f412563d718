"""Counts of areas spread over cells by weights (dasymetric mapping); every sum is kept.

Each area's count is shared among its cells in proportion to their weights, such as addresses: the
binary and weighted dasymetric method of Wright (1936), "A method of mapping densities of
population", Geographical Review 26, with the "pycnophylactic" condition of Tobler (1979) that the
cells of an area add up to its published count.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
OUTSIDE = -1
"""Owner of a row that lies in none of the areas."""


def spread(counts: Sequence[float | None], owner: NDArray[np.intp], weight: Floats) -> Floats:
    """Persons per row, so that the rows of every area add up to its count.

    ``counts`` has one entry per area: persons, None or NaN where nobody published a count.
    ``owner`` is the position in ``counts`` per row (-1: in no area), ``weight`` not negative and
    finite. The result has one number per row: 0 in rows of unknown areas and outside. The rest
    that rounding leaves goes to the heaviest row of the area, so that ``math.fsum`` over its rows
    gives the count within one part in 10^9.

    Raises ``ValueError`` for negative or infinite input, for an owner that does not exist, and for
    a count without any row to carry it: see :func:`without_weight`.
    """
    given = _checked(counts, owner, weight)
    persons = np.zeros(len(weight), dtype=np.float64)
    for area, rows in enumerate(_rows_by_area(owner, len(given))):
        count = given[area]
        if math.isnan(count) or count == 0:
            continue
        heaviest = weight[rows].max(initial=0.0)
        if heaviest == 0:
            raise ValueError(f"area {area} has a count and no weight")
        shares = weight[rows] / heaviest
        shares /= math.fsum(shares)
        parts = shares * count
        largest = int(np.argmax(parts))
        parts[largest] += math.fsum([count, *(-parts)])
        persons[rows] = parts
    return persons


def without_weight(
    counts: Sequence[float | None], owner: NDArray[np.intp], weight: Floats
) -> list[int]:
    """Positions of areas with persons but no row of positive weight, ascending.

    They need a row of their own before :func:`spread`, such as a point inside with weight 1.
    """
    given = _checked(counts, owner, weight)
    inside = owner != OUTSIDE
    heaviest = np.zeros(len(given), dtype=np.float64)
    np.maximum.at(heaviest, owner[inside], weight[inside])
    return [int(area) for area in np.flatnonzero((given > 0) & (heaviest == 0))]


def known_rows(counts: Sequence[float | None], owner: NDArray[np.intp]) -> NDArray[np.bool_]:
    """True for rows in areas whose count is known; False outside all areas."""
    given = np.array([math.nan if count is None else count for count in counts], dtype=np.float64)
    return np.append(~np.isnan(given), False)[owner]


def _checked(counts: Sequence[float | None], owner: NDArray[np.intp], weight: Floats) -> Floats:
    given = np.array([math.nan if count is None else count for count in counts], dtype=np.float64)
    if len(owner) != len(weight):
        raise ValueError("one owner per weight is needed")
    if np.isinf(given).any() or (given < 0).any():
        raise ValueError("counts must be finite and not negative")
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise ValueError("weights must be finite and not negative")
    if len(owner) and (owner.min() < OUTSIDE or owner.max() >= len(given)):
        raise ValueError("an owner does not exist")
    return given


def _rows_by_area(owner: NDArray[np.intp], areas: int) -> list[NDArray[np.intp]]:
    """Row numbers per area, ascending."""
    order = np.argsort(owner, kind="stable")
    limits = np.searchsorted(owner[order], np.arange(areas + 1))
    return [order[start:stop] for start, stop in pairwise(limits)]
