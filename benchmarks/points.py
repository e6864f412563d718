"""Points: one million of them into the 170 areas, beside the usual way with geopandas.

    python -m benchmarks.points

Budget: 3 s from longitude and latitude to the area of every point, on two cores.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
POINTS = 1_000_000


def measure(points: int = POINTS) -> dict[str, Any]:
    """Seconds of both ways for the same points, and how many answers differ (none may)."""
    import geopandas as gpd

    from sozialraum.geometry.point_join import AreaGrid, reprojected
    from sozialraum.geometry.topology import load_outlines

    atoms = load_outlines(ROOT)
    epsg = atoms.crs.to_epsg()
    west, south, east, north = atoms.geometry.to_crs(4326).total_bounds
    chance = np.random.default_rng(170)
    longitude = chance.uniform(west, east, points)
    latitude = chance.uniform(south, north, points)

    began = time.perf_counter()
    grid = AreaGrid.of(atoms.geometry.to_numpy())
    found = grid.locate(*reprojected(longitude, latitude, 4326, epsg))
    ours = time.perf_counter() - began

    began = time.perf_counter()
    places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(longitude, latitude, crs=4326))
    joined = gpd.sjoin(places.to_crs(epsg), atoms[["geometry"]], how="left")
    usual = time.perf_counter() - began

    codes = np.array([*atoms.index, ""], dtype=object)[found]
    expected = joined["code"].groupby(level=0).min().reindex(range(points)).fillna("")
    return {
        "points": points,
        "areas": len(atoms),
        "inside": int((found >= 0).sum()),
        "seconds": round(ours, 2),
        "geopandas_sjoin_s": round(usual, 2),
        "times_faster": round(usual / ours, 1),
        "different_answers": int((codes != expected.to_numpy()).sum()),
    }


if __name__ == "__main__":
    print(json.dumps(measure(), ensure_ascii=False, indent=2))
