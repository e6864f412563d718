"""One area that is no level, such as what is reached on foot, for the map engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

SCALE = 100_000
"""Parts of a degree in which coordinates travel: about one metre."""
Ring = Iterable[tuple[float, float]]


def shape_member(name: str, colour: str, rings: Iterable[Ring]) -> dict[str, Any]:
    """The member ``shape`` of a view; ``rings`` in WGS84 degrees (longitude, latitude).

    Rings are delta-encoded integers as in the orientation file. An area without rings is drawn as
    nothing, but stays in the legend.
    """
    return {"name": name, "colour": colour, "scale": SCALE, "rings": [_flat(r) for r in rings]}


def _flat(ring: Ring) -> list[int]:
    return list(_steps(ring))


def _steps(ring: Ring) -> Iterator[int]:
    x = y = 0
    for longitude, latitude in ring:
        across, up = round(longitude * SCALE), round(latitude * SCALE)
        yield from (across - x, up - y)
        x, y = across, up
