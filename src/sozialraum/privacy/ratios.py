"""Shares and rates: the counts behind them, and how exactly a printed one gives them away."""

from __future__ import annotations

import math
import re
from decimal import Decimal

import numpy as np

from sozialraum.domain.indicators import Indicator, Kind

_PER = re.compile(r"je ([\d.]+)")
_SLACK = 1e-9
MOST_DECIMALS = 12


def factor(indicator: Indicator) -> float:
    """What numerator / denominator is multiplied with: 100 for percent, 1000 for „je 1.000 …“.

    NaN where the kind or the unit does not say it.
    """
    if indicator.kind not in {Kind.SHARE, Kind.RATE}:
        return math.nan
    if "%" in indicator.unit:
        return 100.0
    found = _PER.search(indicator.unit)
    return float(found.group(1).replace(".", "")) if found else math.nan


def printed_decimals(value: float, indicator: Indicator) -> int:
    """How many decimals of a value are known: the declared ones, or more where it carries more."""
    exponent = Decimal(repr(round(float(value), MOST_DECIMALS))).normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(indicator.decimals, -exponent)


def quotients(value: float, decimals: int, times: float) -> tuple[float, float]:
    """Least and largest numerator / denominator that is printed as ``value``; never below 0."""
    half = 0.5 * 10.0**-decimals
    return max(0.0, (value - half) / times - _SLACK), (value + half) / times + _SLACK


def possible_counts(
    value: float, decimals: int, times: float, denominator: float
) -> tuple[int, int]:
    """The least and the largest whole numerator that is printed as ``value``.

    The first is larger than the second where no whole number fits. With one decimal and a
    denominator below 1,000 they are the same: the percentage is the count.
    """
    low, high = quotients(value, decimals, times)
    return math.ceil(low * denominator - _SLACK), math.floor(high * denominator + _SLACK)


def quotient(numerator: float, denominator: float, indicator: Indicator) -> float:
    """The share or rate of two published counts, rounded to the decimals of the indicator.

    NaN where one of them is not published, the denominator is 0 or the unit gives no factor.
    """
    times = factor(indicator)
    if not denominator > 0 or math.isnan(numerator) or math.isnan(times):
        return math.nan
    return float(np.round(times * numerator / denominator, indicator.decimals))
