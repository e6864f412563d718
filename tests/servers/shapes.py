"""Outlines of the toy city, as a portal would deliver them."""

from __future__ import annotations

from typing import Any

from toy_home import SIDE, SOUTH, SQUARES, STEP, WEST


def delivered(shift: dict[str, int] | None = None, leave_out: str = "") -> dict[str, Any]:
    """The squares of the toy city; ``shift`` moves the upper edge of an area by that many steps."""
    features = []
    for code, (column, row) in sorted(SQUARES.items()):
        up = (shift or {}).get(code, 0)
        x, y = column * SIDE, row * SIDE
        ring = [(x, y), (x + SIDE, y), (x + SIDE, y + SIDE + up), (x, y + SIDE + up), (x, y)]
        degrees = [[WEST + a * STEP, SOUTH + b * STEP] for a, b in ring]
        if code != leave_out:
            geometry = {"type": "Polygon", "coordinates": [degrees]}
            properties = {"unterbezirk_nr": code}
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}
