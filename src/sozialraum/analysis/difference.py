"""Differences between two published values, and classes around zero.

Everything is computed from published (masked) values: a difference with a secret side is secret.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from math import floor, log10

from sozialraum.domain.comparison import Measure
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.status import Status

_DIGITS = 9
"""Differences of decimal fractions are freed from the noise of binary ones."""
_MISSING = (Status.SECRET, Status.UNKNOWN, Status.LATER, Status.NOT_APPLICABLE)
"""What a missing side makes of the difference; the first of both that applies."""
_DOUBTFUL = (Status.ESTIMATED, Status.UNCERTAIN)
REACH = 0.9
"""So large a share of the changes lies below the limit of the outermost classes."""
STEADY = 4
"""The stable band is that part of the width of a class."""


Groups = Iterable[Sequence[int]]
Equal = Callable[[Sequence[int]], bool]


def never(_positions: Sequence[int]) -> bool:
    """Nothing is known to be equal."""
    return False


def measure_of(indicator: Indicator) -> Measure:
    """Counts change by per cent, what is in per cent by percentage points, all else in its unit."""
    if indicator.kind is Kind.COUNT:
        return Measure.RELATIVE
    return Measure.POINTS if indicator.unit == "%" else Measure.UNIT


def difference(
    before: float | None,
    after: float | None,
    statuses: tuple[Status, Status],
    measure: Measure,
) -> tuple[float | None, Status]:
    """Second minus first value and its status; per cent of the first where relative.

    Without a value on one side there is none: secret before all else, then unknown, later, not
    applicable. A relative change from 0 is not applicable. Doubts about a side stay.
    """
    if before is None or after is None:
        return None, next((s for s in _MISSING if s in statuses), Status.UNKNOWN)
    if measure is Measure.RELATIVE:
        if before == 0:
            return None, Status.NOT_APPLICABLE
        value = (after - before) / before * 100
    else:
        value = after - before
    status = next((s for s in _DOUBTFUL if s in statuses), Status.OK)
    return round(value, _DIGITS) + 0.0, status


def same_groups(
    first: Groups, second: Groups, equal: tuple[Equal, Equal] = (never, never)
) -> tuple[tuple[tuple[int, ...], ...], frozenset[int]]:
    """Groups that are joint at both dates, and positions joint with others at one of them only.

    The latter have no difference: the values speak of different areas. ``equal`` says for each
    date whether all of these positions carry one value there; then a group that is joint at the
    other date counts as joint at both. That holds for shares and means (the value of the whole is
    the one that all parts have), never for counts.
    """
    known = [{tuple(sorted(group)) for group in groups} for groups in (first, second)]
    loose = [{p for group in groups for p in group} for groups in known]
    both = known[0] & known[1]
    for here, there in ((0, 1), (1, 0)):
        for group in known[here] - known[there]:
            if not loose[there] & set(group) and equal[there](group):
                both.add(group)
    settled = {p for group in both for p in group}
    return tuple(sorted(both)), frozenset((loose[0] | loose[1]) - settled)


def around_zero(values: Iterable[float], decimals: int) -> tuple[float, float, float]:
    """Three limits of seven classes: edge of the stable band, then two of growing changes.

    The limits hold below zero as well. They are round numbers: the second and third one width and
    two widths from zero, so that ``REACH`` of the changes lie inside; the band is a quarter of it,
    never finer than ``decimals`` print.
    """
    sizes = sorted(abs(value) for value in values)
    finest = 10.0**-decimals
    reach = sizes[min(int(len(sizes) * REACH), len(sizes) - 1)] if sizes else 0.0
    width = max(_round_number(reach / 2), STEADY * finest)
    return round(width / STEADY, _DIGITS), width, round(2 * width, _DIGITS)


def around_zero_class(value: float, limits: Sequence[float]) -> int:
    """Class 0 (strongest decrease) over 3 (stable, both ends included) to 6 (strongest increase).

    A change and its opposite lie equally far from the middle.
    """
    distance = bisect_left(limits, abs(value))
    return len(limits) + (distance if value > 0 else -distance)


def _round_number(wanted: float) -> float:
    """The largest of 1, 2, 4 or 8 times a power of ten that is not above ``wanted``."""
    if wanted <= 0:
        return 0.0
    power = 10.0 ** floor(log10(wanted))
    return round(max(power * digit for digit in (1, 2, 4, 8) if power * digit <= wanted), _DIGITS)
