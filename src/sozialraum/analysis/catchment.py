"""Hours per 1,000 people: the two-step floating catchment area method. Pure.

Luo & Wang (2003), "Measures of spatial accessibility to health care in a GIS environment",
Environment and Planning B 30: first the weekly hours of every service are divided by the people
who reach it; then every place where people live adds up the ratios of the services in its reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sozialraum.analysis.coverage import Flags, Floats, admitted, weights_within_areas
from sozialraum.domain.gaps import Demand
from sozialraum.domain.services import ServiceAtPlace

if TYPE_CHECKING:
    from scipy.sparse import csr_array

PER = 1000.0
"""Persons to whom the hours refer."""


@dataclass(frozen=True, eq=False)
class Floating:
    """Hours a week per 1,000 people.

    ``rows`` per row of the grid. ``areas`` per area of the demand, the mean over its people; NaN
    where their number is unknown or 0. ``ratios`` per service, NaN where its hours are unknown,
    0 where nobody reaches it. ``excluded`` are positions of services with unknown hours,
    ``alone`` of those with hours that nobody reaches.
    """

    rows: Floats
    areas: Floats
    ratios: Floats
    excluded: tuple[int, ...]
    alone: tuple[int, ...]


def weekly_hours(services: Sequence[ServiceAtPlace]) -> Floats:
    """Hours a week per service; NaN where nobody published them.

    Hours that overlap count once, as a place is open once. Where the published text says more
    than could be read, the hours are at least these.
    """
    return np.array([_hours(service) for service in services], dtype=np.float64)


def _hours(service: ServiceAtPlace) -> float:
    if not service.timetable.known:
        return np.nan
    total = 0.0
    for day in {slot.day for slot in service.timetable.slots}:
        spans = sorted(
            (slot.since.hour + slot.since.minute / 60, slot.hours)
            for slot in service.timetable.slots
            if slot.day is day
        )
        until = 0.0
        for since, hours in spans:
            total += max(0.0, since + hours - max(since, until))
            until = max(until, since + hours)
    return total


def two_step(
    demand: Demand,
    persons: Floats,
    reach: csr_array,
    hours: Floats,
    admission: Flags | None = None,
) -> Floating:
    """Both steps; ``persons`` per row, ``reach`` rows x services, ``hours`` per service or NaN.

    The hours of a service that anybody reaches are shared out completely: persons x hours per
    person over all rows give them back. Rows whose demand is unknown take no share, so that near
    them the result is an upper limit.
    """
    within = admitted(reach, admission).astype(np.float64)
    unknown = np.isnan(hours)
    people: Floats = np.asarray(within.T @ persons)
    shared = ~unknown & (people > 0)
    ratios = np.where(unknown, np.nan, 0.0)
    ratios[shared] = hours[shared] / people[shared]
    rows: Floats = np.asarray(within @ np.nan_to_num(ratios)) * PER
    return Floating(
        rows=rows,
        areas=_means(demand, persons, rows),
        ratios=ratios * PER,
        excluded=_positions(unknown),
        alone=_positions(~unknown & (people <= 0)),
    )


def _means(demand: Demand, persons: Floats, rows: Floats) -> Floats:
    means = np.asarray(weights_within_areas(demand, persons) @ rows, dtype=np.float64)
    without = [not area.count for area in demand.areas]
    return np.where(without, np.nan, means)


def _positions(flags: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(at) for at in np.flatnonzero(flags))
