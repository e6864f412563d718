"""Arrays of points in the plane (metres); NaN says that nobody knows where one lies."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float64]
"""Shape (n, 2): east and north in metres."""


def as_points(xy: ArrayLike) -> Points:
    """``xy`` as floats of shape (n, 2); an empty list is no point.

    Infinite coordinates become NaN. Raises ``ValueError`` for every other shape.
    """
    points = np.asarray(xy, dtype=np.float64)
    if points.size == 0:
        return np.empty((0, 2))
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"points need the shape (n, 2), not {points.shape}")
    return np.where(np.isfinite(points), points, np.nan)


def placed(points: Points) -> NDArray[np.intp]:
    """Positions of the points with a coordinate."""
    return np.flatnonzero(~np.isnan(points).any(axis=1))


def unplaced(xy: ArrayLike) -> NDArray[np.intp]:
    """Positions of the points without a coordinate: they reach nothing and nothing reaches them."""
    return np.flatnonzero(np.isnan(as_points(xy)).any(axis=1))
