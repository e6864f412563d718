"""From one coordinate reference system to another; systems are named by their EPSG codes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyproj

DEGREES = 4326
"""WGS84, longitude first."""
_ON_ETRS89 = range(28, 39)
"""UTM zones for which there is a system on ETRS89 (EPSG:258zz), used in Europe."""

Box = tuple[float, float, float, float]
"""West, south, east, north."""


def projected(xy: NDArray[np.float64], source: int, target: int) -> NDArray[np.float64]:
    """Places (n, 2) from one system to another, x and longitude first."""
    found = transformer(source, target).transform(xy[:, 0], xy[:, 1])
    return np.column_stack(found).astype(np.float64).reshape(-1, 2)


def utm(box: Box) -> int:
    """The UTM system of the middle of a box in degrees, on ETRS89 in Europe."""
    west, south, east, north = box
    longitude, latitude = (west + east) / 2, (south + north) / 2
    zone = min(60, int((longitude + 180) // 6) + 1)
    if zone in _ON_ETRS89 and 34 <= latitude <= 84:
        return 25800 + zone
    return (32600 if latitude >= 0 else 32700) + zone


@lru_cache(maxsize=32)
def transformer(source: int, target: int) -> pyproj.Transformer:
    """Made once per pair. Raises ``pyproj.exceptions.CRSError`` for an unknown code."""
    import pyproj

    return pyproj.Transformer.from_crs(source, target, always_xy=True)
