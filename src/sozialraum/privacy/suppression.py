"""Secondary suppression: what else must be hidden so that no hidden cell can be worked out.

For every cell with a protection two tables must exist that agree with everything published and
differ in that cell by the protection (Fischetti, M. & Salazar, J. J. 2000: Solving the Cell
Suppression Problem on Tabular Data with Linear Constraints. Management Science 47(7)). The linear
program looks for the two tables whose differences from the truth cost least; what differs is
hidden. One program serves many cells that lie far apart, and each later one uses what is hidden
already at no cost. This is the heuristic of Kelly, Golden & Assad (1992), Networks 22, and not a
proven optimum.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sozialraum.privacy.alternatives import Alternatives
from sozialraum.privacy.cells import State
from sozialraum.privacy.linear import TOLERANCE, Polytope, Restriction, fractional
from sozialraum.privacy.system import Flags, Floats, Indices, System, components

_HIDDEN_COST = 0.001
_ZERO = 5.0
"""What hiding a 0 costs, as information: it cannot go down, so it protects little."""


class _Search(NamedTuple):
    """At most ``together`` cells, in tables that move only what is near (``steps``; 0: anything).

    ``whole`` asks for whole numbers, ``split`` is content with fractions.
    """

    together: int
    steps: int
    whole: bool = False
    split: bool = False


_ALONE = _Search(1, 0)
"""Where this one fails, nothing helps: too much is public already."""
_SEARCHES = (
    _Search(64, 4), _Search(16, 8), _Search(4, 0), _ALONE, _Search(1, 0, whole=True),
    _Search(1, 0, split=True),
)  # fmt: skip
"""One after the other, for what the searches before did not protect."""


def suppress(system: System, point: Floats, forced: Flags | None = None) -> Flags:
    """Which variables to hide; ``point`` are the values (:func:`validation.start`).

    ``forced`` variables are hidden as well and must not be exactly computable. What cannot be
    protected, because too much is public already, stays hidden all the same: the audit says so.
    """
    also = np.zeros(len(point), dtype="bool") if forced is None else forced
    asked = _asked(system, point, also)
    hidden: Flags = also | (system.state == State.WITHHELD)
    hidden |= system.sensitive & (system.state == State.OPEN)
    free = system.state != State.PUBLIC
    restriction = Restriction(system, np.where(free, np.nan, point))
    for columns in restriction.parts(asked.any(axis=0) & free):
        part = _Part(system, point, restriction.polytope(columns), columns, asked, hidden)
        part.protect()
        hidden[columns] = part.hidden
    return hidden


def cost(system: System, point: Floats) -> Floats:
    """What hiding a variable costs: more for larger values and for sums of more atoms."""
    information = np.log2(2.0 + np.where(np.isnan(point), 0.0, point))
    information = np.where(point == 0, _ZERO, information)
    return np.where(system.state == State.OPEN, information * np.sqrt(system.size), 0.0)


def _asked(system: System, point: Floats, forced: Flags) -> Floats:
    """Width, up and down per variable; a forced one must at least have two values."""
    least = np.where(system.whole, 1.0, np.maximum(1e-3 * np.abs(point), TOLERANCE * 10))
    width = np.where(forced, np.maximum(system.width, least), system.width)
    asked = np.stack([width, system.up, system.down])
    return np.where(system.whole, np.ceil(asked - TOLERANCE), asked)


class _Part:
    """One component: ``columns`` of the system, none of them public.

    Components are never solved together: what is published besides must not change a pattern,
    because two releases with two patterns protect less than one.
    """

    def __init__(
        self, system: System, point: Floats, polytope: Polytope, columns: Indices,
        asked: Floats, hidden: Flags,
    ) -> None:  # fmt: skip
        self.polytope = polytope
        self.alternatives = Alternatives(polytope, point[columns], system.whole[columns])
        self.point = point[columns]
        self.whole = system.whole[columns]
        self.asked = asked[:, columns]
        self.cost = cost(system, point)[columns]
        self.hidden = hidden[columns]
        self.latent = system.state[columns] != State.OPEN
        self.low, self.high = np.zeros(len(columns)), np.zeros(len(columns))
        self.failed = np.zeros(len(columns), dtype="bool")

    def protect(self) -> None:
        """Look for tables until every asked variable has its range, or cannot have it."""
        asked = np.flatnonzero(self.asked.any(axis=0))
        for search in _SEARCHES:
            left = self._lacking(asked)
            while len(left):
                batch = self.alternatives.apart(left, search.together)
                self._solve(batch, search)
                left = self._lacking(np.setdiff1d(left, batch))
        self.failed[self._lacking(asked)] = True

    def _short_of(self, target: int, low: float, high: float) -> bool:
        width, up, down = self.asked[:, target]
        enough = high - low >= width - TOLERANCE
        return not (enough and high >= up - TOLERANCE and -low >= down - TOLERANCE)

    def _lacking(self, targets: Indices) -> Indices:
        short = [
            not self.failed[t] and self._short_of(t, self.low[t], self.high[t])
            for t in targets.tolist()
        ]
        return np.asarray(targets[np.array(short, dtype="bool")], dtype="int64")

    def _solve(self, targets: Indices, search: _Search) -> None:
        """Two tables for some targets; what is hidden already costs nearly nothing."""
        price = np.where(self.hidden & ~self.latent, _HIDDEN_COST, self.cost)
        asked = self.asked[:, targets]
        columns = np.arange(len(price))
        if search.steps:
            columns = self.alternatives.near(targets, search.steps)
        found = self.alternatives.find(targets, asked, price, columns, whole=search.whole)
        if found is None:
            return
        one, other, missed = found
        self._keep(one, other, split=search.split)
        if search == _ALONE:
            self.failed[targets[missed]] = True

    def _keep(self, one: Floats, other: Floats, *, split: bool) -> None:
        """Hide what moves, one connected set after the other, where that protects a cell."""
        moving = (np.abs(one) > TOLERANCE) | (np.abs(other) > TOLERANCE)
        if not moving.any():
            return
        label = components(moving, self.polytope.equations, self.polytope.inequalities)
        tried = [fractional(self.point + moved, self.whole) for moved in (one, other)]
        broken = (tried[0] | tried[1]) & (not split)
        for number in range(label.max() + 1):
            members = np.flatnonzero(label == number)
            asked = members[self.asked[:, members].any(axis=0)]
            lacking = self._lacking(asked)
            if broken[members].any() or not len(lacking):
                continue
            before = self.low[members], self.high[members]
            self.low[members] = np.minimum.reduce([before[0], one[members], other[members]])
            self.high[members] = np.maximum.reduce([before[1], one[members], other[members]])
            if len(self._lacking(lacking)) < len(lacking):
                self.hidden[members] |= ~self.latent[members]
            else:
                self.low[members], self.high[members] = before
