"""Courses over time: which published values one line may join, and where a date lies on the axis.

A line claims that something went on between two values. It may do so only where nothing is
missing in between, so every doubt leaves a gap.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise

from sozialraum.domain.period import Period

DAYS = 365.25


def always(_first: str, _second: str) -> bool:
    """Every two reference dates may be compared."""
    return True


def segments(
    periods: Sequence[Period],
    holes: Sequence[Period] = (),
    comparable: Callable[[str, str], bool] = always,
) -> tuple[tuple[int, ...], ...]:
    """Runs of two or more positions in ``periods`` (oldest first) that one line may join.

    Neighbours are joined where their beginnings and their ends lie at most one calendar year
    apart, and no hole (a reference date stated without a value) lies between them. Spans are
    joined only with spans of the same length, because a sum over a quarter is no value of a year.
    All members of a run may be compared with each other. A position is in at most one run.
    """
    runs: list[list[int]] = []
    for position, period in enumerate(periods):
        run = runs[-1] if runs else []
        if (
            run
            and _neighbours(periods[run[-1]], period, holes)
            and all(comparable(periods[member].code, period.code) for member in run)
        ):
            run.append(position)
        else:
            runs.append([position])
    return tuple(tuple(run) for run in runs if len(run) > 1)


def yearly(courses: Iterable[Iterable[Period]]) -> bool:
    """True where no course has two different reference dates in one calendar year."""
    for course in courses:
        codes = {period.code for period in course}
        if len({Period(code).year for code in codes}) < len(codes):
            return False
    return True


def position(period: Period, yearly: bool) -> float:
    """Where a reference date lies on an axis of years.

    In a yearly course the year itself, whatever the day. Otherwise the middle of a year lies at
    its number, so that 31.12.2018 lies half a year right of the label 2018. Months lie at their
    middle, spans at the middle between their ends.
    """
    first, last = _first_day(period), _last_day(period)
    if yearly:
        return (first.year + last.year) / 2
    if first == last:
        return _on_axis(first)
    return (_on_axis(first) - 1 / DAYS + _on_axis(last)) / 2


def missing_years(periods: Sequence[Period]) -> tuple[tuple[int, int], ...]:
    """Runs (first, last) of years without a value between the first and the last value."""
    covered = {y for p in periods for y in range(_first_day(p).year, _last_day(p).year + 1)}
    return tuple((a + 1, b - 1) for a, b in pairwise(sorted(covered)) if b - a > 1)


def _neighbours(first: Period, second: Period, holes: Sequence[Period]) -> bool:
    starts = abs(_first_day(second).year - _first_day(first).year)
    ends = second.year - first.year
    return (
        first < second
        and starts <= 1
        and ends <= 1
        and _span(first) == _span(second)
        and not any(first < hole < second for hole in holes)
    )


def _span(period: Period) -> int:
    """Length of a span in months; 0 for everything that is no span."""
    if "/" not in period.code:
        return 0
    first, last = _first_day(period), _last_day(period)
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _first_day(period: Period) -> date:
    parts = [int(part) for part in period.code.split("/")[0].split("-")]
    return date(*(*parts, 1, 1)[:3])


def _last_day(period: Period) -> date:
    year, month, day, _ = period.sort_key
    return date(year, month, min(day, monthrange(year, month)[1]))


def _on_axis(day: date) -> float:
    return day.year + day.timetuple().tm_yday / DAYS - 0.5
