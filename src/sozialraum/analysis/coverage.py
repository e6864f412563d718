"""Who is reached and who is not, per row of the grid, per area and in total. Pure.

Maximal covering's notion of coverage (Church & ReVelle 1974): a person is reached where at least
one service that counts lies within reach. Demand is always reached plus unreached; rows whose
demand nobody published count as neither.

All sums of persons are exact. Persons are kept as multiples of :data:`GRAIN`, a power of two, so
that adding and subtracting them in floating point never rounds, in whatever order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sozialraum.domain.gaps import AreaDemand, AreaReach, Demand

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Owners = NDArray[np.intp]

GRAIN = 2.0**-10
"""Smallest part of a person that is told apart, about a thousandth."""
_TOLERANCE = 0.25
"""Grains by which the rows of an area may miss its count before the demand is refused."""


@dataclass(frozen=True)
class Covered:
    """Sums over the known rows: ``demand`` = ``reached`` + ``unreached``, exactly.

    ``areas`` in the order of the demand. ``unknown`` are the areas without a published count:
    they stand in ``areas`` with None and are in no sum.
    """

    demand: float
    reached: float
    unreached: float
    areas: tuple[AreaReach, ...]
    unknown: tuple[AreaDemand, ...]


def whole_grains(demand: Demand) -> Floats:
    """Persons per row in multiples of :data:`GRAIN`; 0 where the demand is unknown.

    The rows of an area add up to its count, rounded to a grain; a row changes by less than one
    grain (largest remainders). Raises ``ValueError`` where the rows of an area do not carry its
    count.
    """
    owner = demand.area_index
    counted = demand.known & (owner >= 0)
    grains = np.where(counted, demand.persons, 0.0) / GRAIN
    wanted = _wanted(demand, grains, owner)
    whole = np.floor(grains)
    rest = wanted - _sums(whole, owner, len(demand.areas))
    remainder = grains - whole
    order = np.lexsort((-remainder, owner))
    first = np.searchsorted(owner[order], np.arange(len(demand.areas)))
    inside = order[owner[order] >= 0]
    rank = np.zeros(len(grains))
    rank[inside] = np.arange(len(order) - len(inside), len(order)) - first[owner[inside]]
    whole[inside] += rank[inside] < rest[owner[inside]]
    persons: Floats = whole * GRAIN
    return persons


def _wanted(demand: Demand, grains: Floats, owner: Owners) -> Floats:
    """Grains per area as its count says; 0 for unknown areas."""
    carried = _sums(grains, owner, len(demand.areas))
    counts = np.array([area.count or 0.0 for area in demand.areas], dtype=np.float64) / GRAIN
    for area, count, found in zip(demand.areas, counts, carried, strict=True):
        if abs(count - found) > _TOLERANCE:
            raise ValueError(f"the rows of area {area.code} do not carry its count")
    wanted: Floats = np.rint(counts)
    return wanted


def _sums(values: Floats, owner: Owners, groups: int) -> Floats:
    inside = owner >= 0
    found = np.bincount(owner[inside], weights=values[inside], minlength=groups)
    return found.astype(np.float64)


def reached_rows(
    reach: csr_array, counting: NDArray[np.bool_], admission: Flags | None = None
) -> Flags:
    """True for rows that reach at least one counting service.

    ``reach`` has rows x services and stores only True; ``counting`` one flag per service.
    ``admission`` (rows x services, dense) is False where the catchment of a service leaves the
    row out; None admits all.
    """
    within = admitted(reach, admission)
    return np.asarray(within @ counting.astype(np.int32)) > 0


def admitted(reach: csr_array, admission: Flags | None) -> csr_array:
    """``reach`` without the pairs that the catchment of the service leaves out."""
    from scipy.sparse import csr_array

    if admission is None:
        return reach
    pairs = reach.tocoo()
    row, column = pairs.coords
    kept = admission[row, column]
    return csr_array((pairs.data[kept], (row[kept], column[kept])), shape=reach.shape)


def covered(demand: Demand, persons: Floats, reached: Flags) -> Covered:
    """Sums per area and in total; ``persons`` as :func:`whole_grains` makes them.

    The share of an area is reached / demand; None where the demand is unknown, and where it is 0,
    because a share of nobody has no meaning.
    """
    total = _sums(persons, demand.area_index, len(demand.areas))
    within = _sums(np.where(reached, persons, 0.0), demand.area_index, len(demand.areas))
    areas = tuple(
        _area(area, float(total[at]), float(within[at])) for at, area in enumerate(demand.areas)
    )
    unknown = tuple(area for area in demand.areas if area.count is None)
    everyone, met = math.fsum(total), math.fsum(within)
    return Covered(everyone, met, everyone - met, areas, unknown)


def _area(area: AreaDemand, demand: float, reached: float) -> AreaReach:
    if area.count is None:
        return AreaReach(area.level, area.code, area.name, None, None, None)
    share = reached / demand if demand else None
    return AreaReach(area.level, area.code, area.name, demand, reached, share)


@dataclass(frozen=True)
class GroupShare:
    """Coverage of one group of rows, such as a Sozialraum.

    ``demand`` is that of its known rows; ``complete`` is False where some of its rows are unknown.
    ``share`` is None where nobody is known to live there.
    """

    code: str
    demand: float
    reached: float
    share: float | None
    complete: bool


def group_shares(
    codes: Sequence[str], group: Owners, persons: Floats, known: Flags, reached: Flags
) -> tuple[GroupShare, ...]:
    """Coverage per group; ``group`` is the position in ``codes`` per row (-1: in none)."""
    total = _sums(persons, group, len(codes))
    within = _sums(np.where(reached, persons, 0.0), group, len(codes))
    unknown = _sums((~known).astype(np.float64), group, len(codes))
    return tuple(
        GroupShare(
            code=code,
            demand=float(total[at]),
            reached=float(within[at]),
            share=float(within[at] / total[at]) if total[at] else None,
            complete=not unknown[at],
        )
        for at, code in enumerate(codes)
    )


def weights_within_areas(demand: Demand, persons: Floats) -> csr_array:
    """Areas x rows: how much of an area each row stands for; every row of it sums to 1.

    By persons where they are known and not 0, else by the weights of the grid (addresses); areas
    without any weight have an empty row.
    """
    from scipy.sparse import csr_array

    owner, areas = demand.area_index, len(demand.areas)
    peopled = _sums(persons, owner, areas) > 0
    inside = np.flatnonzero(owner >= 0)
    weight = np.where(peopled[owner[inside]], persons[inside], demand.grid.weight[inside])
    total = np.bincount(owner[inside], weights=weight, minlength=areas)
    kept = weight > 0
    rows = inside[kept]
    values = weight[kept] / total[owner[rows]]
    return csr_array((values, (owner[rows], rows)), shape=(areas, len(owner)))
