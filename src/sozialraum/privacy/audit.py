"""The attacker: what can be computed about hidden cells from everything that is public.

This module knows nothing of how a pattern came about. It sees the published values, the equations
between cells, printed ratios with their rounding, and that counts are whole and not negative. The
truth is used only to judge what was found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sozialraum.privacy.linear import (
    TOLERANCE,
    Polytope,
    Restriction,
    eliminate,
    fractional,
    optimum,
)
from sozialraum.privacy.system import Flags, Floats, Indices, System

_CHUNK = 2000
_ROUNDS = 12
_STALLED = 0.05
_SMALL = 80
"""Components with at most so many unknowns are solved in whole numbers."""
_SEED = 20240601
_SAME = 0.5e-4
"""Ends of an interval that are closer than this are the same number."""


@dataclass(frozen=True)
class AuditResult:
    """Counts of cells, and the cells of which too much can be computed.

    ``cells`` were examined, ``masked`` of them hidden: ``primary`` by a rule, ``secondary`` to
    protect others. ``recoverable`` can be computed exactly. ``narrow`` names every cell that can be
    computed more exactly than its protection allows, recoverable ones included.
    """

    cells: int
    masked: int
    primary: int
    secondary: int
    recoverable: int
    narrow: tuple[dict[str, Any], ...] = ()

    @property
    def ok(self) -> bool:
        """True where nothing stands against publication."""
        return not self.recoverable and not self.narrow

    def as_dict(self) -> dict[str, Any]:
        """The JSON document of the command line; it carries no values."""
        return {
            "cells": self.cells,
            "masked": self.masked,
            "primary": self.primary,
            "secondary": self.secondary,
            "recoverable": self.recoverable,
            "narrow": list(self.narrow),
        }


@dataclass(frozen=True)
class Verdict:
    """Per variable: ``exact`` can be computed exactly, ``narrow`` more exactly than allowed.

    ``low`` and ``high`` were reached by possible tables; the interval of the attacker is at least
    as wide. They are the ends of his interval for every variable that is narrow.
    """

    exact: Flags
    narrow: Flags
    low: Floats
    high: Floats


def attack(system: System, known: Floats, judged: Flags, printed: Flags | None = None) -> Verdict:
    """Intervals of the ``judged`` variables.

    ``known`` are the published values (NaN where hidden), ``printed`` the bounds that readers see.
    A judged variable must not be exact, and must have its protection around ``system.value``
    (around any possible value where that is not known).
    """
    return _Attacker(system, known, judged, printed).verdict()


class _Attacker:
    def __init__(self, system: System, known: Floats, judged: Flags, printed: Flags | None) -> None:
        self.system = system
        self.judged = judged
        self.seen = eliminate(system, known)
        self.restriction = Restriction(system, self.seen, printed)
        solved = ~np.isnan(self.seen)
        self.low = np.where(solved, self.seen, np.inf)
        self.high = np.where(solved, self.seen, -np.inf)
        self.narrow = judged & solved
        self.exact = judged & solved
        component = self.restriction.component
        size = np.bincount(component[~solved], minlength=1)
        self.small = (size <= _SMALL)[component] & ~solved
        self.random = np.random.default_rng(_SEED)

    def verdict(self) -> Verdict:
        every = np.arange(len(self.judged))
        for search in (self._directions, self._one_by_one):
            for columns in self.restriction.parts(self._lacking(every), _CHUNK):
                search(columns)
        unproven = self._lacking(every)
        return Verdict(self.exact | unproven, self.narrow | unproven, self.low, self.high)

    def _lacking(self, at: Indices) -> Flags:
        """Which of the variables are unknown, judged, and not yet seen to have enough room."""
        system, low, high = self.system, self.low[at], self.high[at]
        least = np.maximum(system.width[at], np.where(system.whole[at], 1.0, _SAME))
        wide = high - low >= least - TOLERANCE
        wide &= ~(high < system.value[at] + system.up[at] - TOLERANCE)
        wide &= ~(low > system.value[at] - system.down[at] + TOLERANCE)
        open_ones: Flags = self.judged[at] & np.isnan(self.seen[at]) & ~self.narrow[at] & ~wide
        return open_ones

    def _polytope(self, columns: Indices) -> Polytope:
        system = self.system
        asked = np.nan_to_num(system.value) + system.up + system.width
        return _bounded(self.restriction.polytope(columns), float(asked[columns].max()))

    def _directions(self, columns: Indices) -> None:
        """Push all cells outwards at once, in random directions, as long as that shows new room."""
        polytope = self._polytope(columns)
        lacking = self._lacking(columns)
        for _ in range(_ROUNDS):
            before = lacking.sum()
            push = self.random.uniform(0.5, 1.5, len(columns)) * lacking
            push *= self.random.choice([-1.0, 1.0], len(columns))
            for cost in (push, -push):
                self._see(columns, optimum(polytope, cost))
            lacking = self._lacking(columns)
            if not lacking.any() or before - lacking.sum() <= _STALLED * before:
                return

    def _one_by_one(self, columns: Indices) -> None:
        """Both ends of what is still too narrow, one variable of every component at a time."""
        parts = self.restriction.component[columns]
        while (lacking := np.flatnonzero(self._lacking(columns))).size:
            first = lacking[np.unique(parts[lacking], return_index=True)[1]]
            chosen, targets = columns[np.isin(parts, parts[first])], columns[first]
            polytope = self._polytope(chosen)
            aim = np.isin(chosen, targets).astype("float64")
            ends = [optimum(polytope, cost) for cost in (aim, -aim)]
            for found in ends:
                self._see(chosen, found)
            for target in targets[self._lacking(targets)].tolist():
                self._conclude(target, [e[chosen == target] for e in ends if e is not None])

    def _see(self, columns: Indices, point: Floats | None) -> None:
        """A possible table; of a small component it counts only in whole numbers."""
        if point is None:
            return
        whole = self.system.whole[columns]
        parts = np.unique(self.restriction.component[columns], return_inverse=True)[1]
        broken = np.bincount(parts, fractional(point, whole))[parts] > 0
        use = ~(broken & self.small[columns])
        low = np.where(whole, np.ceil(point - TOLERANCE), point)
        high = np.where(whole, np.floor(point + TOLERANCE), point)
        self.low[columns[use]] = np.minimum(self.low[columns[use]], low[use])
        self.high[columns[use]] = np.maximum(self.high[columns[use]], high[use])

    def _conclude(self, target: int, ends: list[Floats]) -> None:
        """The interval of a variable of which both ends have been looked for.

        Without both ends nothing is known to be safe, so it counts as found out.
        """
        if self.small[target] and self.system.whole[target]:
            ends = self._whole_ends(target)
        if len(ends) == 2:
            low, high = (float(end[0]) for end in ends)
            whole = self.system.whole[target]
            self.low[target] = np.ceil(low - TOLERANCE) if whole else low
            self.high[target] = np.floor(high + TOLERANCE) if whole else high
        if len(ends) < 2 or self._lacking(np.array([target]))[0]:
            self.narrow[target] = True
            self.exact[target] = len(ends) < 2 or self.high[target] - self.low[target] < _SAME

    def _whole_ends(self, target: int) -> list[Floats]:
        columns = np.flatnonzero(self.restriction.component == self.restriction.component[target])
        polytope = self._polytope(columns)
        aim, whole = (columns == target).astype("float64"), self.system.whole[columns]
        found = [optimum(polytope, cost, whole) for cost in (aim, -aim)]
        return [point[columns == target] for point in found if point is not None]


def _bounded(polytope: Polytope, room: float) -> Polytope:
    """The polytope with an end to everything, far away from what the published values allow."""
    endless = np.isinf(polytope.upper)
    told = (polytope.sums, polytope.limits, polytope.lower, polytope.upper[~endless])
    far = 2.0 * (1.0 + room + sum(float(np.abs(numbers).sum()) for numbers in told))
    return replace(polytope, upper=np.where(endless, far, polytope.upper))
