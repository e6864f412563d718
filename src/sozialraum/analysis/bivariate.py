"""Two values per area: which belong together, where they lie, how far they go hand in hand."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import pandas as pd

from sozialraum.domain.comparison import Quadrant

FEWEST = 3
"""Of fewer pairs a rank correlation says nothing."""

Groups = Sequence[Sequence[int]]


def paired(
    first: Sequence[float | None],
    second: Sequence[float | None],
    joint: tuple[Groups, Groups],
) -> list[tuple[tuple[int, ...], float, float]]:
    """Positions and both values wherever both are there; values joint with both others once.

    ``joint`` are the positions published as one value, for each of the two. Where only one of the
    two is joint, its value stands in several pairs, each with another partner.
    """
    group_of = [{p: min(group) for group in groups for p in group} for groups in joint]
    found: dict[tuple[int, int], list[int]] = {}
    for position, (a, b) in enumerate(zip(first, second, strict=True)):
        if a is not None and b is not None:
            key = (group_of[0].get(position, position), group_of[1].get(position, position))
            found.setdefault(key, []).append(position)
    return [
        (tuple(positions), float(first[positions[0]] or 0), float(second[positions[0]] or 0))
        for positions in found.values()
    ]


def medians(pairs: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """The middle of both values; None without a pair."""
    if not pairs:
        return None
    return median(a for a, _ in pairs), median(b for _, b in pairs)


def quadrant(first: float, second: float, middle: tuple[float, float]) -> Quadrant:
    """Above the median of both, of one or of none; on the median is not above it."""
    if first > middle[0]:
        return Quadrant.BOTH if second > middle[1] else Quadrant.FIRST
    return Quadrant.SECOND if second > middle[1] else Quadrant.NONE


def spearman(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Rank correlation, -1 to 1, ties with their mean rank (Spearman 1904).

    None for fewer than three pairs or where one side is constant.
    """
    if len(pairs) < FEWEST:
        return None
    ranks = pd.DataFrame(list(pairs)).rank()
    if (ranks.nunique() < 2).any():
        return None
    return float(ranks[0].corr(ranks[1]))
