"""What a rule says about a single cell: hidden or not, and how uncertain it must stay."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sozialraum.domain.confidentiality import Rule


@dataclass(frozen=True)
class Protection:
    """How much an attacker may not know about a hidden cell.

    The interval that he can compute must be at least ``width`` wide (sliding protection level),
    reach ``up`` above and ``down`` below the true value (upper and lower protection level), all in
    the unit of the cell (Fischetti, M. & Salazar, J. J. 2000, Management Science 47(7)).
    """

    width: float = 0.0
    up: float = 0.0
    down: float = 0.0

    def __or__(self, other: Protection) -> Protection:
        """Both protections at once."""
        return Protection(
            max(self.width, other.width), max(self.up, other.up), max(self.down, other.down)
        )


def small_count(value: float, rule: Rule) -> Protection | None:
    """The protection of a count below the minimum of a rule, None where it may be shown.

    The width is the minimum m itself: counts are at least 0, so an interval of that width always
    contains m, and nobody can tell that the cell is one of 1 to m - 1.
    """
    small = 0 < value < rule.minimum or (value == 0 and rule.protect_zero and rule.minimum > 0)
    return Protection(width=float(rule.minimum)) if small else None


def dominated(value: float, largest: float, second: float, rule: Rule) -> Protection | None:
    """The protection of a cell in which one or two contributors weigh too much, else None.

    ``largest`` and ``second`` are their contributions, NaN where there is none. Conditions and
    levels: Hundepool, A. et al. (2012), Statistical Disclosure Control, sections 4.2 and 4.2.2.
    """
    if not rule.by_contribution or not value > 0:
        return None
    first, next_one = (0.0 if math.isnan(part) else part for part in (largest, second))
    needed = 0.0
    if rule.dominance is not None:
        top = first + (next_one if rule.dominance.contributors == 2 else 0.0)
        needed = max(needed, 100 / rule.dominance.percent * top - value)
    if rule.p_percent:
        needed = max(needed, rule.p_percent / 100 * first - (value - first - next_one))
    if needed <= 0:
        return None
    return Protection(up=needed, down=min(needed, value))


def rounded(value: float, base: int) -> float:
    """The nearest multiple of ``base``, halves upwards; always the same for the same value."""
    return float(base * math.floor(value / base + 0.5))


def before_rounding(value: float, base: int, *, whole: bool) -> tuple[float, float]:
    """The least and the largest value that become ``value`` when rounded, never below 0."""
    low, high = value - base / 2, value + base / 2
    if whole:
        return max(0.0, float(math.ceil(low))), float(math.ceil(high) - 1)
    return max(0.0, low), high
